#include "common/db/postgres.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/db/error.h"
#include "common/db/postgres_connection.h"
#include "common/db/postgres_uri.h"
#include "common/db/turnstile.h"

namespace cwp::db {
namespace {

// Connections for reading that wait for work; more are opened when needed and
// closed after it.
constexpr size_t kIdleReaders = 8;
constexpr int kReplicas = 1024;
constexpr absl::Duration kClockTolerance = absl::Seconds(2);
constexpr std::chrono::seconds kPingPatience{2};

// A migration may work on one statement for as long as it takes.
constexpr std::chrono::seconds kMigrationPatience = std::chrono::hours(24);

constexpr absl::string_view kBeginRead =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

constexpr absl::string_view kSelectSettings =
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', "
    "'full_page_writes', 'synchronous_commit', 'server_encoding')";
// Asked by effect, because providers differ in how they name a collation.
constexpr absl::string_view kSelectOrder =
    "SELECT 'a' < 'B' OR U&'\\00E9' < 'z'";
constexpr absl::string_view kSelectSchema =
    "SELECT 1 FROM pg_namespace WHERE nspname = $1";
constexpr absl::string_view kTryReplica =
    "SELECT pg_try_advisory_lock(CAST($1 AS INTEGER), CAST($2 AS INTEGER))";
constexpr absl::string_view kTakeReplica =
    "SELECT pg_advisory_lock(CAST($1 AS INTEGER), CAST($2 AS INTEGER))";
constexpr absl::string_view kSelectClock =
    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

// FNV-1a: the same in every build and release, unlike the library's hashes.
uint64_t StableHash(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
  }
  return hash;
}

absl::Status Unsafe(absl::string_view setting, absl::string_view value,
                    absl::string_view wanted) {
  return FailedPrecondition(
      "DATABASE_UNSAFE",
      absl::StrCat("the server's ", setting, " is ", value, ", it must be ",
                   wanted),
      {{"setting", std::string(setting)}, {"value", std::string(value)}});
}

// Refuses a server that may lose or disorder what it was given.
absl::Status CheckSafe(Transaction& server) {
  ASSIGN_OR_RETURN(const Rows settings, server.Run(kSelectSettings));
  for (const Rows::Row row : settings) {
    const absl::string_view name = row.Text(0);
    const absl::string_view value = row.Text(1);
    if (name == "server_encoding") {
      if (value != "UTF8") return Unsafe(name, value, "UTF8");
    } else if (name == "synchronous_commit" && value == "remote_apply") {
      continue;
    } else if (value != "on") {
      return Unsafe(name, value, "on");
    }
  }
  ASSIGN_OR_RETURN(const Rows order, server.Run(kSelectOrder));
  if (order[0].Bool(0)) {
    return Unsafe("collation", "that of a language", "C or C.UTF-8");
  }
  return absl::OkStatus();
}

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(PostgresPlace place, const Clock& clock)
      : place_(std::move(place)),
        clock_(clock),
        // A statement of its own, so that those after it see what the last
        // writer left.
        begin_write_(absl::StrCat(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
            "SELECT pg_advisory_xact_lock(",
            static_cast<int64_t>(StableHash("writers of " + place_.schema)),
            ")")),
        begin_unhurried_(
            absl::StrCat(begin_write_, "; SET LOCAL statement_timeout = 0")) {}

  // Connects for the first time: takes a replica number and makes the schema.
  absl::Status Start();

  absl::Status Write(Body body) override {
    return WriteWith(begin_write_, PostgresConnection::kPatience, body);
  }
  absl::Status WriteUnhurried(Body body) override {
    return WriteWith(begin_unhurried_, kMigrationPatience, body);
  }
  absl::Status Read(Body body) override {
    return ReadWith(PostgresConnection::kPatience, body);
  }
  absl::Status Ping() override;
  int replica() const override { return replica_; }
  Engine engine() const override { return Engine::kPostgres; }
  absl::Status BackupTo(absl::string_view) override {
    return FailedPrecondition(
        "BACKUP_WITH_PG_DUMP",
        "a PostgreSQL database is copied with pg_dump or a base backup");
  }

 private:
  using Connection = std::unique_ptr<PostgresConnection>;

  absl::Status WriteWith(const std::string& begin,
                         std::chrono::seconds patience, Body body);
  absl::Status ReadWith(std::chrono::seconds patience, Body body);
  absl::Status BeginWrite(const std::string& begin)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(turnstile_);
  absl::Status ConnectWriter() ABSL_EXCLUSIVE_LOCKS_REQUIRED(turnstile_);
  absl::Status TakeReplica(PostgresConnection& connection);
  absl::Status MakeSchema(PostgresConnection& connection);
  absl::StatusOr<Connection> BeginRead(std::chrono::seconds patience);
  Connection TakeIdleReader();

