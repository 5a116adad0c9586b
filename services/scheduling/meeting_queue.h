#ifndef CWP_SERVICES_SCHEDULING_MEETING_QUEUE_H_
#define CWP_SERVICES_SCHEDULING_MEETING_QUEUE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/meeting_plan.h"

namespace cwp::scheduling {

// The rules of the queue of meetings to be made or changed: pure functions.
// Time and chance come in as arguments. Numbers of enumerators are what the
// database keeps.

enum class MeetingState {
  // To be made or changed when its time comes.
  kWaiting = 1,
  // As wanted.
  kReady = 2,
  // Somebody must do something first.
  kParked = 3,
  // Nothing is wanted (any more): cancelled, over, in a venue, or with an
  // address that was typed.
  kIdle = 4,
};

// What is to become of one session's meeting, and what did.
struct QueuedMeeting {
  int64_t session_id = 0;
  MeetingState state = MeetingState::kWaiting;
  // The shape (ShapeOf) that is wanted, or stands; empty for no meeting.
  std::string wanted;
  // Since it was last wanted anew.
  int64_t tries = 0;
  absl::Time next_time;
  // Until when a process has it in hand; in the past when none has.
  absl::Time lease = absl::UnixEpoch();
  // Why the last try failed: a reason, and what the provider said of it.
  std::string last_reason;
  std::string graph_code;
  std::string graph_request;
  // The provider's name for the meeting; empty until there is one as wanted.
  std::string meeting_id;
  // The version of the session's join address that came from here; 0 for none.
  int64_t address_version = 0;

  bool operator==(const QueuedMeeting&) const = default;
};

// Whether the provider is to see to this session's meeting: it takes place on
// Teams, is no draft, lies ahead, and its address was not typed. `queued` is
// its entry.
bool WantsMeeting(const Session& session,
                  const std::optional<QueuedMeeting>& queued, absl::Time now);

// Whether the session is joined at the meeting that was made for it, not at an
// address that was typed.
bool IsOurMeeting(const Session& session,
                  const std::optional<QueuedMeeting>& queued);

// Who makes the session's meeting be as its options say. `makes_meetings` says
// whether there is a provider that does.
OptionsSetBy WhoSetsOptions(const Session& session,
                            const std::optional<QueuedMeeting>& queued,
                            bool makes_meetings);

// Whether the session has a meeting at a typed address on Teams.
bool HasTypedMeeting(const Session& session,
                     const std::optional<QueuedMeeting>& queued);

// Whether a change lets young people book a session on Teams that has a join
// address, or gives one that they can book another.
bool OpensTypedMeeting(const Session& before, const Session& after,
                       Audience audience);

// Whether the provider is to end this session's meeting: the session is
// cancelled, and there is a meeting of ours.
bool EndsMeeting(const Session& session,
                 const std::optional<QueuedMeeting>& queued);

// What the queue holds of a session that was just made or changed; nothing when
// that needs no entry. `options` are those in force for it.
std::optional<QueuedMeeting> Want(const Session& session,
                                  const MeetingOptions& options,
                                  const std::optional<QueuedMeeting>& queued,
                                  absl::Time now);

// The entry taken in hand until `lease`, to be made as `shape` says.
QueuedMeeting TakeInHand(QueuedMeeting queued, std::string shape,
                         absl::Time lease);

// The entry when the meeting is as `shape` says. When something else is wanted
// by now it waits again.
QueuedMeeting SettleDone(QueuedMeeting queued, absl::string_view shape,
                         std::string meeting_id, int64_t address_version,
                         absl::Time now);

// The entry after a try for `shape` that failed with `failure`: parked when
// trying again cannot help, else due after RetryWait.
QueuedMeeting SettleFailure(QueuedMeeting queued, absl::string_view shape,
                            const absl::Status& failure, absl::Duration wait,
                            absl::Time now);

// The entry when the meeting has ended.
QueuedMeeting SettleEnded(QueuedMeeting queued);

// The entry of a session for which nothing is wanted.
QueuedMeeting SettleIdle(QueuedMeeting queued);

// The parked or waiting entry, due at once. Fails with FAILED_PRECONDITION
// `MEETING_NOT_QUEUED` when nothing is wanted of it.
absl::StatusOr<QueuedMeeting> TryAgain(QueuedMeeting queued, absl::Time now);

// Whether a failure is about the provider, not about one meeting, so that the
// others wait as well.
bool ConcernsAll(const absl::Status& failure);

// How long to wait after so many tries that failed in a row: as the provider
// says, and at least a second, else 5 s, doubling to an hour, a quarter more or
// less by `chance`, which is 0 to 1.
absl::Duration RetryWait(const absl::Status& failure, int64_t tries,
                         double chance);

// What the operator can do about a reason, in sentences; empty for none.
absl::string_view MeetingAdvice(absl::string_view reason);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_QUEUE_H_
