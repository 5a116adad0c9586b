#include "common/db/postgres_connection.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"
#include "common/db/postgres_copy.h"

namespace cwp::db {
namespace {

// Rows whose answers are awaited together; bounds what both sides buffer.
constexpr size_t kBatch = 1000;

// So many rows cost less as a COPY, which is planned anew each time.
constexpr size_t kCopied = 8;

// The server frees the writers' lock of a replica that froze or vanished.
constexpr absl::string_view kLimits =
    "SET idle_in_transaction_session_timeout = '2s'; "
    "SET statement_timeout = '5s'; SET lock_timeout = '5s'; "
    "SET tcp_user_timeout = '10s'; SET tcp_keepalives_idle = '5s'; "
    "SET tcp_keepalives_interval = '2s'; SET tcp_keepalives_count = 3; "
    "SET search_path TO ";

// What the URI does not say. A parameter that it gives replaces ours, since it
// comes after them.
constexpr const char* kKeywords[] = {"connect_timeout",
                                     "tcp_user_timeout",
                                     "keepalives_idle",
                                     "client_encoding",
                                     "application_name",
                                     "dbname",
                                     nullptr};

void IgnoreNotice(void*, const PGresult*) {}

bool AreAlike(absl::Span<const std::vector<Value>> rows) {
  return std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
    return row.size() == rows[0].size();
  });
}

