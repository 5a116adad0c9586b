#include "common/crypto/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

std::string BytesOf(const Key& key) {
  return {reinterpret_cast<const char*>(key.data()), Key::kSize};
}

class KeyFileTest : public ::testing::Test {
 protected:
  KeyFileTest() {
    std::string name = ::testing::TempDir() + "key_file_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }

  std::string Write(const std::string& text, mode_t mode = 0600) const {
    const std::string path = Path("written.key");
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  std::string folder_;
};

TEST_F(KeyFileTest, MakesAFileForItsOwnerAlone) {
  umask(0);
  ASSERT_TRUE(MakeKeyFile(Path("a.key")).ok());
  struct stat found;
  ASSERT_EQ(stat(Path("a.key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  EXPECT_TRUE(ReadKeyFile(Path("a.key")).ok());
}

TEST_F(KeyFileTest, KeepsTheFileThatIsThere) {
  ASSERT_TRUE(MakeKeyFile(Path("a.key")).ok());
  const std::string first = BytesOf(ReadKeyFile(Path("a.key")).value());
  ASSERT_TRUE(MakeKeyFile(Path("a.key")).ok());
  EXPECT_EQ(BytesOf(ReadKeyFile(Path("a.key")).value()), first);
}

TEST_F(KeyFileTest, ManyAtOnceFindOneKeyAndLeaveNothingElse) {
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys) {
    threads.emplace_back([&key, path = Path("a.key")] {
      if (!MakeKeyFile(path).ok()) return;
      key = BytesOf(ReadKeyFile(path).value());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 1u);
  EXPECT_FALSE(keys[0].empty());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(KeyFileTest, ReadsBase64AndHexadecimal) {
  const std::string bytes(Key::kSize, '\x1F');
  for (const std::string& text :
       {ToBase64(bytes), ToBase64(bytes) + "\n", ToHex(bytes) + "\r\n"}) {
    EXPECT_EQ(BytesOf(ReadKeyFile(Write(text)).value()), bytes) << text;
  }
}

TEST_F(KeyFileTest, RefusesWhatOthersMayTouch) {
  const std::string text = ToBase64(std::string(Key::kSize, 'k'));
  for (const mode_t mode : {0640, 0604, 0660, 0601}) {
    const absl::Status status = ReadKeyFile(Write(text, mode)).status();
    EXPECT_EQ(ReasonOf(status), "KEY_FILE_UNUSABLE");
    EXPECT_TRUE(absl::StrContains(status.message(), "chmod 600")) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "written.key")) << status;
  }
  EXPECT_TRUE(ReadKeyFile(Write(text, 0400)).ok());
}

TEST_F(KeyFileTest, RefusesWhatIsNoKey) {
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("hello"),
        ToBase64(std::string(31, 'k')), ToBase64(std::string(33, 'k')),
        ToHex(std::string(16, 'k')), std::string(100'000, 'A')}) {
    const absl::Status status = ReadKeyFile(Write(text)).status();
    EXPECT_EQ(ReasonOf(status), "KEY_FILE_UNUSABLE");
    EXPECT_TRUE(text.empty() || text == "\n" ||
                !absl::StrContains(status.message(), text))
        << "the message gives the content away";
  }
}

TEST_F(KeyFileTest, SaysWhatItCannotOpenOrMake) {
  EXPECT_EQ(ReasonOf(ReadKeyFile(Path("none.key")).status()),
            "KEY_FILE_UNUSABLE");
  EXPECT_EQ(ReasonOf(ReadKeyFile(folder_).status()), "KEY_FILE_UNUSABLE");
  EXPECT_EQ(ReasonOf(MakeKeyFile(Path("none/a.key"))), "KEY_FILE_UNUSABLE");
}

}  // namespace
}  // namespace cwp::crypto
