#include "common/host/key_check_store.h"

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/crypto/key.h"
#include "common/crypto/key_file.h"
#include "common/crypto/keyring.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "gtest/gtest.h"

namespace cwp::host {
namespace {

class KeyCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(
        database_.Open(clock_, {{.version = 1,
                                 .name = "keys",
                                 .statements = CreateKeyCheckStatements()}}));
  }

  absl::Status Check(const crypto::Keyring& keyring) {
    return CheckMasterKeys(*database_, keyring);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  db::TestDatabase database_;
};

TEST_F(KeyCheckTest, TheFirstKeysAreThoseOfTheDatabase) {
  const crypto::Keyring ours("k1", crypto::Key::Random());
  const crypto::Keyring others("k1", crypto::Key::Random());
  EXPECT_OK(Check(ours));
  EXPECT_OK(Check(ours));
  const absl::Status refused = Check(others);
  EXPECT_THAT(refused, HasReason("MASTER_KEY_OTHER"));
  EXPECT_EQ(MetadataOf(refused, "key_id"), "k1");
  EXPECT_OK(Check(ours));
}

TEST_F(KeyCheckTest, FollowsARotation) {
  TempDir folder;
  const auto write = [&](const std::string& id) {
    const std::string path = folder.File(absl::StrCat(id, ".key"));
    ASSERT_OK(crypto::MakeKeyFile(path));
  };
  const auto ring = [&] { return crypto::Keyring::Load(folder.path()); };
  write("2026-06");
  ASSERT_OK_AND_ASSIGN(const crypto::Keyring before, ring());
  ASSERT_OK(Check(before));
  write("2027-01");
  ASSERT_OK_AND_ASSIGN(const crypto::Keyring both, ring());
  EXPECT_OK(Check(both));
  // Once all is sealed with the new key, the old one can go.
  ASSERT_EQ(std::remove(folder.File("2026-06.key").c_str()), 0);
  ASSERT_OK_AND_ASSIGN(const crypto::Keyring after, ring());
  EXPECT_OK(Check(after));
  EXPECT_THAT(Check(before), HasReason("MASTER_KEY_OTHER"));
}

}  // namespace
}  // namespace cwp::host