  const PostgresPlace place_;
  const Clock& clock_;
  const std::string begin_write_;
  const std::string begin_unhurried_;
  // Written by Start, before others see this.
  int replica_ = -1;
  Turnstile turnstile_;
  // Also holds the replica number, so that nothing is written without it.
  Connection writer_ ABSL_GUARDED_BY(turnstile_);
  Mutex readers_mu_;
  std::vector<Connection> readers_ ABSL_GUARDED_BY(readers_mu_);
};

absl::Status PostgresDatabase::Start() {
  Turn turn(turnstile_);
  RETURN_IF_ERROR(ConnectWriter());
  return MakeSchema(*writer_);
}

absl::Status PostgresDatabase::ConnectWriter() {
  writer_.reset();
  ASSIGN_OR_RETURN(Connection connection, PostgresConnection::Open(place_));
  RETURN_IF_ERROR(CheckSafe(*connection));
  RETURN_IF_ERROR(TakeReplica(*connection));
  writer_ = std::move(connection);
  return absl::OkStatus();
}

absl::Status PostgresDatabase::TakeReplica(PostgresConnection& connection) {
  const auto group =
      static_cast<int32_t>(StableHash("replicas of " + place_.schema));
  // Ids were already made with the number, so it must be this one again; the
  // server may need a moment to notice that the last connection has gone.
  if (replica_ >= 0) {
    return connection.Run(kTakeReplica, {group, replica_}).status();
  }
  for (int number = 0; number < kReplicas; ++number) {
    ASSIGN_OR_RETURN(const Rows taken,
                     connection.Run(kTryReplica, {group, number}));
    if (!taken[0].Bool(0)) continue;
    replica_ = number;
    return absl::OkStatus();
  }
  return FailedPrecondition("TOO_MANY_REPLICAS",
                            "all 1,024 replica numbers are taken");
}

absl::Status PostgresDatabase::MakeSchema(PostgresConnection& connection) {
  ASSIGN_OR_RETURN(const Rows found,
                   connection.Run(kSelectSchema, {place_.schema}));
  if (!found.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(connection.Begin(begin_write_));
  const std::string create =
      absl::StrCat("CREATE SCHEMA IF NOT EXISTS \"", place_.schema, "\"");
  return connection.FinishWrite(
      [&](Transaction& tx) { return tx.Run(create).status(); });
}

absl::Status PostgresDatabase::WriteWith(const std::string& begin,
                                         std::chrono::seconds patience,
                                         Body body) {
  Turn turn(turnstile_);
  RETURN_IF_ERROR(BeginWrite(begin));
  writer_->set_patience(patience);
  const absl::Status status = writer_->FinishWrite(body);
  writer_->set_patience(PostgresConnection::kPatience);
  return status;
}

absl::Status PostgresDatabase::BeginWrite(const std::string& begin) {
  if (writer_ != nullptr && !writer_->broken()) {
    const absl::Status status = writer_->Begin(begin);
    if (!writer_->broken() || writer_->timed_out()) return status;
  }
  // The connection died while nobody used it, and nobody needs to hear of it.
  RETURN_IF_ERROR(ConnectWriter());
  return writer_->Begin(begin);
}

absl::Status PostgresDatabase::ReadWith(std::chrono::seconds patience,
                                        Body body) {
  ASSIGN_OR_RETURN(Connection reader, BeginRead(patience));
  absl::Status status = reader->FinishRead(body);
  if (reader->broken()) return status;
  MutexLock lock(readers_mu_);
  if (readers_.size() < kIdleReaders) readers_.push_back(std::move(reader));
  return status;
}

absl::StatusOr<PostgresDatabase::Connection> PostgresDatabase::BeginRead(
    std::chrono::seconds patience) {
  while (Connection reader = TakeIdleReader()) {
    reader->set_patience(patience);
    const absl::Status status = reader->Begin(kBeginRead);
    if (status.ok()) return reader;
    if (!reader->broken() || reader->timed_out()) return status;
  }
  ASSIGN_OR_RETURN(Connection reader, PostgresConnection::Open(place_));
  reader->set_patience(patience);
  RETURN_IF_ERROR(reader->Begin(kBeginRead));
  return reader;
}

PostgresDatabase::Connection PostgresDatabase::TakeIdleReader() {
  MutexLock lock(readers_mu_);
  if (readers_.empty()) return nullptr;
  Connection reader = std::move(readers_.back());
  readers_.pop_back();
  return reader;
}

absl::Status PostgresDatabase::Ping() {
  return ReadWith(kPingPatience, [&](Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(kSelectClock));
    const absl::Duration ahead = clock_.Now() - rows[0].Time(0);
    if (ahead <= kClockTolerance && ahead >= -kClockTolerance) {
      return absl::OkStatus();
    }
    return Unavailable(
        "CLOCK_DIFFERS",
        absl::StrCat("the clock is ", absl::FormatDuration(ahead),
                     " ahead of the database server's"));
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(absl::string_view uri,
                                                       const Clock& clock) {
  ASSIGN_OR_RETURN(PostgresPlace place, ParsePostgresUri(uri));
  auto database = std::make_unique<PostgresDatabase>(std::move(place), clock);
  RETURN_IF_ERROR(database->Start());
  return database;
}

}  // namespace cwp::db
