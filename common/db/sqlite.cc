#include "common/db/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"
#include "common/db/sqlite_connection.h"
#include "common/db/turnstile.h"

namespace cwp::db {
namespace {

// Readers that wait for work; more are opened when needed and closed after it.
constexpr size_t kIdleReaders = 8;

// One step of a backup, about 2 MB: a write waits for at most one of them.
constexpr int kBackupPages = 512;

// Owns an open file; 0 and above while it is open.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(File&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status FileError(absl::string_view path, int error) {
  return DatabaseUnavailable(absl::StrCat(path, ": ", std::strerror(error)));
}

// Takes the lock that keeps a second process out. The file stays when the
// database is closed: removing it would let two processes hold two locks.
absl::StatusOr<File> LockBeside(const std::string& path) {
  const std::string name = absl::StrCat(path, ".lock");
  File file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (file.descriptor() < 0) return FileError(name, errno);
  if (flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return FileError(name, errno);
  return FailedPrecondition(
      "DATABASE_IN_USE",
      absl::StrCat("another process has the database ", path, " open"),
      {{"path", path}});
}

// Makes the name of a new file durable.
absl::Status SyncFolderOf(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const File parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.descriptor() < 0) return FileError(folder, errno);
  if (fsync(parent.descriptor()) != 0) return FileError(folder, errno);
  return absl::OkStatus();
}

// Makes the file, unless it exists. SQLite gives the files that it puts beside
// it the same permissions.
absl::Status MakeFile(const std::string& path) {
  const File made(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (made.descriptor() < 0) return FileError(path, errno);
  return SyncFolderOf(path);
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, File lock,
                 std::unique_ptr<SqliteConnection> writer)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        writer_(std::move(writer)) {}

  ~SqliteDatabase() override {
    MutexLock lock(readers_mu_);
    // The connection that closes last checkpoints, and only the writer may.
    readers_.clear();
  }

  absl::Status Write(Body body) override {
    Turn turn(turnstile_);
    return writer_->InTransaction(body);
  }

  absl::Status Read(Body body) override {
    ASSIGN_OR_RETURN(std::unique_ptr<SqliteConnection> reader, TakeReader());
    absl::Status status = reader->InTransaction(body);
    MutexLock lock(readers_mu_);
    if (readers_.size() < kIdleReaders) readers_.push_back(std::move(reader));
    return status;
  }

  absl::Status Ping() override {
    return Read([](Transaction& tx) {
      return tx.Run("SELECT count(*) FROM sqlite_schema").status();
    });
  }

  int replica() const override { return 0; }
  Engine engine() const override { return Engine::kSqlite; }

  absl::Status BackupTo(absl::string_view path) override;

 private:
  absl::StatusOr<std::unique_ptr<SqliteConnection>> TakeReader();
  absl::Status CopyTo(sqlite3* target);

  const std::string path_;
  const File lock_;
  Turnstile turnstile_;
  const std::unique_ptr<SqliteConnection> writer_
      ABSL_PT_GUARDED_BY(turnstile_);
  Mutex readers_mu_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_
      ABSL_GUARDED_BY(readers_mu_);
  Mutex backup_mu_;
  bool backing_up_ ABSL_GUARDED_BY(backup_mu_) = false;
};

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteDatabase::TakeReader() {
  {
    MutexLock lock(readers_mu_);
    if (!readers_.empty()) {
      std::unique_ptr<SqliteConnection> reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return SqliteConnection::Open(path_, SqliteConnection::Mode::kRead);
}

absl::Status SqliteDatabase::BackupTo(absl::string_view path) {
  {
    MutexLock lock(backup_mu_);
    if (backing_up_) {
      return MakeError(absl::StatusCode::kAborted, "BACKUP_RUNNING",
                       "another backup of this database is being made");
    }
    backing_up_ = true;
  }
  const absl::Cleanup done = [this] {
    MutexLock lock(backup_mu_);
    backing_up_ = false;
  };

  const std::string name(path);
  const File made(
      open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (made.descriptor() < 0 && errno == EEXIST) {
    return FailedPrecondition(
        "BACKUP_EXISTS", absl::StrCat("there is a file ", path, " already"),
        {{"path", name}});
  }
  if (made.descriptor() < 0) return FileError(name, errno);
  sqlite3* target = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &target, SQLITE_OPEN_READWRITE, nullptr);
  absl::Status status = code == SQLITE_OK
                            ? CopyTo(target)
                            : DatabaseUnavailable(sqlite3_errstr(code));
  sqlite3_close(target);
  if (status.ok()) status = SyncFolderOf(name);
  if (!status.ok()) unlink(name.c_str());
  return status;
}

absl::Status SqliteDatabase::CopyTo(sqlite3* target) {
  sqlite3_backup* copy = nullptr;
  {
    Turn turn(turnstile_);
    copy = sqlite3_backup_init(target, "main", writer_->handle(), "main");
  }
  if (copy == nullptr) return DatabaseError(sqlite3_errmsg(target));
  int code = SQLITE_OK;
  // SQLite carries over what the same connection writes between two steps, so
  // the copy is that of the instant of the last step.
  while (code == SQLITE_OK) {
    Turn turn(turnstile_);
    code = sqlite3_backup_step(copy, kBackupPages);
  }
  {
    Turn turn(turnstile_);
    sqlite3_backup_finish(copy);
  }
  if (code == SQLITE_DONE) return absl::OkStatus();
  if (code == SQLITE_FULL) return DiskFull();
  return DatabaseUnavailable(sqlite3_errstr(code));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const std::string& path) {
  ASSIGN_OR_RETURN(File lock, LockBeside(path));
  RETURN_IF_ERROR(MakeFile(path));
  ASSIGN_OR_RETURN(
      std::unique_ptr<SqliteConnection> writer,
      SqliteConnection::Open(path, SqliteConnection::Mode::kWrite));
  return std::make_unique<SqliteDatabase>(path, std::move(lock),
                                          std::move(writer));
}

}  // namespace cwp::db
