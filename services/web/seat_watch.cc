#include "services/web/seat_watch.h"

#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/steady_time.h"
#include "common/rpc/caller.h"
#include "common/rpc/status.h"
#include "common/telemetry/log.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// A stream is opened anew this often, if anybody still watches.
constexpr absl::Duration kStreamLifetime = absl::Minutes(10);

constexpr absl::Duration kMinPause = absl::Milliseconds(200);
constexpr absl::Duration kMaxPause = absl::Seconds(10);

// What changes within this time is told together.
constexpr absl::Duration kTogether = absl::Milliseconds(100);

// Each second one of so many groups of watchers is woken for nothing, so that
// those who have gone are noticed.
constexpr absl::Duration kBeat = absl::Seconds(1);
constexpr int kTurns = 15;

Seats ToSeats(const v1::SeatCount& count) {
  return {
      .left = count.left(),
      .only_kept = count.left() == 0 && count.confirmed() < count.capacity()};
}

}  // namespace

SeatWatch::Watcher::Watcher(SeatWatch& watch, std::vector<int64_t> sessions)
    : watch_(watch), sessions_(std::move(sessions)) {
  MutexLock lock(watch_.mu_);
  watch_.watchers_.insert(this);
  turn_ = static_cast<int>(watch_.watchers_.size()) % kTurns;
}

SeatWatch::Watcher::~Watcher() {
  MutexLock lock(watch_.mu_);
  CWP_CHECK(done_ == nullptr, "nobody waits who ends");
  watch_.watchers_.erase(this);
  --watch_.joined_;
  watch_.readers_.Add(-1);
}

void SeatWatch::Watcher::Wait(http::Done<bool> done) {
  {
    MutexLock lock(watch_.mu_);
    if (!woken_) {
      done_ = std::move(done);
      return;
    }
  }
  done(true);
}

void SeatWatch::Watcher::Wake() {
  http::Done<bool> done;
  {
    MutexLock lock(watch_.mu_);
    woken_ = true;
    done = std::exchange(done_, nullptr);
  }
  if (done != nullptr) done(true);
}

SeatWatch::Counts SeatWatch::Watcher::Take() {
  Counts fresh;
  MutexLock lock(watch_.mu_);
  for (const int64_t id : sessions_) {
    const auto found = watch_.counts_.find(id);
    const bool is_new =
        found != watch_.counts_.end() && found->second.version > version_;
    if (is_new) fresh.emplace_back(id, found->second.seats);
  }
  version_ = watch_.version_;
  return fresh;
}

SeatWatch::SeatWatch(const rpc::Peer& registration, const Clock& clock,
                     Metrics& metrics, int most_watchers)
    : registration_(registration),
      clock_(clock),
      most_watchers_(most_watchers),
      readers_(metrics.AddGauge("cwp_live_readers",
                                "Open pages that are told of places.")),
      broken_(metrics.AddCounter("cwp_live_streams_broken_total",
                                 "How often registration stopped telling of "
                                 "places while somebody read.")),
      follower_([this] { Follow(); }),
      teller_([this] { Tell(); }) {}

SeatWatch::~SeatWatch() {
  {
    MutexLock lock(mu_);
    CWP_CHECK(joined_ == 0, "watchers end before their watch");
    stopping_ = true;
    changed_.NotifyAll();
  }
  canceller_.Cancel();
  follower_.join();
  teller_.join();
}

std::unique_ptr<SeatWatch::Watcher> SeatWatch::Join(
    std::vector<int64_t> sessions) {
  {
    MutexLock lock(mu_);
    if (joined_ >= most_watchers_) return nullptr;
    ++joined_;
    changed_.NotifyAll();
  }
  readers_.Add(1);
  return std::make_unique<Watcher>(*this, std::move(sessions));
}

bool SeatWatch::HasNews(const Watcher& watcher) const {
  if (watcher.version_ == version_) return false;
  return std::any_of(watcher.sessions_.begin(), watcher.sessions_.end(),
                     [&](int64_t id) {
                       const auto found = counts_.find(id);
                       return found != counts_.end() &&
                              found->second.version > watcher.version_;
                     });
}

void SeatWatch::Follow() {
  absl::Duration pause = kMinPause;
  while (AwaitWatchers()) {
    const absl::Status ended = FollowOnce();
    bool heard = false;
    {
      MutexLock lock(mu_);
      heard = !counts_.empty();
      // What was is not what is.
      counts_.clear();
    }
    if (heard) pause = kMinPause;
    if (ended.ok()) continue;
    broken_.Add();
    Log(LogLevel::kWarning, "seat_watch_broke_off",
        {{"reason", ReasonOf(ended)},
         {"code", absl::StatusCodeToString(ended.code())}});
    if (!Pause(pause)) return;
    pause = std::min(pause * 2, kMaxPause);
  }
}

bool SeatWatch::AwaitWatchers() {
  MutexLock lock(mu_);
  while (!stopping_ && joined_ == 0) changed_.Wait(mu_);
  return !stopping_;
}

absl::Status SeatWatch::FollowOnce() {
  grpc::ClientContext context;
  const rpc::Canceller::Scope scope(canceller_, context);
  registration_.Prepare(context, rpc::ServiceCaller(),
                        clock_.Now() + kStreamLifetime);
  const auto stub = v1::RegistrationService::NewStub(registration_.channel());
  const auto reader =
      stub->WatchSeatCounts(&context, v1::WatchSeatCountsRequest());
  v1::WatchSeatCountsResponse response;
  while (reader->Read(&response)) {
    MutexLock lock(mu_);
    ++version_;
    for (const v1::SeatCount& count : response.seat_counts()) {
      counts_[count.session_id()] = {.seats = ToSeats(count),
                                     .version = version_};
    }
  }
  const absl::Status ended = rpc::FromGrpcStatus(reader->Finish());
  return absl::IsDeadlineExceeded(ended) ? absl::OkStatus() : ended;
}

// However often places change, and however quick readers are: nobody is woken
// more often than this goes round.
void SeatWatch::Tell() {
  int turn = 0;
  absl::Time beat = SteadyNow();
  while (AwaitWatchers()) {
    const bool beats = SteadyNow() - beat >= kBeat;
    if (beats) {
      beat = SteadyNow();
      turn = (turn + 1) % kTurns;
    }
    std::vector<http::Done<bool>> due;
    {
      MutexLock lock(mu_);
      for (Watcher* const watcher : watchers_) {
        if (watcher->done_ == nullptr) continue;
        const bool its_turn = beats && watcher->turn_ == turn;
        if (!its_turn && !HasNews(*watcher)) continue;
        due.push_back(std::exchange(watcher->done_, nullptr));
      }
    }
    for (http::Done<bool>& done : due) done(true);
    if (!Pause(kTogether)) return;
  }
}

bool SeatWatch::Pause(absl::Duration pause) {
  const absl::Time until = SteadyNow() + pause;
  MutexLock lock(mu_);
  while (!stopping_) {
    const absl::Duration left = until - SteadyNow();
    if (left <= absl::ZeroDuration()) return true;
    changed_.WaitFor(mu_, left);
  }
  return false;
}

}  // namespace cwp::web
