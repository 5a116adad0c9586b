#include "services/scheduling/meeting_worker.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/telemetry/log.h"
#include "services/scheduling/meeting_queue.h"
#include "services/scheduling/meeting_store.h"

namespace cwp::scheduling {
namespace {

// The thread looks at least this often: commands and other replicas put
// meetings in line and wake nobody.
constexpr absl::Duration kLongestWait = absl::Seconds(2);
// After the database failed.
constexpr absl::Duration kRetryWait = absl::Seconds(1);
constexpr int kBatch = 20;

Counter& TryCounter(Metrics& metrics, const char* result) {
  return metrics.AddCounter(
      "cwp_meeting_tries_total",
      "Tries to make, change or end a meeting, by result.",
      {{"result", result}});
}

}  // namespace

MeetingWorker::MeetingWorker(Options options)
    : options_(std::move(options)),
      done_(TryCounter(*options_.metrics, "done")),
      failed_(TryCounter(*options_.metrics, "failed")) {}

MeetingWorker::~MeetingWorker() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  if (!thread_.joinable()) return;
  options_.provider->Stop();
  thread_.join();
}

void MeetingWorker::Start() {
  CWP_CHECK(options_.provider->makes_meetings(),
            "only a provider that makes meetings needs a thread");
  thread_ = std::thread([this] { Run(); });
}

void MeetingWorker::Resume() {
  MutexLock lock(mu_);
  if (!quiet_as_asked_) quiet_until_ = absl::InfinitePast();
  woken_ = true;
  wake_.NotifyAll();
}

void MeetingWorker::Run() {
  while (true) {
    const absl::StatusOr<int> tried = TryDue();
    absl::Duration wait = kRetryWait;
    if (tried.ok()) {
      wait = *tried == kBatch ? absl::ZeroDuration() : UntilNext();
    } else {
      Log(LogLevel::kWarning, "meetings_failed",
          {{"reason", ReasonOf(tried.status())}});
    }
    MutexLock lock(mu_);
    if (!woken_ && !stopping_) wake_.WaitFor(mu_, wait);
    if (stopping_) return;
    woken_ = false;
  }
}

absl::Duration MeetingWorker::UntilNext() {
  absl::Time next = absl::InfiniteFuture();
  const absl::Status status =
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(next, NextDueMeeting(tx));
        return absl::OkStatus();
      });
  if (!status.ok()) return kLongestWait;
  MutexLock lock(mu_);
  return std::clamp(std::max(next, quiet_until_) - options_.clock->Now(),
                    absl::ZeroDuration(), kLongestWait);
}

bool MeetingWorker::MustStop() {
  MutexLock lock(mu_);
  return stopping_ || options_.clock->Now() < quiet_until_;
}

absl::StatusOr<int> MeetingWorker::TryDue() {
  std::vector<int64_t> due;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(due,
                         FindDueMeetings(tx, options_.clock->Now(), kBatch));
        return absl::OkStatus();
      }));
  int tried = 0;
  for (const int64_t session_id : due) {
    if (MustStop()) break;
    ASSIGN_OR_RETURN(const bool one, TryOne(session_id));
    if (one) ++tried;
  }
  return tried;
}

absl::StatusOr<bool> MeetingWorker::TryOne(int64_t session_id) {
  std::optional<MeetingTask> task;
  RETURN_IF_ERROR(
      options_.database->Write([&](db::Transaction& tx) -> absl::Status {
        const absl::Time now = options_.clock->Now();
        ASSIGN_OR_RETURN(
            task, TakeMeetingTask(tx, session_id, now + options_.lease, now));
        return absl::OkStatus();
      }));
  if (!task.has_value()) return false;
  RETURN_IF_ERROR(Record(*task, Make(*task)));
  return true;
}

// The meeting, as planned, or ended. Its address comes last: a meeting that
// stands open to all because its options could not be set is told to nobody.
absl::StatusOr<OnlineMeeting> MeetingWorker::Make(const MeetingTask& task) {
  MeetingProvider& provider = *options_.provider;
  const std::string& known = task.queued.meeting_id;
  if (!task.plan.has_value()) {
    RETURN_IF_ERROR(provider.End(known));
    return OnlineMeeting{.id = known};
  }
  if (!known.empty()) {
    const absl::Status changed = provider.Change(known, *task.plan);
    if (changed.ok()) return OnlineMeeting{.id = known};
    if (!absl::IsNotFound(changed)) return changed;
  }
  ASSIGN_OR_RETURN(OnlineMeeting meeting, provider.CreateOrGet(*task.plan));
  RETURN_IF_ERROR(provider.Change(meeting.id, *task.plan));
  return meeting;
}

absl::Status MeetingWorker::Record(const MeetingTask& task,
                                   const absl::StatusOr<OnlineMeeting>& made) {
  const std::string reason = ReasonOf(made.status());
  (made.ok() ? done_ : failed_).Add();
  Log(made.ok() ? LogLevel::kInfo : LogLevel::kWarning, "meeting_tried",
      {{"session", task.queued.session_id},
       {"tries", task.queued.tries},
       {"outcome", made.ok() ? "done" : reason},
       {"graph_code", MetadataOf(made.status(), "graph_code")},
       {"graph_request", MetadataOf(made.status(), "graph_request")}});
  if (made.ok()) {
    troubles_ = 0;
    RETURN_IF_ERROR(
        options_.database->Write([&](db::Transaction& tx) -> absl::Status {
          return RecordMeeting(tx, task, *made, *options_.vault,
                               options_.clock->Now());
        }));
    options_.committed();
    return absl::OkStatus();
  }
  const absl::Duration wait = Pause(made.status(), task.queued.tries);
  return options_.database->Write([&](db::Transaction& tx) -> absl::Status {
    return RecordMeetingFailure(tx, task, made.status(), wait,
                                options_.clock->Now());
  });
}

// How long this meeting waits, and, where it concerns them, all others.
absl::Duration MeetingWorker::Pause(const absl::Status& failure,
                                    int64_t tries) {
  absl::BitGen random;
  const double chance = absl::Uniform(random, 0.0, 1.0);
  if (!ConcernsAll(failure)) return RetryWait(failure, tries, chance);
  ++troubles_;
  const absl::Duration wait =
      RetryWait(failure, std::max(tries, troubles_), chance);
  MutexLock lock(mu_);
  quiet_until_ = options_.clock->Now() + wait;
  quiet_as_asked_ = !MetadataOf(failure, "retry_after_ms").empty();
  return wait;
}

}  // namespace cwp::scheduling
