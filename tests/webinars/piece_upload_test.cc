// Files that come in pieces, each a call of its own.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/webinars/samples.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;

// The largest.
constexpr int64_t kPiece = 512 << 10;

class PieceUploadTest : public WebinarsFixture {
 protected:
  PieceUploadTest() {
    settings_.limits.video_bytes = 1'500'000;
    Start();
  }

  // What is half uploaded.
  int Unfinished() const {
    int count = 0;
    for (const std::string& file : FilesOnDisk()) {
      if (absl::StartsWith(file, "incoming/")) ++count;
    }
    return count;
  }
};

TEST_F(PieceUploadTest, MakesAFileOfPiecesWhateverComesInBetween) {
  const std::string bytes = Mp4(1'300'000);
  EXPECT_THAT(Received("talk"), IsOkAndHolds(0));
  EXPECT_THAT(Append("talk", 0, bytes.substr(0, kPiece)), IsOkAndHolds(kPiece));
  // The service is started anew, and a day almost goes by.
  Start();
  clock_.Advance(absl::Hours(23));
  ASSERT_OK_AND_ASSIGN(const int64_t received, Received("talk"));
  EXPECT_EQ(received, kPiece);
  EXPECT_OK(Append("talk", received, bytes.substr(kPiece, kPiece)));
  EXPECT_OK(Append("talk", 2 * kPiece, bytes.substr(2 * kPiece)));
  ASSERT_OK_AND_ASSIGN(const v1::File file, FinishUpload("talk", bytes.size()));
  EXPECT_EQ(file.hash(), crypto::Sha256Hex(bytes));
  EXPECT_EQ(file.size_bytes(), static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(file.content_type(), "video/mp4");
  ASSERT_OK_AND_ASSIGN(const std::string got, Bytes(file.hash()));
  EXPECT_TRUE(got == bytes);
}

TEST_F(PieceUploadTest, SaysHowMuchIsThereToWhoeverIsWrongAboutIt) {
  const std::string bytes = Mp4();
  EXPECT_OK(Append("talk", 0, bytes.substr(0, 60)));
  // A piece that was sent twice, one too far along, and the end too early.
  for (const absl::Status& status :
       {Append("talk", 0, bytes.substr(0, 60)).status(),
        Append("talk", 61, "x").status(),
        FinishUpload("talk", bytes.size()).status()}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange));
    EXPECT_THAT(status, HasReason("UPLOAD_OFFSET_WRONG"));
    EXPECT_EQ(MetadataOf(status, "received"), "60");
  }
  const absl::Status never = Append("other", 5, "x").status();
  EXPECT_EQ(MetadataOf(never, "received"), "0");
  EXPECT_THAT(Received("talk"), IsOkAndHolds(60));
}

TEST_F(PieceUploadTest, BelongsToWhoBeganIt) {
  const std::string bytes = Mp4();
  EXPECT_OK(Append("talk", 0, bytes));
  EXPECT_THAT(Received("talk", kOtherEditor), IsOkAndHolds(0));
  EXPECT_THAT(FinishUpload("talk", bytes.size(), kOtherEditor),
              HasReason("UPLOAD_NOT_FOUND"));
  EXPECT_OK(FinishUpload("talk", bytes.size()));
}

TEST_F(PieceUploadTest, AnswersTheSameWhenItIsFinishedTwice) {
  const std::string bytes = Mp4();
  EXPECT_OK(Append("talk", 0, bytes));
  ASSERT_OK_AND_ASSIGN(const v1::File first,
                       FinishUpload("talk", bytes.size()));
  ASSERT_OK_AND_ASSIGN(const v1::File second,
                       FinishUpload("talk", bytes.size()));
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  // Bytes in their place never change.
  EXPECT_THAT(Append("talk", static_cast<int64_t>(bytes.size()), "more"),
              HasReason("UPLOAD_FINISHED"));
  EXPECT_THAT(Bytes(first.hash()), IsOkAndHolds(bytes));
  EXPECT_EQ(Unfinished(), 1) << "a second name, and no more";
}

