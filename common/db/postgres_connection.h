#ifndef CWP_COMMON_DB_POSTGRES_CONNECTION_H_
#define CWP_COMMON_DB_POSTGRES_CONNECTION_H_

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/postgres_result.h"
#include "common/db/postgres_uri.h"

namespace cwp::db {

// One connection to a PostgreSQL server, with its prepared statements. Used by
// one thread at a time. Its errors are those that database.h lists.
class PostgresConnection final : public Transaction {
 public:
  // How long an answer may take: longer than the server lets a statement run.
  static constexpr std::chrono::seconds kPatience{8};

  // Connects, with the limits that keep a frozen replica from stopping others.
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Open(
      const PostgresPlace& place);

  ~PostgresConnection() override;

  // Begins a transaction with `begin`, which may be several statements.
  absl::Status Begin(absl::string_view begin);

  // Runs `body` in the transaction that was begun, then commits or rolls back.
  absl::Status FinishWrite(Database::Body body);

  // Runs `body` in the transaction that was begun, then ends it.
  absl::Status FinishRead(Database::Body body);

  // Runs statements without parameters and without interest in their rows.
  absl::Status Execute(absl::string_view statements);

  using Transaction::Run;
  absl::StatusOr<Rows> Run(absl::string_view sql, Args args) override;
  absl::StatusOr<std::vector<int64_t>> RunEach(
      absl::string_view sql,
      absl::Span<const std::vector<Value>> rows) override;
  absl::StatusOr<std::vector<Rows>> QueryEach(
      absl::string_view sql,
      absl::Span<const std::vector<Value>> rows) override;

  // Whether this connection is of no more use. Stays so.
  bool broken() const;

  // Whether that is because the server did not answer in time.
  bool timed_out() const { return timed_out_; }

  // Changes how long an answer may take.
  void set_patience(std::chrono::seconds patience) { patience_ = patience; }

 private:
  struct Statement {
    std::string name;
    size_t parameters = 0;
  };

  // Takes one result of a pipeline that is no error.
  using TakeOne = absl::FunctionRef<absl::Status(PGresult*)>;

  explicit PostgresConnection(PGconn* connection) : connection_(connection) {}

  absl::Status Configure(const PostgresPlace& place);
  absl::StatusOr<const Statement*> Prepare(absl::string_view sql);
  absl::StatusOr<Rows> RunPrepared(absl::string_view sql, Args args);
  absl::Status RunPipeline(absl::string_view sql,
                           absl::Span<const std::vector<Value>> rows,
                           TakeOne take);
  absl::Status RunBatch(const Statement& statement,
                        absl::Span<const std::vector<Value>> rows,
                        TakeOne take);
  absl::Status TakeBatch(size_t rows, TakeOne take);
  absl::Status Copy(const std::string& copy,
                    absl::Span<const std::vector<Value>> rows);
  absl::Status PutCopyData(const std::string& data);
  absl::Status Send(const Statement& statement, Args args);
  absl::StatusOr<Result> TakeOnlyResult();
  absl::StatusOr<Result> TakeResult();
  absl::Status Flush();
  absl::Status AwaitSocket(short events);
  absl::Status Lost();
  absl::Status Commit();
  void Rollback();

  PGconn* const connection_;
  std::chrono::seconds patience_ = kPatience;
  bool given_up_ = false;
  bool timed_out_ = false;
  absl::flat_hash_map<std::string, Statement> statements_;
  // The first error in the transaction that runs; it can no longer commit.
  absl::Status failure_;

  // Arguments as libpq takes them, kept to be filled again.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 24>> digits_;
};

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_POSTGRES_CONNECTION_H_
