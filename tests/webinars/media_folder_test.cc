#include "services/webinars/media_folder.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::string_view kHash =
    "abcd000000000000000000000000000000000000000000000000000000000000";

// All files under a folder, relative to it.
std::vector<std::string> FilesUnder(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back(entry.path().lexically_relative(folder).string());
  }
  return files;
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class MediaFolderTest : public ::testing::Test {
 protected:
  MediaFolderTest() : path_(temp_.File("media/deep")) { Open(); }

  void Open() {
    folder_ = nullptr;
    absl::StatusOr<std::unique_ptr<MediaFolder>> folder =
        MediaFolder::Open(path_);
    ASSERT_OK(folder);
    folder_ = *std::move(folder);
  }

  absl::Status Store(absl::string_view hash, absl::string_view bytes) {
    absl::StatusOr<std::unique_ptr<IncomingFile>> file = folder_->Begin();
    if (!file.ok()) return file.status();
    if (absl::Status status = (*file)->Append(bytes); !status.ok()) {
      return status;
    }
    if (absl::Status status = (*file)->Sync(); !status.ok()) return status;
    return (*file)->Keep(hash);
  }

  TempDir temp_;
  const std::string path_;
  std::unique_ptr<MediaFolder> folder_;
};

TEST_F(MediaFolderTest, KeepsAFileTwoFoldersDeep) {
  ASSERT_OK(Store(kHash, "some bytes"));
  const std::string place = absl::StrCat("ab/cd/", kHash);
  EXPECT_THAT(FilesUnder(path_), ElementsAre(place));
  EXPECT_EQ(ContentOf(absl::StrCat(path_, "/", place)), "some bytes");
}

TEST_F(MediaFolderTest, ReadsAnyPiece) {
  ASSERT_OK(Store(kHash, "some bytes"));
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<StoredFile> file,
                       folder_->OpenStored(kHash));
  std::string piece(5, '\0');
  ASSERT_OK(file->Read(5, piece));
  EXPECT_EQ(piece, "bytes");
  piece.resize(4);
  ASSERT_OK(file->Read(0, piece));
  EXPECT_EQ(piece, "some");
}

TEST_F(MediaFolderTest, SaysWhenAFileIsMissingOrShort) {
  EXPECT_THAT(folder_->OpenStored(kHash), HasReason("FILE_UNREADABLE"));
  ASSERT_OK(Store(kHash, "some bytes"));
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<StoredFile> file,
                       folder_->OpenStored(kHash));
  std::string piece(6, '\0');
  const absl::Status status = file->Read(5, piece);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(status, HasReason("FILE_UNREADABLE"));
}

TEST_F(MediaFolderTest, LeavesNothingOfAFileThatIsNotKept) {
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<IncomingFile> file,
                         folder_->Begin());
    ASSERT_OK(file->Append("some bytes"));
    EXPECT_THAT(FilesUnder(path_), SizeIs(1));
  }
  EXPECT_THAT(FilesUnder(path_), IsEmpty());
}

TEST_F(MediaFolderTest, KeepsOneCopyAndMendsIt) {
  ASSERT_OK(Store(kHash, "damaged bytes"));
  ASSERT_OK(Store(kHash, "some bytes"));
  EXPECT_THAT(FilesUnder(path_), SizeIs(1));
  EXPECT_EQ(ContentOf(absl::StrCat(path_, "/ab/cd/", kHash)), "some bytes");
}

TEST_F(MediaFolderTest, StaysReadableWhileReplaced) {
  ASSERT_OK(Store(kHash, "some bytes"));
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<StoredFile> file,
                       folder_->OpenStored(kHash));
  ASSERT_OK(Store(kHash, "some bytes"));
  std::string piece(10, '\0');
  ASSERT_OK(file->Read(0, piece));
  EXPECT_EQ(piece, "some bytes");
}

// What a process leaves behind that was killed in the middle of an upload.
TEST_F(MediaFolderTest, RemovesWhatACrashLeftBehind) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    absl::StatusOr<std::unique_ptr<IncomingFile>> file = folder_->Begin();
    const bool written = file.ok() && (*file)->Append("half a").ok();
    _exit(written ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  ASSERT_THAT(FilesUnder(path_), SizeIs(1));
  ASSERT_OK(Store(kHash, "some bytes"));
  Open();
  EXPECT_THAT(FilesUnder(path_), ElementsAre(absl::StrCat("ab/cd/", kHash)));
}

TEST_F(MediaFolderTest, SaysWhenTheDiskIsFull) {
  IncomingFile file(path_, temp_.File("full"), open("/dev/full", O_WRONLY));
  const absl::Status status = file.Append("some bytes");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("DISK_FULL"));
}

// Two processes may share a folder: here, two objects.
TEST_F(MediaFolderTest, LeavesUploadsOfOthersAlone) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<MediaFolder> other,
                       MediaFolder::Open(path_));
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<IncomingFile> file,
                       other->Begin());
  ASSERT_OK(file->Append("some bytes"));
  Open();
  ASSERT_OK(file->Sync());
  ASSERT_OK(file->Keep(kHash));
  EXPECT_EQ(ContentOf(absl::StrCat(path_, "/ab/cd/", kHash)), "some bytes");
}

TEST_F(MediaFolderTest, TouchesNothingElseInTheFolder) {
  const std::string mine = absl::StrCat(path_, "/incoming/README");
  std::ofstream(mine) << "put there by somebody";
  Open();
  EXPECT_EQ(ContentOf(mine), "put there by somebody");
}

TEST(MediaFolderOpenTest, SaysWhatIsWrong) {
  const TempDir temp;
  const std::string file = temp.File("file");
  std::ofstream(file) << "not a folder";
  for (const std::string& path : {std::string(), file, file + "/in"}) {
    const absl::Status status = MediaFolder::Open(path).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(status, HasReason("MEDIA_FOLDER_UNUSABLE"));
  }
}

}  // namespace
}  // namespace cwp::webinars