TEST_F(PieceUploadTest, RefusesAtOnceWhatIsOfAnotherKind) {
  EXPECT_THAT(Append("talk", 0, Pdf(5'000)), HasReason("FILE_WRONG_TYPE"));
  EXPECT_THAT(Append("words", 0, Mp4(), kEditor, "text/vtt"),
              HasReason("FILE_WRONG_TYPE"));
  EXPECT_EQ(Unfinished(), 0);
}

TEST_F(PieceUploadTest, ForgetsWhatTurnsOutToBeDamaged) {
  const std::string cut = Mp4().substr(0, Mp4().size() - 1);
  EXPECT_OK(Append("talk", 0, cut));
  EXPECT_THAT(FinishUpload("talk", cut.size()), HasReason("FILE_WRONG_TYPE"));
  EXPECT_THAT(FilesOnDisk(), ElementsAre());
  EXPECT_THAT(FinishUpload("talk", cut.size()), HasReason("UPLOAD_NOT_FOUND"));
}

TEST_F(PieceUploadTest, TakesFilesUpToTheLimitOfTheirType) {
  const std::string piece(kPiece, '\0');
  EXPECT_OK(Append("talk", 0, absl::StrCat(Mp4(0), piece).substr(0, kPiece)));
  EXPECT_OK(Append("talk", kPiece, piece));
  EXPECT_THAT(Append("talk", 2 * kPiece, piece), HasReason("FILE_TOO_LARGE"));
  EXPECT_OK(
      Append("talk", 2 * kPiece, std::string(1'500'000 - 2 * kPiece, '\0')));
  EXPECT_THAT(Append("talk", 1'500'000, "x"), HasReason("FILE_TOO_LARGE"));
}

TEST_F(PieceUploadTest, ForgetsUploadsADayAfterTheirLastPiece) {
  EXPECT_OK(Append("old", 0, Mp4()));
  clock_.Advance(absl::Hours(20));
  EXPECT_OK(Append("young", 0, Mp4()));
  clock_.Advance(absl::Hours(5));
  EXPECT_OK(Append("new", 0, Mp4()));
  EXPECT_THAT(Received("old"), IsOkAndHolds(0));
  EXPECT_THAT(Received("young"),
              IsOkAndHolds(static_cast<int64_t>(Mp4().size())));
}

TEST_F(PieceUploadTest, KeepsAFileAfterItsPiecesAreForgotten) {
  EXPECT_OK(Append("talk", 0, Mp4()));
  ASSERT_OK_AND_ASSIGN(const v1::File file, FinishUpload("talk", Mp4().size()));
  clock_.Advance(absl::Hours(30));
  EXPECT_OK(Append("new", 0, Mp4()));
  EXPECT_THAT(Received("talk"), IsOkAndHolds(0));
  EXPECT_THAT(Bytes(file.hash()), IsOkAndHolds(Mp4()));
}

TEST_F(PieceUploadTest, IsWorkedOnByOneCallAtATime) {
  EXPECT_OK(Append("talk", 0, Mp4()));
  ASSERT_EQ(FilesOnDisk().size(), 1);
  const std::string path =
      absl::StrCat(settings_.media_dir, "/", FilesOnDisk()[0]);
  const int other = open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(other, LOCK_EX), 0);
  for (const absl::Status& status :
       {Append("talk", static_cast<int64_t>(Mp4().size()), "x").status(),
        FinishUpload("talk", Mp4().size()).status()}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
    EXPECT_THAT(status, HasReason("UPLOAD_BUSY"));
  }
  close(other);
  EXPECT_OK(FinishUpload("talk", Mp4().size()));
}

TEST_F(PieceUploadTest, SaysWhatIsWrongWithARequest) {
  struct Case {
    absl::Status status;
    std::string reason;
    std::string field;
  };
  for (const Case& c : std::vector<Case>{
           {Append("", 0, "x").status(), "FIELD_REQUIRED", "upload_id"},
           {Append(std::string(129, 'x'), 0, "x").status(), "FIELD_TOO_LONG",
            "upload_id"},
           {Append("a", -1, "x").status(), "FIELD_INVALID", "offset"},
           {Append("a", 0, "").status(), "FIELD_REQUIRED", "data"},
           {Append("a", 0, std::string(kPiece + 1, 'x')).status(),
            "FIELD_TOO_LONG", "data"},
           {Append("a", 0, "x", kEditor, "text/html").status(), "FIELD_INVALID",
            "content_type"},
           {FinishUpload("a", 0).status(), "FIELD_INVALID", "size_bytes"},
       }) {
    EXPECT_THAT(c.status, HasReason(c.reason));
    EXPECT_EQ(MetadataOf(c.status, "field"), c.field);
  }
  EXPECT_THAT(FinishUpload("a", 5), HasReason("UPLOAD_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::webinars