absl::string_view FirstLine(absl::string_view text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(
    const PostgresPlace& place) {
  const char* const values[] = {
      "2", "10000", "5", "UTF8", "cwp-booking", place.uri.c_str(), nullptr};
  PGconn* const raw = PQconnectdbParams(kKeywords, values, 1);
  if (raw == nullptr) return DatabaseUnavailable("no memory is left");
  auto connection =
      std::unique_ptr<PostgresConnection>(new PostgresConnection(raw));
  RETURN_IF_ERROR(connection->Configure(place));
  return connection;
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

absl::Status PostgresConnection::Configure(const PostgresPlace& place) {
  if (PQstatus(connection_) != CONNECTION_OK) return Lost();
  PQsetNoticeReceiver(connection_, &IgnoreNotice, nullptr);
  if (PQsetnonblocking(connection_, 1) != 0) return Lost();
  return Execute(absl::StrCat(kLimits, "\"", place.schema, "\""));
}

bool PostgresConnection::broken() const {
  return given_up_ || PQstatus(connection_) != CONNECTION_OK;
}

absl::Status PostgresConnection::Lost() {
  given_up_ = true;
  return DatabaseUnavailable(FirstLine(PQerrorMessage(connection_)));
}

absl::Status PostgresConnection::Begin(absl::string_view begin) {
  failure_ = absl::OkStatus();
  const absl::Status status = Execute(begin);
  if (!status.ok()) Rollback();
  return status;
}

absl::Status PostgresConnection::FinishRead(Database::Body body) {
  absl::Status status = body(*this);
  if (status.ok()) status = failure_;
  Rollback();
  return status;
}

absl::Status PostgresConnection::FinishWrite(Database::Body body) {
  absl::Status status = body(*this);
  if (status.ok()) status = failure_;
  if (status.ok()) return Commit();
  Rollback();
  return status;
}

absl::Status PostgresConnection::Commit() {
  if (PQsendQuery(connection_, "COMMIT") == 0) {
    return OutcomeUnknown(Lost().message());
  }
  const absl::StatusOr<Result> result = TakeOnlyResult();
  if (result.ok() && IsSuccess(result->get())) {
    if (absl::string_view(PQcmdStatus(result->get())) == "COMMIT") {
      return absl::OkStatus();
    }
    return DatabaseError("the server rolled the transaction back");
  }
  const absl::Status status =
      result.ok() ? ErrorOf(result->get()) : result.status();
  // The server says of itself that it did not wait for the COMMIT any more.
  const bool idle_too_long =
      result.ok() && SqlStateOf(result->get()) == "25P03";
  if (broken() && !idle_too_long) return OutcomeUnknown(status.message());
  Rollback();
  return status;
}

void PostgresConnection::Rollback() {
  if (broken() || PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
  if (!Execute("ROLLBACK").ok()) given_up_ = true;
}

absl::Status PostgresConnection::Execute(absl::string_view statements) {
  if (PQsendQuery(connection_, std::string(statements).c_str()) == 0) {
    return Lost();
  }
  RETURN_IF_ERROR(Flush());
  absl::Status status;
  while (true) {
    ASSIGN_OR_RETURN(const Result result, TakeResult());
    if (result == nullptr) return status;
    if (!IsSuccess(result.get()) && status.ok()) status = ErrorOf(result.get());
  }
}

absl::StatusOr<Rows> PostgresConnection::Run(absl::string_view sql, Args args) {
  RETURN_IF_ERROR(failure_);
  absl::StatusOr<Rows> rows = RunPrepared(sql, args);
  if (!rows.ok()) failure_ = rows.status();
  return rows;
}

absl::StatusOr<std::vector<int64_t>> PostgresConnection::RunEach(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows) {
  RETURN_IF_ERROR(failure_);
  if (rows.size() >= kCopied) {
    const std::optional<std::string> copy =
        CopyStatementFor(sql, rows[0].size());
    if (copy.has_value() && AreAlike(rows)) {
      for (size_t at = 0; at < rows.size(); at += kBatch) {
        failure_ = Copy(*copy, rows.subspan(at, kBatch));
        RETURN_IF_ERROR(failure_);
      }
      return std::vector<int64_t>(rows.size(), 1);
    }
  }
  std::vector<int64_t> touched;
  touched.reserve(rows.size());
  RETURN_IF_ERROR(RunPipeline(sql, rows, [&](PGresult* result) {
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
      return DatabaseError("a statement for many rows returned one");
    }
    touched.push_back(AffectedBy(result));
    return absl::OkStatus();
  }));
  return touched;
}

absl::StatusOr<std::vector<Rows>> PostgresConnection::QueryEach(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows) {
  std::vector<Rows> answers;
  answers.reserve(rows.size());
  RETURN_IF_ERROR(RunPipeline(sql, rows, [&](PGresult* result) -> absl::Status {
    ASSIGN_OR_RETURN(Rows answer, ReadRows(result));
    answer.SetAffected(AffectedBy(result));
    answers.push_back(std::move(answer));
    return absl::OkStatus();
  }));
  return answers;
}

absl::Status PostgresConnection::RunPipeline(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows,
    TakeOne take) {
  RETURN_IF_ERROR(failure_);
  if (rows.empty()) return absl::OkStatus();
  const absl::StatusOr<const Statement*> statement = Prepare(sql);
  if (!statement.ok()) return failure_ = statement.status();
  if (PQenterPipelineMode(connection_) == 0) return failure_ = Lost();
  for (size_t at = 0; at < rows.size() && failure_.ok(); at += kBatch) {
    failure_ = RunBatch(**statement, rows.subspan(at, kBatch), take);
  }
  if (!broken() && PQexitPipelineMode(connection_) == 0) failure_ = Lost();
  return failure_;
}

absl::StatusOr<Rows> PostgresConnection::RunPrepared(absl::string_view sql,
                                                     Args args) {
  ASSIGN_OR_RETURN(const Statement* const statement, Prepare(sql));
  RETURN_IF_ERROR(Send(*statement, args));
  ASSIGN_OR_RETURN(const Result result, TakeOnlyResult());
  if (!IsSuccess(result.get())) return ErrorOf(result.get());
  ASSIGN_OR_RETURN(Rows rows, ReadRows(result.get()));
  rows.SetAffected(AffectedBy(result.get()));
  return rows;
}

absl::Status PostgresConnection::RunBatch(
    const Statement& statement, absl::Span<const std::vector<Value>> rows,
    TakeOne take) {
  absl::Status refused;
  size_t sent = 0;
  for (const std::vector<Value>& row : rows) {
    refused = Send(statement, row);
    if (!refused.ok()) break;
    ++sent;
  }
  if (broken()) return refused;
  if (PQpipelineSync(connection_) == 0) return Lost();
  const absl::Status status = TakeBatch(sent, take);
  return status.ok() ? refused : status;
}

// Takes the answers to `rows` statements and the end of their pipeline. After
// the first error the server skips the rest.
absl::Status PostgresConnection::TakeBatch(size_t rows, TakeOne take) {
  RETURN_IF_ERROR(Flush());
  absl::Status status;
  for (size_t i = 0; i < rows; ++i) {
    ASSIGN_OR_RETURN(const Result result, TakeResult());
    if (IsSuccess(result.get())) {
      status.Update(take(result.get()));
    } else if (PQresultStatus(result.get()) != PGRES_PIPELINE_ABORTED) {
      status.Update(ErrorOf(result.get()));
    }
    ASSIGN_OR_RETURN(const Result end, TakeResult());
    if (end != nullptr) return Lost();
  }
  ASSIGN_OR_RETURN(const Result sync, TakeResult());
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) return Lost();
  return status;
}

absl::Status PostgresConnection::Copy(
    const std::string& copy, absl::Span<const std::vector<Value>> rows) {
  if (PQsendQuery(connection_, copy.c_str()) == 0) return Lost();
  RETURN_IF_ERROR(Flush());
  ASSIGN_OR_RETURN(Result result, TakeResult());
  if (PQresultStatus(result.get()) == PGRES_COPY_IN) {
    RETURN_IF_ERROR(PutCopyData(CopyData(rows)));
    ASSIGN_OR_RETURN(result, TakeOnlyResult());
  } else {
    ASSIGN_OR_RETURN(const Result end, TakeResult());
    if (end != nullptr) return Lost();
  }
  if (!IsSuccess(result.get())) return ErrorOf(result.get());
  if (AffectedBy(result.get()) != static_cast<int64_t>(rows.size())) {
    return DatabaseError("not all rows were copied");
  }
  return absl::OkStatus();
}

absl::Status PostgresConnection::PutCopyData(const std::string& data) {
  // It answers 0 while it has no room.
  int put = 0;
  while ((put = PQputCopyData(connection_, data.data(),
                              static_cast<int>(data.size()))) == 0) {
    RETURN_IF_ERROR(Flush());
  }
  if (put < 0) return Lost();
  while ((put = PQputCopyEnd(connection_, nullptr)) == 0) {
    RETURN_IF_ERROR(Flush());
  }
  return put < 0 ? Lost() : absl::OkStatus();
}

absl::StatusOr<const PostgresConnection::Statement*>
PostgresConnection::Prepare(absl::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  const std::string text(sql);
  const std::string name = absl::StrCat("s", statements_.size() + 1);
  if (PQsendPrepare(connection_, name.c_str(), text.c_str(), 0, nullptr) == 0) {
    return Lost();
  }
  ASSIGN_OR_RETURN(const Result prepared, TakeOnlyResult());
  if (!IsSuccess(prepared.get())) return ErrorOf(prepared.get());
  if (PQsendDescribePrepared(connection_, name.c_str()) == 0) return Lost();
  ASSIGN_OR_RETURN(const Result described, TakeOnlyResult());
  if (!IsSuccess(described.get())) return ErrorOf(described.get());
  const auto parameters = static_cast<size_t>(PQnparams(described.get()));
  return &statements_.emplace(text, Statement{name, parameters}).first->second;
}

// Integers go as text, which the server reads for whichever integer type it
// found the parameter to have; text and bytes go as they are.
absl::Status PostgresConnection::Send(const Statement& statement, Args args) {
  if (args.size() != statement.parameters) {
    return DatabaseError(absl::StrCat("the statement has ",
                                      statement.parameters,
                                      " parameters, given were ", args.size()));
  }
  values_.assign(args.size(), nullptr);
  lengths_.assign(args.size(), 0);
  formats_.assign(args.size(), 1);
  digits_.resize(std::max(digits_.size(), args.size()));
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i].type() == Type::kNull) continue;
    if (args[i].type() == Type::kInt) {
      std::array<char, 24>& digits = digits_[i];
      *std::to_chars(digits.data(), digits.data() + digits.size() - 1,
                     args[i].number())
           .ptr = '\0';
      values_[i] = digits.data();
      formats_[i] = 0;
      continue;
    }
    // A null pointer would stand for NULL.
    values_[i] = args[i].text().empty() ? "" : args[i].text().data();
    lengths_[i] = static_cast<int>(args[i].text().size());
  }
  if (PQsendQueryPrepared(connection_, statement.name.c_str(),
                          static_cast<int>(args.size()), values_.data(),
                          lengths_.data(), formats_.data(), 1) == 0) {
    return Lost();
  }
  return absl::OkStatus();
}

