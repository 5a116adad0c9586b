#include "common/db/sqlite.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

// What only SQLite does; runs on SQLite whichever engine is under test.
class SqliteTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    database_.reset();
    ASSERT_OK_AND_ASSIGN(database_, OpenSqlite(path_));
    ASSERT_OK(
        Write("CREATE TABLE IF NOT EXISTS places (seat BIGINT PRIMARY KEY, "
              "note TEXT NOT NULL)"));
  }

  absl::Status Write(absl::string_view sql,
                     std::initializer_list<Value> args = {}) {
    return database_->Write(
        [&](Transaction& tx) { return tx.Run(sql, args).status(); });
  }

  absl::Status AddPlaces(int64_t first, int64_t count) {
    const std::string note(1000, 'n');
    std::vector<std::vector<Value>> rows;
    for (int64_t i = 0; i < count; ++i) rows.push_back({first + i, note});
    return database_->Write([&](Transaction& tx) {
      return tx.RunEach("INSERT INTO places VALUES ($1, $2)", rows).status();
    });
  }

  static absl::StatusOr<std::string> Text(Database& database,
                                          absl::string_view sql) {
    std::string text;
    RETURN_IF_ERROR(database.Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql));
      text = rows[0].String(0);
      return absl::OkStatus();
    }));
    return text;
  }

  static absl::StatusOr<int64_t> Count(Database& database) {
    int64_t count = 0;
    RETURN_IF_ERROR(database.Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run("SELECT COUNT(*) FROM places"));
      count = rows[0].Int(0);
      return absl::OkStatus();
    }));
    return count;
  }

  // A setting of the connection that writes.
  std::string Setting(absl::string_view name) {
    std::string value;
    const std::string sql = absl::StrCat("PRAGMA ", name);
    EXPECT_OK(database_->Write([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql));
      const absl::StatusOr<Rows> again =
          tx.Run("SELECT CAST($1 AS TEXT)",
                 {name == "journal_mode" ? Value(rows[0].Text(0))
                                         : Value(rows[0].Int(0))});
      value = (*again)[0].String(0);
      return absl::OkStatus();
    }));
    return value;
  }

  TempDir folder_;
  const std::string path_ = folder_.File("places.db");
  std::unique_ptr<Database> database_;
};

TEST_F(SqliteTest, KeepsTheFileSafely) {
  EXPECT_EQ(Setting("journal_mode"), "wal");
  EXPECT_EQ(Setting("synchronous"), "2");
  EXPECT_EQ(Setting("wal_autocheckpoint"), "2000");
  EXPECT_EQ(Setting("cache_size"), "-65536");
  EXPECT_EQ(Setting("foreign_keys"), "1");
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat file;
    ASSERT_EQ(stat(absl::StrCat(path_, suffix).c_str(), &file), 0) << suffix;
    EXPECT_EQ(file.st_mode & 0777, 0600) << suffix;
  }
}

TEST_F(SqliteTest, WhatChangesNothingIsNotWritten) {
  const std::string log = absl::StrCat(path_, "-wal");
  ASSERT_OK(AddPlaces(1, 10));
  const auto size = std::filesystem::file_size(log);
  ASSERT_OK(Write("SELECT COUNT(*) FROM places"));
  ASSERT_OK(Write("UPDATE places SET note = 'x' WHERE seat = 99"));
  EXPECT_EQ(std::filesystem::file_size(log), size);
  ASSERT_OK(AddPlaces(11, 1));
  EXPECT_GT(std::filesystem::file_size(log), size);
}

TEST_F(SqliteTest, ClosesWithoutALogLeftBehind) {
  ASSERT_OK(AddPlaces(1, 10));
  EXPECT_THAT(Count(*database_), IsOkAndHolds(10));
  database_.reset();
  EXPECT_NE(access(absl::StrCat(path_, "-wal").c_str(), F_OK), 0);
}

