#include "tests/bench/followers_case.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/telemetry/metrics.h"
#include "common/testing/temp_dir.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/programme.h"

namespace cwp::bench {
namespace {

namespace v1 = scheduling::v1;

constexpr int kWorkshops = 10;
constexpr int64_t kSessions = 500;
constexpr int kCapacity = 100;
constexpr absl::Duration kPause = absl::Milliseconds(5);
// Enough that none is late for its next change while it waits for an answer.
constexpr int64_t kWriters = 16;
constexpr absl::Duration kTimeout = absl::Seconds(20);
// Far beyond what it takes.
constexpr absl::Duration kPatience = absl::Minutes(1);

constexpr absl::string_view kUpsertResource =
    "INSERT INTO resources (id, kind, resource) VALUES ($1, $2, $3) "
    "ON CONFLICT (id) DO UPDATE SET resource = excluded.resource";

std::vector<db::Migration> FollowerMigrations() {
  std::vector<std::string> statements = feed::CreateFollowerStatements();
  statements.emplace_back(
      "CREATE TABLE resources (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, "
      "resource BYTEA NOT NULL)");
  return {{.version = 1,
           .name = "what scheduling says",
           .statements = std::move(statements)}};
}

// Keeps what scheduling says, and notes when each change was committed.
class NotingTarget final : public feed::FollowerTarget {
 public:
  absl::Status Apply(
      db::Transaction& tx,
      const std::vector<feed::FollowedChange>& changes) override {
    std::vector<std::vector<db::Value>> rows;
    rows.reserve(changes.size());
    for (const feed::FollowedChange& change : changes) {
      rows.push_back({change.change->resource_id(), change.change->kind(),
                      db::Value::Bytes(change.change->resource())});
    }
    last_ = changes.back().revision;
    return tx.RunEach(kUpsertResource, rows).status();
  }

  absl::StatusOr<Listing> Relist(rpc::Canceller&) override {
    return MakeError(absl::StatusCode::kInternal, "RELISTED",
                     "a feed from its start need not be listed");
  }

  void Committed() override { committed_[last_] = absl::Now(); }

  // When the change at a revision was; the follower must have stopped.
  absl::Time TimeOf(int64_t revision) const {
    const auto found = committed_.lower_bound(revision);
    return found != committed_.end() ? found->second : absl::InfiniteFuture();
  }

 private:
  int64_t last_ = 0;
  // By the last revision of each transaction.
  std::map<int64_t, absl::Time> committed_;
};

// One that follows scheduling in the name of a service.
class FollowingService {
 public:
  static absl::StatusOr<std::unique_ptr<FollowingService>> Start(
      const Target& target, const std::string& name, const TempDir& folder) {
    ASSIGN_OR_RETURN(
        std::unique_ptr<db::Database> database,
        db::Open(absl::StrCat("sqlite:", folder.File(name)), *target.clock));
    RETURN_IF_ERROR(db::Migrate(*database, FollowerMigrations()));
    auto service =
        std::make_unique<FollowingService>(target, name, std::move(database));
    service->follower_.Start();
    return service;
  }

  FollowingService(const Target& target, const std::string& name,
                   std::unique_ptr<db::Database> database)
      : peer_(target.service, target.address, *target.signer, *target.clock),
        database_(std::move(database)),
        metrics_(name),
        follower_({.name = "scheduling",
                   .peer = &peer_,
                   .database = database_.get(),
                   .clock = target.clock,
                   .target = &noting_,
                   .metrics = &metrics_}) {}

  bool WaitFor(int64_t revision) {
    return follower_.WaitFor(revision, kPatience);
  }

  void Stop() { follower_.Stop(); }

  absl::Time TimeOf(int64_t revision) const { return noting_.TimeOf(revision); }

 private:
  rpc::Peer peer_;
  const std::unique_ptr<db::Database> database_;
  NotingTarget noting_;
  Metrics metrics_;
  feed::Follower follower_;
};

// A change that was made, and when its writer knew of that.
struct Made {
  int64_t revision = 0;
  absl::Time answer_time;
};

// Changes sessions, one after the other, each time to another capacity.
class Coordinator {
 public:
  Coordinator(const Target& target, std::vector<int64_t> sessions)
      : target_(target),
        sessions_(std::move(sessions)),
        peer_(target.service, target.address, *target.signer, *target.clock),
        stub_(v1::SchedulingService::NewStub(peer_.channel())) {}

