#include "services/scheduling/meeting_queue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"

namespace cwp::scheduling {
namespace {

// What is asked for again at once only makes a busy server busier.
constexpr absl::Duration kLeastWait = absl::Seconds(1);
constexpr absl::Duration kFirstWait = absl::Seconds(5);
constexpr absl::Duration kLongestWait = absl::Hours(1);
constexpr int kMostDoublings = 10;

// What can go wrong, whether that needs somebody's hand or concerns all
// meetings, and what to do about it.
struct Trouble {
  absl::string_view reason;
  bool parks = false;
  bool concerns_all = false;
  absl::string_view advice;
};
constexpr std::array<Trouble, 11> kTroubles = {{
    {.reason = "GRAPH_BUSY",
     .concerns_all = true,
     .advice = "Microsoft asks to wait. Meetings are tried again by "
               "themselves."},
    {.reason = "GRAPH_UNREACHABLE",
     .concerns_all = true,
     .advice = "Microsoft did not answer. Meetings are tried again by "
               "themselves; when that goes on, let this server reach graph-url "
               "and graph-login-url."},
    {.reason = "GRAPH_LOGIN_REFUSED",
     .concerns_all = true,
     .advice = "The login was refused. Check graph-tenant and graph-client-id, "
               "and put a secret that has not expired into the file that "
               "graph-secret-file names. Meetings are tried again by "
               "themselves."},
    {.reason = "SECRET_UNREADABLE",
     .concerns_all = true,
     .advice = "The file that graph-secret-file names cannot be read, or by "
               "too many. Meetings are tried again by themselves."},
    {.reason = "GRAPH_ANSWER_INVALID",
     .advice = "Microsoft's answer made no sense. Meetings are tried again by "
               "themselves."},
    {.reason = "MEETING_GONE",
     .advice = "Microsoft made the meeting and does not find it yet. Meetings "
               "are tried again by themselves."},
    {.reason = "GRAPH_REFUSED",
     .parks = true,
     .advice = "Microsoft refused the meeting as it was asked for. Change the "
               "session's title or times, which tries it again, or retry."},
    {.reason = "GRAPH_FORBIDDEN",
     .parks = true,
     .advice = "Grant the application the permission "
               "OnlineMeetings.ReadWrite.All with admin consent, then retry; "
               "`cwpctl teams doctor` says whether it has it."},
    {.reason = "GRAPH_POLICY_MISSING",
     .parks = true,
     .advice = "Give the organiser an application access policy with this "
               "application in it (New-CsApplicationAccessPolicy, then "
               "Grant-CsApplicationAccessPolicy). Wait up to 30 minutes, then "
               "retry."},
    {.reason = "GRAPH_ORGANISER_UNKNOWN",
     .parks = true,
     .advice = "Set graph-organiser to the object id (not the e-mail address) "
               "of a licensed user of the tenant, then retry."},
    {.reason = "JOIN_HOST_UNEXPECTED",
     .parks = true,
     .advice = "The meeting's address is not one of Microsoft Teams and was "
               "not taken. Check graph-url, then retry."},
}};

const Trouble* FindTrouble(absl::string_view reason) {
  for (const Trouble& trouble : kTroubles) {
    if (trouble.reason == reason) return &trouble;
  }
  return nullptr;
}

QueuedMeeting Due(QueuedMeeting queued, absl::Time now) {
  queued.state = MeetingState::kWaiting;
  queued.tries = 0;
  queued.next_time = now;
  return queued;
}

void ForgetFailure(QueuedMeeting& queued) {
  queued.last_reason.clear();
  queued.graph_code.clear();
  queued.graph_request.clear();
}

// The entry when this shape is wanted, which may be what was wanted before.
QueuedMeeting WaitFor(QueuedMeeting queued, std::string shape, absl::Time now) {
  if (queued.state != MeetingState::kIdle && queued.wanted == shape) {
    return queued;
  }
  queued = Due(std::move(queued), now);
  ForgetFailure(queued);
  queued.wanted = std::move(shape);
  return queued;
}

}  // namespace

bool WantsMeeting(const Session& session,
                  const std::optional<QueuedMeeting>& queued, absl::Time now) {
  const int64_t ours = queued.has_value() ? queued->address_version : 0;
  return session.delivery.mode == DeliveryMode::kTeams &&
         session.state != SessionState::kCancelled &&
         session.state != SessionState::kDraft && now < session.end() &&
         session.join_address_version == ours;
}

bool IsOurMeeting(const Session& session,
                  const std::optional<QueuedMeeting>& queued) {
  return queued.has_value() &&
         session.join_address_version == queued->address_version;
}

OptionsSetBy WhoSetsOptions(const Session& session,
                            const std::optional<QueuedMeeting>& queued,
                            bool makes_meetings) {
  if (session.delivery.mode != DeliveryMode::kTeams) {
    return OptionsSetBy::kNobody;
  }
  const bool typed =
      session.join_address_version > 0 && !IsOurMeeting(session, queued);
  return makes_meetings && !typed ? OptionsSetBy::kService
                                  : OptionsSetBy::kStaff;
}

bool HasTypedMeeting(const Session& session,
                     const std::optional<QueuedMeeting>& queued) {
  return session.delivery.mode == DeliveryMode::kTeams &&
         session.join_address_version > 0 && !IsOurMeeting(session, queued);
}

bool OpensTypedMeeting(const Session& before, const Session& after,
                       Audience audience) {
  const auto can_be_joined = [](const Session& session) {
    return session.state == SessionState::kOpen &&
           session.delivery.mode == DeliveryMode::kTeams &&
           session.join_address_version > 0;
  };
  return audience == Audience::kYoungPeople && can_be_joined(after) &&
         (!can_be_joined(before) ||
          before.join_address_version != after.join_address_version);
}

bool EndsMeeting(const Session& session,
                 const std::optional<QueuedMeeting>& queued) {
  return session.state == SessionState::kCancelled && queued.has_value() &&
         !queued->meeting_id.empty();
}

std::optional<QueuedMeeting> Want(const Session& session,
                                  const MeetingOptions& options,
                                  const std::optional<QueuedMeeting>& queued,
                                  absl::Time now) {
  if (!WantsMeeting(session, queued, now)) {
    if (!queued.has_value()) return std::nullopt;
    if (EndsMeeting(session, queued)) return WaitFor(*queued, "", now);
    QueuedMeeting idle = SettleIdle(*queued);
    // Whoever has it in hand still has.
    idle.lease = queued->lease;
    return idle;
  }
  return WaitFor(queued.value_or(QueuedMeeting{.session_id = session.id,
                                               .state = MeetingState::kIdle}),
                 ShapeOf(PlanMeeting(session, options)), now);
}

QueuedMeeting TakeInHand(QueuedMeeting queued, std::string shape,
                         absl::Time lease) {
  queued.wanted = std::move(shape);
  queued.lease = lease;
  ++queued.tries;
  return queued;
}

QueuedMeeting SettleDone(QueuedMeeting queued, absl::string_view shape,
                         std::string meeting_id, int64_t address_version,
                         absl::Time now) {
  ForgetFailure(queued);
  queued.lease = absl::UnixEpoch();
  queued.meeting_id = std::move(meeting_id);
  queued.address_version = address_version;
  if (queued.wanted != shape) return Due(std::move(queued), now);
  queued.state = MeetingState::kReady;
  return queued;
}

QueuedMeeting SettleFailure(QueuedMeeting queued, absl::string_view shape,
                            const absl::Status& failure, absl::Duration wait,
                            absl::Time now) {
  queued.last_reason = ReasonOf(failure);
  queued.graph_code = MetadataOf(failure, "graph_code");
  queued.graph_request = MetadataOf(failure, "graph_request");
  queued.lease = absl::UnixEpoch();
  const Trouble* const trouble = FindTrouble(queued.last_reason);
  if (trouble != nullptr && trouble->parks) {
    // What is wanted by now may well be taken.
    if (queued.wanted != shape) return Due(std::move(queued), now);
    queued.state = MeetingState::kParked;
    return queued;
  }
  queued.next_time = now + wait;
  return queued;
}

QueuedMeeting SettleEnded(QueuedMeeting queued) {
  queued.meeting_id.clear();
  return SettleIdle(std::move(queued));
}

QueuedMeeting SettleIdle(QueuedMeeting queued) {
  ForgetFailure(queued);
  queued.state = MeetingState::kIdle;
  queued.lease = absl::UnixEpoch();
  return queued;
}

absl::StatusOr<QueuedMeeting> TryAgain(QueuedMeeting queued, absl::Time now) {
  if (queued.state != MeetingState::kWaiting &&
      queued.state != MeetingState::kParked) {
    return FailedPrecondition("MEETING_NOT_QUEUED",
                              "nothing waits to be done about the meeting of "
                              "this session");
  }
  return Due(std::move(queued), now);
}

bool ConcernsAll(const absl::Status& failure) {
  const Trouble* const trouble = FindTrouble(ReasonOf(failure));
  return trouble != nullptr && trouble->concerns_all;
}

absl::Duration RetryWait(const absl::Status& failure, int64_t tries,
                         double chance) {
  int64_t milliseconds = 0;
  if (absl::SimpleAtoi(MetadataOf(failure, "retry_after_ms"), &milliseconds)) {
    return std::max(kLeastWait, absl::Milliseconds(milliseconds));
  }
  const int64_t doublings = std::clamp<int64_t>(tries - 1, 0, kMostDoublings);
  const absl::Duration wait =
      std::min(kLongestWait, kFirstWait * (int64_t{1} << doublings));
  // In whole milliseconds, which databases keep as they are.
  return absl::Trunc(wait * (0.75 + chance / 2), absl::Milliseconds(1));
}

absl::string_view MeetingAdvice(absl::string_view reason) {
  const Trouble* const trouble = FindTrouble(reason);
  return trouble == nullptr ? "" : trouble->advice;
}

}  // namespace cwp::scheduling
