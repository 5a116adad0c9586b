#include "services/registration/pool.h"

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::registration {
namespace {

ErrorMetadata Names(const Pool& pool) {
  return {{"session", absl::StrCat(pool.session_id)}};
}

std::string Instant(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

absl::Status SessionCancelled() {
  return FailedPrecondition("SESSION_CANCELLED",
                            "this session does not take place");
}

}  // namespace

absl::string_view StateName(SessionState state) {
  switch (state) {
    case SessionState::kScheduled:
      return "SCHEDULED";
    case SessionState::kOpen:
      return "OPEN";
    case SessionState::kClosed:
      return "CLOSED";
    case SessionState::kCancelled:
      return "CANCELLED";
    case SessionState::kChanging:
      return "CHANGING";
  }
  CWP_CHECK(false, "a session has no other state");
}

absl::Status CheckNotStarted(const Pool& pool, absl::Time now) {
  if (pool.session_state == SessionState::kCancelled) return SessionCancelled();
  if (now >= pool.start_time) {
    return FailedPrecondition("SESSION_STARTED",
                              "this session has started already", Names(pool));
  }
  return absl::OkStatus();
}

absl::Status CheckNotEnded(const Pool& pool, absl::Time now) {
  if (now < pool.end_time) return absl::OkStatus();
  return FailedPrecondition("SESSION_ENDED", "this session is over",
                            Names(pool));
}

absl::Status CheckOpen(const Pool& pool, absl::Time now) {
  RETURN_IF_ERROR(CheckNotStarted(pool, now));
  if (pool.session_state == SessionState::kChanging) {
    return FailedPrecondition(
        "SESSION_CHANGING",
        "this session is about to change and takes no bookings until it has",
        Names(pool));
  }
  if (pool.session_state != SessionState::kOpen) {
    return FailedPrecondition(
        "SESSION_NOT_OPEN", "this session does not take bookings", Names(pool));
  }
  if (now < pool.booking_open_time) {
    return FailedPrecondition("BOOKING_NOT_YET_OPEN",
                              "bookings for this session have not opened yet",
                              {{"session", absl::StrCat(pool.session_id)},
                               {"open_time", Instant(pool.booking_open_time)}});
  }
  if (now >= pool.booking_close_time) {
    return FailedPrecondition(
        "BOOKING_CLOSED", "bookings for this session have closed", Names(pool));
  }
  return absl::OkStatus();
}

bool AdmitsWaiting(const Pool& pool, absl::Time now) {
  return pool.session_state == SessionState::kOpen && now < pool.start_time &&
         now < pool.booking_close_time;
}

bool AreOnlyHeld(const Pool& pool, int64_t places, absl::Time now) {
  const int64_t not_given =
      pool.capacity - pool.confirmed - pool.offered - pool.allotted;
  return AdmitsWaiting(pool, now) && pool.held > 0 && places <= not_given;
}

absl::Status CheckLinksLast(absl::Time end, absl::Time now) {
  if (now < end + kLinksLast) return absl::OkStatus();
  return FailedPrecondition("LINK_EXPIRED",
                            "links work until 30 days after the session");
}

absl::Status CheckJoin(const Session& session, absl::Time now) {
  if (session.state == SessionState::kCancelled) return SessionCancelled();
  const std::optional<absl::Time> next = NextJoinTime(session, now);
  if (!next.has_value()) {
    return FailedPrecondition("SESSION_ENDED", "this session is over");
  }
  if (now < *next) {
    return FailedPrecondition("JOIN_TOO_EARLY",
                              "this session cannot be joined yet",
                              {{"open_time", Instant(*next)}});
  }
  return absl::OkStatus();
}

std::optional<absl::Time> NextJoinTime(const Session& session, absl::Time now) {
  for (const Meeting& meeting : session.meetings) {
    if (now < meeting.end) return meeting.start - kJoinEarly;
  }
  return std::nullopt;
}

}  // namespace cwp::registration
