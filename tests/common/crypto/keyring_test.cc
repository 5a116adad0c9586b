#include "common/crypto/keyring.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/error.h"
#include "common/crypto/key_file.h"
#include "common/crypto/seal.h"
#include "gtest/gtest.h"

namespace cwp::crypto {
namespace {

constexpr Field kField = {.table = "bookings", .column = "email", .row_id = 7};

std::string BytesOf(const Key& key) {
  return {reinterpret_cast<const char*>(key.data()), Key::kSize};
}

class KeyringTest : public ::testing::Test {
 protected:
  KeyringTest() {
    std::string name = ::testing::TempDir() + "keyring_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~KeyringTest() override { std::filesystem::remove_all(folder_); }

  void MakeKey(const std::string& name) {
    ASSERT_TRUE(MakeKeyFile(folder_ + "/" + name).ok());
  }

  std::string folder_;
};

TEST_F(KeyringTest, LoadsOneFile) {
  MakeKey("master.key");
  const Keyring ring = Keyring::Load(folder_ + "/master.key").value();
  EXPECT_EQ(ring.current(), "master");
  EXPECT_EQ(Open(ring, kField, Seal(ring, kField, "ada")).value(), "ada");
}

TEST_F(KeyringTest, ANewerKeySealsAndTheOlderStillOpens) {
  MakeKey("2026-06.key");
  const Keyring before = Keyring::Load(folder_).value();
  const std::string sealed = Seal(before, kField, "ada");
  MakeKey("2027-01.key");
  std::ofstream(folder_ + "/README") << "not a key";
  const Keyring after = Keyring::Load(folder_).value();

  EXPECT_EQ(after.current(), "2027-01");
  EXPECT_EQ(Open(after, kField, sealed).value(), "ada");
  EXPECT_FALSE(Open(before, kField, Seal(after, kField, "ada")).ok());
}

TEST_F(KeyringTest, TheOldKeyCanStayCurrentWhileReplicasLearnTheNew) {
  MakeKey("2026-06.key");
  MakeKey("2027-01.key");
  EXPECT_EQ(Keyring::Load(folder_, "2026-06").value().current(), "2026-06");
  EXPECT_EQ(ReasonOf(Keyring::Load(folder_, "2028-01").status()),
            "KEY_FILE_UNUSABLE");
}

TEST_F(KeyringTest, LastingKeysOutliveRotation) {
  MakeKey("2026-06.key");
  const Keyring before = Keyring::Load(folder_).value();
  MakeKey("2027-01.key");
  const Keyring after = Keyring::Load(folder_).value();
  EXPECT_EQ(BytesOf(before.Lasting("links")), BytesOf(after.Lasting("links")));
  EXPECT_NE(BytesOf(after.Lasting("links")), BytesOf(after.Lasting("hashes")));
}

TEST_F(KeyringTest, RefusesWhatItCannotUse) {
  EXPECT_EQ(ReasonOf(Keyring::Load(folder_).status()), "KEY_FILE_UNUSABLE")
      << "an empty folder";
  EXPECT_EQ(ReasonOf(Keyring::Load(folder_ + "/none.key").status()),
            "KEY_FILE_UNUSABLE");
  MakeKey("2026-06.key");
  MakeKey("Upper.key");
  EXPECT_EQ(ReasonOf(Keyring::Load(folder_).status()), "KEY_FILE_UNUSABLE")
      << "a bad id";
}

TEST_F(KeyringTest, OneBadFileStopsTheRest) {
  MakeKey("2026-06.key");
  MakeKey("2027-01.key");
  std::filesystem::permissions(folder_ + "/2026-06.key",
                               std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(ReasonOf(Keyring::Load(folder_).status()), "KEY_FILE_UNUSABLE");
}

}  // namespace
}  // namespace cwp::crypto
