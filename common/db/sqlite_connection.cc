#include "common/db/sqlite_connection.h"

#include <cerrno>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"

namespace cwp::db {
namespace {

constexpr absl::string_view kKeepWriter[] = {
    "PRAGMA journal_mode = WAL",  "PRAGMA synchronous = FULL",
    "PRAGMA mmap_size = 0",       "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA cache_size = -65536", "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
};
constexpr absl::string_view kKeepReader[] = {
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
};

// A reader meets a lock only in the moment in which the file is recovered.
constexpr int kBusyMillis = 5000;

// SQLite takes a null pointer for NULL, so an empty text needs another one.
const char* DataOf(absl::string_view text) {
  return text.data() == nullptr ? "" : text.data();
}

int BindValue(sqlite3_stmt* statement, int place, const Value& value) {
  switch (value.type()) {
    case Type::kNull:
      return sqlite3_bind_null(statement, place);
    case Type::kInt:
      return sqlite3_bind_int64(statement, place, value.number());
    case Type::kText:
      return sqlite3_bind_text64(statement, place, DataOf(value.text()),
                                 value.text().size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    case Type::kBytes:
      return sqlite3_bind_blob64(statement, place, DataOf(value.text()),
                                 value.text().size(), SQLITE_STATIC);
  }
  return SQLITE_MISUSE;
}

absl::string_view ColumnBytes(sqlite3_stmt* statement, int column,
                              const void* data) {
  return {static_cast<const char*>(data),
          static_cast<size_t>(sqlite3_column_bytes(statement, column))};
}

// SQLite keeps a table under its rows' numbers, and a BIGINT key beside it in
// an index of its own; an INTEGER key, which holds as many bits, is that
// number.
std::string InOurDialect(absl::string_view sql) {
  if (!absl::StartsWith(sql, "CREATE TABLE ")) return std::string(sql);
  return absl::StrReplaceAll(sql,
                             {{" BIGINT PRIMARY KEY", " INTEGER PRIMARY KEY"}});
}

absl::Status AddRow(sqlite3_stmt* statement, int columns, Rows& rows) {
  for (int column = 0; column < columns; ++column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL:
        rows.AddNull();
        break;
      case SQLITE_INTEGER:
        rows.AddInt(sqlite3_column_int64(statement, column));
        break;
      case SQLITE_TEXT: {
        const void* data = sqlite3_column_text(statement, column);
        rows.AddText(Type::kText, ColumnBytes(statement, column, data));
        break;
      }
      case SQLITE_BLOB: {
        const void* data = sqlite3_column_blob(statement, column);
        rows.AddText(Type::kBytes, ColumnBytes(statement, column, data));
        break;
      }
      default:
        return DatabaseError("a column holds a floating-point number");
    }
  }
  return absl::OkStatus();
}

// "UNIQUE constraint failed: places.session, places.seat" names its columns,
// "CHECK constraint failed: capacity_kept" its name.
absl::string_view ConstraintIn(absl::string_view message) {
  const size_t at = message.find(" constraint failed: ");
  if (at == absl::string_view::npos) return "";
  return message.substr(at + absl::string_view(" constraint failed: ").size());
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(
    const std::string& path, Mode mode) {
  const int flags =
      SQLITE_OPEN_NOMUTEX |
      (mode == Mode::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  if (handle == nullptr) return DatabaseUnavailable("no memory is left");
  auto connection =
      std::unique_ptr<SqliteConnection>(new SqliteConnection(handle, mode));
  if (code != SQLITE_OK) return connection->ErrorOf(code);
  RETURN_IF_ERROR(connection->Configure());
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (auto& [sql, statement] : statements_) {
    sqlite3_finalize(statement.handle);
  }
  sqlite3_close(handle_);
}

absl::Status SqliteConnection::Configure() {
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyMillis);
  const auto pragmas = mode_ == Mode::kWrite
                           ? absl::Span<const absl::string_view>(kKeepWriter)
                           : absl::Span<const absl::string_view>(kKeepReader);
  for (const absl::string_view pragma : pragmas) {
    RETURN_IF_ERROR(Execute(pragma, {}).status());
  }
  ASSIGN_OR_RETURN(const Rows mode, Execute("PRAGMA journal_mode", {}));
  if (mode.size() != 1 || mode[0].Text(0) != "wal") {
    return DatabaseError("the file cannot be kept in WAL mode");
  }
  return absl::OkStatus();
}

// What the system said when the log could not be written.
int SqliteConnection::LogError() const {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return 0;
  int error = 0;
  log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

// To SQLite a quota and a limit on the size of files are faults of the disk.
bool SqliteConnection::LacksRoom(int code) const {
  if (code != SQLITE_IOERR_WRITE) return code == SQLITE_FULL;
  const int error = LogError();
  return error == EDQUOT || error == EFBIG;
}

absl::Status SqliteConnection::ErrorOf(int code) const {
  const absl::string_view message = sqlite3_errmsg(handle_);
  if (LacksRoom(code)) return DiskFull();
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return ConstraintViolated(ConstraintIn(message), message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
      return DatabaseUnavailable(message);
    default:
      return DatabaseError(message);
  }
}

absl::Status SqliteConnection::InTransaction(Database::Body body) {
  const bool writes = mode_ == Mode::kWrite;
  failure_ = absl::OkStatus();
  RETURN_IF_ERROR(Execute(writes ? "BEGIN IMMEDIATE" : "BEGIN", {}).status());
  absl::Status status = body(*this);
  if (status.ok()) status = failure_;
  if (status.ok()) status = Commit();
  if (!status.ok()) Rollback();
  return status;
}

absl::Status SqliteConnection::Commit() {
  const absl::Status status = Execute("COMMIT", {}).status();
  if (!status.ok() && mode_ == Mode::kWrite && absl::IsUnavailable(status)) {
    // What was written may still be found when the file is opened again.
    return OutcomeUnknown(status.message());
  }
  return status;
}

void SqliteConnection::Rollback() {
  // Some errors, such as a full disk, have rolled back already.
  if (sqlite3_get_autocommit(handle_) != 0) return;
  Execute("ROLLBACK", {}).IgnoreError();
}

absl::StatusOr<Rows> SqliteConnection::Run(absl::string_view sql, Args args) {
  RETURN_IF_ERROR(failure_);
  absl::StatusOr<Rows> rows = Execute(sql, args);
  if (!rows.ok()) failure_ = rows.status();
  return rows;
}

absl::StatusOr<std::vector<int64_t>> SqliteConnection::RunEach(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows) {
  RETURN_IF_ERROR(failure_);
  absl::StatusOr<std::vector<int64_t>> touched = ExecuteEach(sql, rows);
  if (!touched.ok()) failure_ = touched.status();
  return touched;
}

absl::StatusOr<Rows> SqliteConnection::Execute(absl::string_view sql,
                                               Args args) {
  ASSIGN_OR_RETURN(Statement* const statement, Prepare(sql));
  const absl::Cleanup reset = [&] { sqlite3_reset(statement->handle); };
  RETURN_IF_ERROR(Bind(*statement, args));
  Rows rows;
  const int64_t before = sqlite3_total_changes64(handle_);
  RETURN_IF_ERROR(StepAll(*statement, rows));
  // sqlite3_changes still counts the statement before when this one was a
  // SELECT, so it is asked only when something changed.
  if (sqlite3_total_changes64(handle_) != before) {
    rows.SetAffected(sqlite3_changes64(handle_));
  }
  return rows;
}

absl::StatusOr<std::vector<int64_t>> SqliteConnection::ExecuteEach(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows) {
  std::vector<int64_t> touched;
  if (rows.empty()) return touched;
  touched.reserve(rows.size());
  ASSIGN_OR_RETURN(Statement* const statement, Prepare(sql));
  const absl::Cleanup reset = [&] { sqlite3_reset(statement->handle); };
  for (const std::vector<Value>& row : rows) {
    RETURN_IF_ERROR(Bind(*statement, row));
    const int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
      return DatabaseError("a statement for many rows returned one");
    }
    if (code != SQLITE_DONE) return ErrorOf(code);
    touched.push_back(sqlite3_changes64(handle_));
    sqlite3_reset(statement->handle);
  }
  return touched;
}

absl::StatusOr<SqliteConnection::Statement*> SqliteConnection::Prepare(
    absl::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  Statement statement;
  const std::string text = InOurDialect(sql);
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement.handle, &tail);
  if (code != SQLITE_OK) return ErrorOf(code);
  const absl::string_view rest =
      absl::string_view(text).substr(tail - text.data());
  if (!absl::StripAsciiWhitespace(rest).empty() ||
      statement.handle == nullptr) {
    sqlite3_finalize(statement.handle);
    return DatabaseError("one statement at a time is run");
  }
  if (absl::Status status = FindPlaces(statement); !status.ok()) {
    sqlite3_finalize(statement.handle);
    return status;
  }
  return &statements_.emplace(std::string(sql), std::move(statement))
              .first->second;
}

absl::Status SqliteConnection::FindPlaces(Statement& statement) const {
  const int count = sqlite3_bind_parameter_count(statement.handle);
  statement.places.assign(static_cast<size_t>(count), 0);
  for (int place = 1; place <= count; ++place) {
    const char* name = sqlite3_bind_parameter_name(statement.handle, place);
    absl::string_view digits = name == nullptr ? "" : name;
    int number = 0;
    // As many names as numbers, all different and none too high: no gaps.
    if (!absl::ConsumePrefix(&digits, "$") ||
        !absl::SimpleAtoi(digits, &number) || number < 1 || number > count) {
      return DatabaseError("parameters are $1, $2 and so on without a gap");
    }
    statement.places[static_cast<size_t>(number) - 1] = place;
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::Bind(const Statement& statement,
                                    Args args) const {
  if (args.size() != statement.places.size()) {
    return DatabaseError(absl::StrCat("the statement has ",
                                      statement.places.size(),
                                      " parameters, given were ", args.size()));
  }
  for (size_t i = 0; i < args.size(); ++i) {
    const int code = BindValue(statement.handle, statement.places[i], args[i]);
    if (code != SQLITE_OK) return ErrorOf(code);
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::StepAll(const Statement& statement,
                                       Rows& rows) const {
  const int columns = sqlite3_column_count(statement.handle);
  rows.SetColumns(columns);
  while (true) {
    const int code = sqlite3_step(statement.handle);
    if (code == SQLITE_DONE) return absl::OkStatus();
    if (code != SQLITE_ROW) return ErrorOf(code);
    RETURN_IF_ERROR(AddRow(statement.handle, columns, rows));
  }
}

}  // namespace cwp::db
