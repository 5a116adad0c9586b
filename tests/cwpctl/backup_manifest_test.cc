#include "services/cwpctl/backup_manifest.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/cwpctl/plain_file.h"

namespace cwp::ctl {
namespace {

class BackupManifestTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_.File("db"));
    std::ofstream(folder_.File("db/scheduling.db")) << "content";
    ASSERT_OK_AND_ASSIGN(const FileSum sum,
                         SumOf(folder_.File("db/scheduling.db")));
    manifest_.version = "0.1.0";
    manifest_.create_time = absl::FromUnixSeconds(1800000000);
    manifest_.files = {{.path = "db/scheduling.db",
                        .sha256 = sum.sha256,
                        .size = sum.size,
                        .feed_revision = 42,
                        .feed_hash = "ab"}};
    ASSERT_OK(WriteManifest(folder_.path(), manifest_));
  }

  TempDir folder_;
  BackupManifest manifest_;
};

TEST_F(BackupManifestTest, ReadsBackWhatItWrote) {
  ASSERT_OK_AND_ASSIGN(const BackupManifest read, VerifyBackup(folder_.path()));
  EXPECT_EQ(read.version, "0.1.0");
  EXPECT_EQ(read.create_time, manifest_.create_time);
  ASSERT_EQ(read.files.size(), 1);
  EXPECT_EQ(read.files[0].feed_revision, 42);
  EXPECT_EQ(read.TotalSize(), 7);
}

TEST_F(BackupManifestTest, RefusesAFileThatChangedOrIsGone) {
  std::ofstream(folder_.File("db/scheduling.db")) << "Content";
  EXPECT_THAT(VerifyBackup(folder_.path()), HasReason("BACKUP_DAMAGED"));
  std::filesystem::remove(folder_.File("db/scheduling.db"));
  EXPECT_THAT(VerifyBackup(folder_.path()), HasReason("BACKUP_DAMAGED"));
}

TEST_F(BackupManifestTest, RefusesAManifestThatChanged) {
  std::ofstream(folder_.File("manifest.json"), std::ios::app) << " ";
  EXPECT_THAT(VerifyBackup(folder_.path()), HasReason("BACKUP_DAMAGED"));
}

TEST_F(BackupManifestTest, RefusesAPathThatLeavesTheFolder) {
  manifest_.files[0].path = "db/../../scheduling.db";
  const TempDir other;
  ASSERT_OK(WriteManifest(other.path(), manifest_));
  EXPECT_THAT(VerifyBackup(other.path()), HasReason("BACKUP_DAMAGED"));
}

TEST_F(BackupManifestTest, RefusesWhatIsNoBackup) {
  EXPECT_THAT(VerifyBackup(folder_.File("db")), HasReason("BACKUP_NOT_FOUND"));
}

}  // namespace
}  // namespace cwp::ctl
