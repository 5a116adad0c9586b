#ifndef CWP_COMMON_DB_SQLITE_CONNECTION_H_
#define CWP_COMMON_DB_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"

namespace cwp::db {

// One connection to a SQLite file, with its prepared statements. Used by one
// thread at a time. Its errors are those that database.h lists.
class SqliteConnection final : public Transaction {
 public:
  enum class Mode { kWrite, kRead };

  // Opens a file that exists. The writing connection also sets how the file is
  // kept: WAL, synchronous=FULL.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(
      const std::string& path, Mode mode);

  ~SqliteConnection() override;

  // Runs `body` between BEGIN and COMMIT or ROLLBACK, as Database says.
  absl::Status InTransaction(Database::Body body);

  using Transaction::Run;
  absl::StatusOr<Rows> Run(absl::string_view sql, Args args) override;
  absl::StatusOr<std::vector<int64_t>> RunEach(
      absl::string_view sql,
      absl::Span<const std::vector<Value>> rows) override;

  // What SQLite itself is called with, for a backup.
  sqlite3* handle() const { return handle_; }

  // Says what a result code of this connection's last call means.
  absl::Status ErrorOf(int code) const;

 private:
  struct Statement {
    sqlite3_stmt* handle = nullptr;
    // Where $1, $2, ... are in SQLite's own numbering, which goes by first
    // appearance in the text.
    std::vector<int> places;
  };

  SqliteConnection(sqlite3* handle, Mode mode) : handle_(handle), mode_(mode) {}

  int LogError() const;
  bool LacksRoom(int code) const;
  absl::Status Configure();
  absl::StatusOr<Statement*> Prepare(absl::string_view sql);
  absl::Status FindPlaces(Statement& statement) const;
  absl::Status Bind(const Statement& statement, Args args) const;
  absl::Status StepAll(const Statement& statement, Rows& rows) const;
  absl::StatusOr<Rows> Execute(absl::string_view sql, Args args);
  absl::StatusOr<std::vector<int64_t>> ExecuteEach(
      absl::string_view sql, absl::Span<const std::vector<Value>> rows);
  absl::Status Commit();
  void Rollback();

  sqlite3* const handle_;
  const Mode mode_;
  absl::flat_hash_map<std::string, Statement> statements_;
  // The first error in the transaction that runs; it can no longer commit.
  absl::Status failure_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_SQLITE_CONNECTION_H_
