#include "common/feed/follower.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/steady_time.h"
#include "common/feed/intake.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/feed/v1/feed_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::feed {
namespace {

constexpr absl::string_view kSelectPosition =
    "SELECT revision, hash FROM followed_feeds WHERE name = $1";

constexpr absl::string_view kUpsertPosition =
    "INSERT INTO followed_feeds (name, revision, hash) VALUES ($1, $2, $3) "
    "ON CONFLICT (name) DO UPDATE "
    "SET revision = excluded.revision, hash = excluded.hash";

// So much waits while a transaction is committed. Together it is the most that
// one transaction applies: 4,096 entries, as FeedService cuts its pages.
constexpr size_t kIntakePages = 8;

// A stream is opened anew this often, so that every call has a deadline.
constexpr absl::Duration kStreamLifetime = absl::Hours(1);

absl::Status SavePosition(db::Transaction& tx, const std::string& name,
                          const Position& position) {
  return tx
      .Run(kUpsertPosition,
           {name, position.revision, db::Value::Bytes(position.hash)})
      .status();
}

absl::StatusOr<Position> ReadPosition(db::Transaction& tx,
                                      const std::string& name) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectPosition, {name}));
  if (rows.empty()) return Position();
  return Position{.revision = rows[0].Int(0), .hash = rows[0].String(1)};
}

absl::StatusOr<Position> LoadPosition(db::Database& database,
                                      const std::string& name) {
  Position position;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(position, ReadPosition(tx, name));
    return absl::OkStatus();
  }));
  return position;
}

// Whether nobody else has moved the position meanwhile: another replica of this
// service follows the same feed into the same database.
absl::Status CheckPosition(db::Transaction& tx, const std::string& name,
                           const Position& believed) {
  ASSIGN_OR_RETURN(const Position stored, ReadPosition(tx, name));
  if (stored == believed) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, "FOLLOWER_MOVED",
                   "another replica has followed on meanwhile");
}

// Whether following on is in vain, and listing anew is the remedy.
bool NeedsListing(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "REVISION_COMPACTED" || reason == "REVISION_AHEAD" ||
         reason == "FEED_REPLACED" || reason == "FEED_CHAIN_BROKEN";
}

}  // namespace

std::vector<std::string> CreateFollowerStatements() {
  return {
      "CREATE TABLE followed_feeds ("
      "name TEXT PRIMARY KEY, revision BIGINT NOT NULL, hash BYTEA NOT NULL)"};
}

Follower::Follower(Options options)
    : options_(std::move(options)), list_pause_(options_.min_list_pause) {
  CWP_CHECK(options_.metrics != nullptr, "a follower tells how far it is");
  {
    MutexLock lock(mu_);
    status_.heard_time = options_.clock->Now();
    status_.current_time = status_.heard_time;
  }
  AddMetrics();
}

Follower::~Follower() {
  metrics_.clear();
  Stop();
}

void Follower::AddMetrics() {
  const MetricLabels labels = {{"feed", options_.name}};
  metrics_.push_back(options_.metrics->AddCallbackGauge(
      "cwp_follower_lag_entries", "Entries of a feed not applied yet.", labels,
      [this] { return static_cast<double>(status().lag()); }));
  metrics_.push_back(options_.metrics->AddCallbackGauge(
      "cwp_follower_progress_age_seconds",
      "Time since a feed last said where it ends.", labels, [this] {
        return absl::ToDoubleSeconds(options_.clock->Now() -
                                     status().heard_time);
      }));
}

void Follower::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  canceller_.Cancel();
  if (thread_.joinable()) thread_.join();
}

FollowerStatus Follower::status() const {
  MutexLock lock(mu_);
  return status_;
}

bool Follower::WaitFor(int64_t revision, absl::Duration timeout) {
  const absl::Time give_up = SteadyNow() + timeout;
  MutexLock lock(mu_);
  while (status_.applied.revision < revision) {
    const absl::Duration left = give_up - SteadyNow();
    if (left <= absl::ZeroDuration()) return false;
    wake_.WaitFor(mu_, left);
  }
  return true;
}

void Follower::Run() {
  absl::Duration backoff = options_.min_backoff;
  while (true) {
    const int64_t before = status().applied.revision;
    const absl::Status status = FollowOnce();
    {
      MutexLock lock(mu_);
      status_.connected = false;
      if (stopping_) return;
    }
    if (this->status().applied.revision != before) {
      backoff = options_.min_backoff;
    }
    // The stream had lived long enough, or all was listed anew.
    if (status.ok()) continue;
    Log(LogLevel::kWarning, "follower_broke_off",
        {{"feed", options_.name},
         {"reason", ReasonOf(status)},
         {"code", absl::StatusCodeToString(status.code())}});
    Pause(backoff);
    backoff = std::min(backoff * 2, options_.max_backoff);
  }
}

// Waits between half of `backoff` and all of it, or until told to stop.
void Follower::Pause(absl::Duration backoff) {
  absl::BitGen random;
  const absl::Time until =
      SteadyNow() + backoff * absl::Uniform(random, 0.5, 1.0);
  MutexLock lock(mu_);
  while (!stopping_) {
    const absl::Duration left = until - SteadyNow();
    if (left <= absl::ZeroDuration()) return;
    wake_.WaitFor(mu_, left);
  }
}