  absl::StatusOr<Made> Change(int64_t number) const {
    const auto count = static_cast<int64_t>(sessions_.size());
    v1::UpdateSessionRequest request;
    request.mutable_session()->set_id(
        sessions_[static_cast<size_t>(number % count)]);
    request.mutable_session()->set_capacity(
        static_cast<int32_t>(kCapacity + number / count));
    grpc::ClientContext context;
    peer_.Prepare(context, {.kind = target_.kind},
                  target_.clock->Now() + kTimeout);
    v1::Session session;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub_->UpdateSession(&context, request, &session)));
    Made made{.answer_time = absl::Now()};
    // An etag is a revision in quotes.
    if (!absl::SimpleAtoi(
            absl::StripPrefix(absl::StripSuffix(session.etag(), "\""), "\""),
            &made.revision)) {
      return absl::InternalError("a session has no revision");
    }
    return made;
  }

 private:
  const Target target_;
  const std::vector<int64_t> sessions_;
  const rpc::Peer peer_;
  const std::unique_ptr<v1::SchedulingService::Stub> stub_;
};

// What one writer did: every kWriters-th change from `first` on, each at its
// time.
struct Shift {
  std::vector<Made> made;
  absl::Status status;
};

Shift Work(const Coordinator& coordinator, absl::Time begin, int64_t first,
           int64_t end) {
  Shift shift;
  for (int64_t number = first; number < end; number += kWriters) {
    absl::SleepFor(
        std::max(begin + number * kPause - absl::Now(), absl::ZeroDuration()));
    const absl::StatusOr<Made> made = coordinator.Change(number);
    if (!made.ok()) {
      shift.status = made.status();
      return shift;
    }
    shift.made.push_back(*made);
  }
  return shift;
}

// The changes numbered from 1, at even pauses.
absl::StatusOr<std::vector<Made>> MakeChanges(const Coordinator& coordinator,
                                              absl::Duration length) {
  const int64_t end = 1 + std::max<int64_t>(kWriters, length / kPause);
  const absl::Time begin = absl::Now();
  std::vector<Shift> shifts(kWriters);
  std::vector<std::thread> writers;
  for (int64_t i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      shifts[static_cast<size_t>(i)] = Work(coordinator, begin, 1 + i, end);
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::vector<Made> all;
  for (const Shift& shift : shifts) {
    RETURN_IF_ERROR(shift.status);
    all.insert(all.end(), shift.made.begin(), shift.made.end());
  }
  const double rate = static_cast<double>(all.size()) /
                      absl::ToDoubleSeconds(absl::Now() - begin);
  std::fprintf(stderr, "followers: %.0f changes a second\n", rate);
  return all;
}

absl::StatusOr<Round> FollowChanges(const RoundInput& input) {
  Installation installation;
  installation.Start("scheduling");
  ASSIGN_OR_RETURN(Programme programme,
                   MakeProgramme(installation, kWorkshops, kSessions));
  const Coordinator coordinator(
      installation.TargetFor("scheduling", "cwpctl",
                             rpc::CallerKind::kOperator),
      std::move(programme.sessions));
  const TempDir folder;
  std::vector<std::unique_ptr<FollowingService>> followers;
  for (const std::string name : {"registration", "gateway", "web"}) {
    ASSIGN_OR_RETURN(std::unique_ptr<FollowingService> follower,
                     FollowingService::Start(
                         installation.TargetFor("scheduling", name,
                                                rpc::CallerKind::kService),
                         name, folder));
    followers.push_back(std::move(follower));
  }
  const auto all_have = [&](int64_t revision) {
    return std::all_of(
        followers.begin(), followers.end(),
        [&](const auto& follower) { return follower->WaitFor(revision); });
  };
  ASSIGN_OR_RETURN(const Made first, coordinator.Change(0));
  if (!all_have(first.revision)) {
    return absl::InternalError("the followers do not arrive");
  }
  ASSIGN_OR_RETURN(const std::vector<Made> changes,
                   MakeChanges(coordinator, input.length));
  const auto last = std::max_element(changes.begin(), changes.end(),
                                     [](const Made& one, const Made& other) {
                                       return one.revision < other.revision;
                                     });
  if (!all_have(last->revision)) {
    return absl::InternalError("a change does not arrive");
  }
  for (const auto& follower : followers) follower->Stop();

  std::vector<absl::Duration> times;
  for (const Made& made : changes) {
    // It may be there before the answer is.
    absl::Duration longest = absl::ZeroDuration();
    for (const auto& follower : followers) {
      longest =
          std::max(longest, follower->TimeOf(made.revision) - made.answer_time);
    }
    times.push_back(longest);
  }
  std::sort(times.begin(), times.end());
  Round round;
  round.answers = static_cast<int64_t>(times.size());
  round.p50 = times[times.size() / 2];
  round.p99 = times[times.size() * 99 / 100];
  round.value = absl::ToDoubleMilliseconds(round.p99);
  return round;
}

}  // namespace

Round RunFollowers(const RoundInput& input) {
  const absl::StatusOr<Round> round = FollowChanges(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

}  // namespace cwp::bench