// Takes the one result of a statement, and the end that follows it.
absl::StatusOr<Result> PostgresConnection::TakeOnlyResult() {
  RETURN_IF_ERROR(Flush());
  ASSIGN_OR_RETURN(Result result, TakeResult());
  if (result == nullptr) return Lost();
  while (true) {
    ASSIGN_OR_RETURN(const Result next, TakeResult());
    if (next == nullptr) return result;
  }
}

absl::StatusOr<Result> PostgresConnection::TakeResult() {
  while (PQisBusy(connection_) != 0) {
    RETURN_IF_ERROR(AwaitSocket(POLLIN));
    // What the server said last may be waiting even when it has gone.
    if (PQconsumeInput(connection_) == 0 && PQisBusy(connection_) != 0) {
      return Lost();
    }
  }
  return Result(PQgetResult(connection_));
}

absl::Status PostgresConnection::Flush() {
  while (true) {
    const int left = PQflush(connection_);
    if (left == 0) return absl::OkStatus();
    if (left < 0) return Lost();
    // The server may not read on before its own answers are read.
    RETURN_IF_ERROR(AwaitSocket(POLLIN | POLLOUT));
    if (PQconsumeInput(connection_) == 0) return Lost();
  }
}

absl::Status PostgresConnection::AwaitSocket(short events) {
  const auto end = std::chrono::steady_clock::now() + patience_;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd socket{.fd = PQsocket(connection_), .events = events};
    const int ready =
        poll(&socket, 1, static_cast<int>(std::max<int64_t>(left.count(), 0)));
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno == EINTR) continue;
    given_up_ = true;
    timed_out_ = true;
    return DatabaseUnavailable("it took too long");
  }
}

}  // namespace cwp::db