// Follows one stream until it ends, lists anew when that is the remedy, and
// says why it ended otherwise.
absl::Status Follower::FollowOnce() {
  ASSIGN_OR_RETURN(Position position,
                   LoadPosition(*options_.database, options_.name));
  SetApplied(position);
  const absl::Status ended = FollowStream(position);
  return NeedsListing(ended) ? ListAnew(ended) : ended;
}

absl::Status Follower::FollowStream(const Position& position) {
  grpc::ClientContext context;
  const rpc::Canceller::Scope scope(canceller_, context);
  options_.peer->Prepare(context, rpc::ServiceCaller(),
                         options_.clock->Now() + kStreamLifetime);
  v1::WatchRequest request;
  request.mutable_after()->set_revision(position.revision);
  request.mutable_after()->set_hash(position.hash);
  const auto stub = v1::FeedService::NewStub(options_.peer->channel());
  const auto reader = stub->Watch(&context, request);

  Intake intake(kIntakePages);
  std::thread receiving([&] {
    const absl::Status status = Receive(*reader, position, intake);
    intake.Close(status);
  });
  absl::Status status;
  while (status.ok()) {
    const std::vector<Received> pages = intake.Take();
    if (pages.empty()) break;
    status = ApplyAll(pages);
  }
  intake.Abandon();
  if (status.ok()) status = intake.status();
  if (!status.ok()) context.TryCancel();
  receiving.join();
  const absl::Status ended = rpc::FromGrpcStatus(reader->Finish());
  if (!status.ok()) return status;
  return absl::IsDeadlineExceeded(ended) ? absl::OkStatus() : ended;
}

void Follower::Hear(const v1::WatchResponse& response) {
  const absl::Time now = options_.clock->Now();
  MutexLock lock(mu_);
  status_.connected = true;
  // A release that does not say where the feed ends says what it has sent.
  status_.head_revision =
      std::max(response.head_revision(), response.position().revision());
  status_.heard_time = now;
  NoteWhetherCurrent();
}

// What was heard is as old as that, however often the stream broke since.
void Follower::NoteWhetherCurrent() {
  if (status_.lag() == 0) status_.current_time = status_.heard_time;
}

// Checks what arrives and puts it in line, until the stream ends.
absl::Status Follower::Receive(grpc::ClientReader<v1::WatchResponse>& stream,
                               Position position, Intake& intake) {
  v1::WatchResponse response;
  while (stream.Read(&response)) {
    Hear(response);
    const Position before = position;
    ASSIGN_OR_RETURN(Received page, ReadPage(response, position));
    if (position == before) continue;
    if (!intake.Put(std::move(page))) break;
  }
  return absl::OkStatus();
}

absl::Status Follower::ApplyAll(const std::vector<Received>& pages) {
  const Position before = status().applied;
  std::vector<FollowedChange> followed;
  for (const Received& page : pages) {
    for (size_t i = 0; i < page.changes.size(); ++i) {
      followed.push_back(
          {.revision = page.first_revision + static_cast<int64_t>(i),
           .change = &page.changes[i]});
    }
  }
  const Position& position = pages.back().end;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(CheckPosition(tx, options_.name, before));
        if (!followed.empty()) {
          RETURN_IF_ERROR(options_.target->Apply(tx, followed));
        }
        return SavePosition(tx, options_.name, position);
      }));
  SetApplied(position);
  if (!followed.empty()) options_.target->Committed();
  return absl::OkStatus();
}

absl::Status Follower::ListAnew(const absl::Status& why) {
  Tell(why);
  const absl::Duration early = list_after_ - SteadyNow();
  if (early > absl::ZeroDuration()) Pause(early);
  if (canceller_.cancelled()) return absl::CancelledError("stopping");
  const Position before = status().applied;
  ASSIGN_OR_RETURN(FollowerTarget::Listing listing,
                   options_.target->Relist(canceller_));
  const Position position = {.revision = listing.revision};
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(CheckPosition(tx, options_.name, before));
        RETURN_IF_ERROR(listing.replace(tx));
        return SavePosition(tx, options_.name, position);
      }));
  CountListing(why);
  SetApplied(position);
  options_.target->Committed();
  return absl::OkStatus();
}

// Logs why the feed is listed anew, once for each place of the feed.
void Follower::Tell(const absl::Status& why) {
  const std::string told = why.ToString();
  if (told == told_) return;
  told_ = told;
  // A feed that is older than what it keeps is nothing that went wrong.
  const LogLevel level = ReasonOf(why) == "REVISION_COMPACTED"
                             ? LogLevel::kWarning
                             : LogLevel::kError;
  Log(level, "feed_listed_anew",
      {{"feed", options_.name},
       {"reason", ReasonOf(why)},
       {"applied_revision", status().applied.revision}});
}

void Follower::CountListing(const absl::Status& why) {
  const absl::Time now = SteadyNow();
  const bool long_ago = now - list_after_ > options_.max_list_pause;
  list_pause_ = long_ago ? options_.min_list_pause
                         : std::min(list_pause_ * 2, options_.max_list_pause);
  list_after_ = now + list_pause_;
  if (options_.metrics != nullptr) {
    options_.metrics
        ->AddCounter(
            "cwp_follower_relists_total",
            "Times that a followed feed was listed anew.",
            {{"feed", options_.name}, {"reason", std::string(ReasonOf(why))}})
        .Add();
  }
  MutexLock lock(mu_);
  ++status_.relists;
}

void Follower::SetApplied(Position position) {
  MutexLock lock(mu_);
  status_.applied = std::move(position);
  NoteWhetherCurrent();
  wake_.NotifyAll();
}

}  // namespace cwp::feed
