#ifndef CWP_COMMON_DB_DATABASE_H_
#define CWP_COMMON_DB_DATABASE_H_

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/value.h"

namespace cwp::db {

// One transaction. Used by one thread, and only inside the body it was given
// to.
//
// SQL is the subset that SQLite and PostgreSQL share: `$1` parameters, ON
// CONFLICT, RETURNING, partial indexes; columns BIGINT, TEXT and BYTEA only.
// Statements are constants: each distinct text is prepared once per connection
// and kept.
//
// Fails with
// - ABORTED `CONSTRAINT_VIOLATED`: a CHECK, a unique key or a foreign key stood
//   in the way; metadata `constraint` names it where the engine says;
// - RESOURCE_EXHAUSTED `DISK_FULL`;
// - UNAVAILABLE `DATABASE_UNAVAILABLE`: the database did not answer, or not in
//   time;
// - INTERNAL `DATABASE_ERROR`: anything else, such as a statement that is
// wrong. After any error the transaction cannot commit.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Runs one statement and returns the rows it answers with.
  virtual absl::StatusOr<Rows> Run(absl::string_view sql, Args args) = 0;

  absl::StatusOr<Rows> Run(absl::string_view sql,
                           std::initializer_list<Value> args = {}) {
    return Run(sql, Args(args.begin(), args.size()));
  }

  // Runs one statement that returns no rows once for each row of arguments, in
  // order, in as few round trips as the engine allows. Each row has the same
  // number of values. Returns how many rows each run touched.
  virtual absl::StatusOr<std::vector<int64_t>> RunEach(
      absl::string_view sql, absl::Span<const std::vector<Value>> rows) = 0;

  // The same for a statement that returns rows: runs it once for each row of
  // arguments, in order, and returns what each run answered with. So a group of
  // commands finds what it needs in one round trip instead of one each.
  virtual absl::StatusOr<std::vector<Rows>> QueryEach(
      absl::string_view sql, absl::Span<const std::vector<Value>> rows);
};

// The database of one service. Safe to use from several threads at once; calls
// block until the database answers, so never call one from a gRPC reactor.
class Database {
 public:
  using Body = absl::FunctionRef<absl::Status(Transaction&)>;

  virtual ~Database() = default;

  // Runs `body` in a transaction that may write, commits when it returns OK and
  // rolls back when it returns anything else. Write transactions of one
  // database run one after another, in every process that shares it, so what
  // `body` reads stays true until it ends.
  //
  // Returns what the body returned, or why the transaction could not begin or
  // commit; UNAVAILABLE `OUTCOME_UNKNOWN` when it is not known whether the
  // commit took place, which only a caller with a request id can settle.
  virtual absl::Status Write(Body body) = 0;

  // Write, without a limit on how long the engine may work on one statement:
  // for migrations.
  virtual absl::Status WriteUnhurried(Body body) { return Write(body); }

  // Runs `body` in a transaction that only reads, on one consistent state,
  // beside writers and other readers.
  virtual absl::Status Read(Body body) = 0;

  // Whether the database answers now; for readiness. Blocks for at most 2 s,
  // and as long again to connect. Fails with UNAVAILABLE `CLOCK_DIFFERS` when
  // our clock is over 2 s from a PostgreSQL server's.
  virtual absl::Status Ping() = 0;

  // The replica number of this process, 0 to 1023: always 0 on SQLite, the
  // first free session lock on PostgreSQL. Held until the database is closed.
  virtual int replica() const = 0;

  // Which engine this is.
  enum class Engine { kSqlite, kPostgres };
  virtual Engine engine() const = 0;

  // Writes a consistent copy of the data as of one instant to a new file, some
  // pages at a time between write transactions. Fails with FAILED_PRECONDITION
  // `BACKUP_WITH_PG_DUMP` on PostgreSQL and `BACKUP_EXISTS` when there is a
  // file at `path` already, and with ABORTED `BACKUP_RUNNING` while another
  // copy is being made.
  virtual absl::Status BackupTo(absl::string_view path) = 0;
};

// Opens a database.
//
// `uri` is `sqlite:PATH`, which is made if it does not exist, or
// `postgresql://...` as libpq reads it with an additional `schema=NAME`
// parameter, for example `postgresql:///cwp?host=/run/pg&schema=scheduling`;
// the schema is made if it does not exist.
//
// SQLite: WAL, synchronous=FULL. One connection writes and checkpoints; readers
// are read-only. A lock file beside the database refuses a second process with
// FAILED_PRECONDITION `DATABASE_IN_USE`.
//
// PostgreSQL: refuses with FAILED_PRECONDITION `DATABASE_UNSAFE` unless fsync,
// full_page_writes and synchronous_commit are on and the collation is C or
// C.UTF-8. A statement that takes over 5 s fails, and so does a transaction
// whose body pauses for over 2 s between two statements, so that a frozen
// replica does not stop the others. Fails with FAILED_PRECONDITION
// `TOO_MANY_REPLICAS` when all 1,024 replica numbers are taken.
//
// Fails with INVALID_ARGUMENT `DATABASE_URI_INVALID` when `uri` is neither. The
// clock outlives the database.
absl::StatusOr<std::unique_ptr<Database>> Open(absl::string_view uri,
                                               const Clock& clock);

// One step of a schema. Steps are append-only: they add tables, columns and
// indexes; anything else is a new table and a copy.
struct Migration {
  // Counts from 1, without gaps.
  int version = 0;
  // What it does, for people.
  std::string name;
  // Statements without parameters, run in order in one transaction. A text may
  // hold several, separated by a semicolon at the end of a line.
  std::vector<std::string> statements;
};

// Brings the schema to the newest version, under the writers' lock. Does
// nothing when it is there already. Fails with FAILED_PRECONDITION
// `SCHEMA_TOO_NEW` when the database was made by a later release than this one.
absl::Status Migrate(Database& database, absl::Span<const Migration> steps);

// Notes that the database is this service's, unless it is noted already, so
// that no other works on it by a slip in the settings. Before Migrate. Fails
// with INVALID_ARGUMENT `CONFIG_INVALID` when it is another's.
absl::Status Claim(Database& database, absl::string_view service);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_DATABASE_H_