TEST_F(SqliteTest, RefusesToShareTheFile) {
  EXPECT_THAT(OpenSqlite(path_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(OpenSqlite(path_), HasReason("DATABASE_IN_USE"));
  database_.reset();
  EXPECT_OK(OpenSqlite(path_));
}

TEST_F(SqliteTest, RefusesASecondProcess) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const absl::Status status = OpenSqlite(path_).status();
    _exit(ReasonOf(status) == "DATABASE_IN_USE" ? 0 : 1);
  }
  int result = -1;
  ASSERT_EQ(waitpid(child, &result, 0), child);
  EXPECT_TRUE(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

// A process that is killed keeps what it committed, and its lock goes with it.
TEST_F(SqliteTest, CommittedIsCommittedEvenWhenKilled) {
  database_.reset();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    absl::StatusOr<std::unique_ptr<Database>> own = OpenSqlite(path_);
    const absl::Status status = (*own)->Write([](Transaction& tx) {
      return tx.Run("INSERT INTO places VALUES (1, 'kept')").status();
    });
    (*own)
        ->Write([&](Transaction& tx) -> absl::Status {
          RETURN_IF_ERROR(
              tx.Run("INSERT INTO places VALUES (2, 'lost')").status());
          kill(getpid(), status.ok() ? SIGKILL : SIGTERM);
          return absl::OkStatus();
        })
        .IgnoreError();
    _exit(1);
  }
  int result = -1;
  ASSERT_EQ(waitpid(child, &result, 0), child);
  ASSERT_TRUE(WIFSIGNALED(result) && WTERMSIG(result) == SIGKILL);
  Reopen();
  EXPECT_THAT(Count(*database_), IsOkAndHolds(1));
  EXPECT_THAT(Text(*database_, "SELECT note FROM places"),
              IsOkAndHolds("kept"));
}

TEST_F(SqliteTest, RefusesAFileThatIsNoDatabase) {
  const std::string path = folder_.File("letter.txt");
  std::ofstream(path) << std::string(5000, 'a');
  EXPECT_THAT(OpenSqlite(path), HasReason("DATABASE_ERROR"));
}

// A limit on pages stands for a disk that is full: SQLite says the same.
TEST_F(SqliteTest, AFullDiskRefusesCleanly) {
  ASSERT_OK(AddPlaces(1, 100));
  ASSERT_OK(Write("PRAGMA max_page_count = 60"));
  absl::Status status;
  int64_t kept = 100;
  while (kept < 1000 && status.ok()) {
    status = AddPlaces(kept + 1, 20);
    if (status.ok()) kept += 20;
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("DISK_FULL"));
  EXPECT_THAT(Count(*database_), IsOkAndHolds(kept));

  ASSERT_OK(Write("PRAGMA max_page_count = 100000"));
  EXPECT_OK(AddPlaces(kept + 1, 20));
  EXPECT_THAT(Count(*database_), IsOkAndHolds(kept + 20));
  EXPECT_THAT(Text(*database_, "PRAGMA integrity_check"), IsOkAndHolds("ok"));
}

// Lets this process write no further than `size` in any file.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {.rlim_cur = size, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

// The log may not grow: a quota, or a limit on the size of files.
TEST_F(SqliteTest, AFileThatMayNotGrowIsAFullDisk) {
  ASSERT_OK(AddPlaces(1, 100));
  absl::Status status;
  {
    const FileSizeLimit limit(200'000);
    status = AddPlaces(101, 200);
    EXPECT_THAT(Count(*database_), IsOkAndHolds(100)) << "reads go on";
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(status, HasReason("DISK_FULL"));
  EXPECT_EQ(MetadataOf(status, "retry_after_ms"), "30000");
  EXPECT_OK(AddPlaces(1001, 10));
  Reopen();
  EXPECT_THAT(Text(*database_, "PRAGMA integrity_check"), IsOkAndHolds("ok"));
  EXPECT_THAT(Count(*database_), IsOkAndHolds(110));
}

// Makes what this process has open of a file fail when it is written.
class BrokenFile {
 public:
  explicit BrokenFile(const std::string& path) {
    // All of them before any copy, which is open of the same file.
    std::vector<int> open_of_it;
    for (int fd = 0; fd < 256; ++fd) {
      std::error_code none;
      const std::string link = absl::StrCat("/proc/self/fd/", fd);
      if (std::filesystem::read_symlink(link, none) == path) {
        open_of_it.push_back(fd);
      }
    }
    const int bad = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    for (const int fd : open_of_it) {
      whole_.emplace_back(fd, dup(fd));
      dup2(bad, fd);
    }
    close(bad);
  }
  ~BrokenFile() {
    for (const auto& [fd, whole] : whole_) {
      dup2(whole, fd);
      close(whole);
    }
  }

 private:
  std::vector<std::pair<int, int>> whole_;
};

// The disk fails while the commit is being written: what is in the file by then
// may count after a restart.
TEST_F(SqliteTest, OutcomeIsUnknownWhenTheCommitCannotBeWritten) {
  ASSERT_OK(AddPlaces(1, 100));
  absl::Status status;
  {
    const BrokenFile broken(absl::StrCat(path_, "-wal"));
    status = AddPlaces(101, 200);
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("OUTCOME_UNKNOWN"));
  EXPECT_OK(AddPlaces(1001, 10));
  EXPECT_THAT(Text(*database_, "PRAGMA integrity_check"), IsOkAndHolds("ok"));
  Reopen();
  EXPECT_THAT(Text(*database_, "PRAGMA integrity_check"), IsOkAndHolds("ok"));
  EXPECT_THAT(Count(*database_), IsOkAndHolds(110));
}

TEST_F(SqliteTest, BackupIsACopyOfOneInstantWhileWritesGoOn) {
  ASSERT_OK(AddPlaces(1, 20000));
  std::atomic<bool> copied = false;
  std::atomic<int64_t> written = 20000;
  std::thread writing([&] {
    while (!copied) {
      ASSERT_OK(AddPlaces(written + 1, 10));
      written += 10;
    }
  });
  while (written < 20050) std::this_thread::yield();
  const int64_t before = written;
  EXPECT_OK(database_->BackupTo(folder_.File("copy.db")));
  const int64_t after = written;
  copied = true;
  writing.join();
  EXPECT_GT(after, before) << "writes went on";

  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Database> copy,
                       OpenSqlite(folder_.File("copy.db")));
  EXPECT_THAT(Text(*copy, "PRAGMA integrity_check"), IsOkAndHolds("ok"));
  ASSERT_OK_AND_ASSIGN(const int64_t count, Count(*copy));
  EXPECT_GE(count, before);
  EXPECT_LE(count, after + 10);
  EXPECT_EQ(count % 10, 0) << "no half transaction";
}

TEST_F(SqliteTest, BackupRefusesToReplaceAFile) {
  const std::string path = folder_.File("copy.db");
  std::ofstream(path) << "precious";
  EXPECT_THAT(database_->BackupTo(path), HasReason("BACKUP_EXISTS"));
  std::string kept;
  std::ifstream(path) >> kept;
  EXPECT_EQ(kept, "precious");
}

TEST_F(SqliteTest, OneBackupAtATime) {
  ASSERT_OK(AddPlaces(1, 5000));
  // The second is started while the first waits for its turn to copy.
  absl::Status first;
  std::thread copying;
  std::atomic<bool> refused = false;
  ASSERT_OK(database_->Write([&](Transaction&) {
    copying = std::thread(
        [&] { first = database_->BackupTo(folder_.File("first.db")); });
    while (access(folder_.File("first.db").c_str(), F_OK) != 0) {
      std::this_thread::yield();
    }
    refused = ReasonOf(database_->BackupTo(folder_.File("second.db"))) ==
              "BACKUP_RUNNING";
    return absl::OkStatus();
  }));
  copying.join();
  EXPECT_OK(first);
  EXPECT_TRUE(refused);
  EXPECT_OK(database_->BackupTo(folder_.File("second.db")));
}

TEST_F(SqliteTest, BackupThatFailsLeavesNoFile) {
  EXPECT_THAT(database_->BackupTo(folder_.File("no/such/folder/copy.db")),
              HasReason("DATABASE_UNAVAILABLE"));
}

}  // namespace
}  // namespace cwp::db
