#include "services/registration/domain.h"

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

// Whether anybody may book now, places aside.
absl::Status CheckOpen(const Pool& pool, absl::Time now) {
  if (pool.session_state == SessionState::kCancelled) {
    return FailedPrecondition("SESSION_CANCELLED",
                              "this session does not take place", Names(pool));
  }
  if (now >= pool.start_time) {
    return FailedPrecondition("SESSION_STARTED",
                              "this session has started already", Names(pool));
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

absl::Status CheckEligible(const BookPlaces& command) {
  if (command.professionals) return absl::OkStatus();
  const bool no =
      command.in_area == Answer::kNo || command.of_age == Answer::kNo;
  if (!no) return absl::OkStatus();
  return FailedPrecondition(
      "NOT_ELIGIBLE", "this service is not for the child or young person named",
      {{"question", command.in_area == Answer::kNo ? "in_area" : "of_age"}});
}

// The contact has places already: nothing is taken, and it is told at most once
// in a while.
Changes Repeat(const Pool& pool, const Booking& own, absl::Time now) {
  Changes changes{.cause = Cause::kNone, .pool = pool, .booking = own};
  if (own.repeat_time.has_value() && now - *own.repeat_time < kRepeatQuiet) {
    return changes;
  }
  changes.cause = Cause::kBookingRepeated;
  changes.booking->repeat_time = now;
  ++changes.booking->version;
  return changes;
}

// Places are counted before the contact is looked at: a repeat on a full
// session is refused like anybody else, so that the answer tells nobody who has
// booked.
absl::StatusOr<Changes> Decide(const Pool& pool,
                               const std::optional<Booking>& own,
                               const BookPlaces& command, absl::Time now) {
  RETURN_IF_ERROR(CheckOpen(pool, now));
  RETURN_IF_ERROR(CheckEligible(command));
  if (command.booking.places > pool.left()) {
    return FailedPrecondition(
        "NOT_ENOUGH_PLACES",
        absl::StrCat("only ", pool.left(), " places are left"),
        {{"session", absl::StrCat(pool.session_id)},
         {"left", absl::StrCat(pool.left())}});
  }
  if (own.has_value()) return Repeat(pool, *own, now);

  Changes changes{.cause = Cause::kBookingCreated,
                  .pool = pool,
                  .booking = command.booking};
  changes.pool.confirmed += command.booking.places;
  changes.booking->create_time = now;
  changes.booking->update_time = now;
  return changes;
}

// Gives back the places of a booking that still has them.
Changes Release(const Pool& pool, const Booking& own, Cause cause,
                absl::Time now) {
  Changes changes{.cause = Cause::kNone, .pool = pool, .booking = own};
  if (own.state == BookingState::kCancelled) return changes;
  changes.cause = cause;
  changes.pool.confirmed -= own.places;
  CWP_CHECK(changes.pool.confirmed >= 0, "a pool cannot owe places");
  changes.booking->state = BookingState::kCancelled;
  changes.booking->cancel_time = now;
  changes.booking->update_time = now;
  ++changes.booking->version;
  return changes;
}

absl::StatusOr<Changes> Decide(const Pool& pool,
                               const std::optional<Booking>& own,
                               const CancelBooking&, absl::Time now) {
  CWP_CHECK(own.has_value(), "a cancellation is of a booking");
  if (own->state == BookingState::kConfirmed && now >= pool.end_time) {
    return FailedPrecondition("SESSION_ENDED", "this session is over",
                              Names(pool));
  }
  return Release(pool, *own, Cause::kBookingCancelled, now);
}

absl::StatusOr<Changes> Decide(const Pool& pool,
                               const std::optional<Booking>& own,
                               const CancelWithSession&, absl::Time now) {
  CWP_CHECK(own.has_value(), "a cancellation is of a booking");
  return Release(pool, *own, Cause::kSessionCancelled, now);
}

absl::StatusOr<Changes> Decide(const Pool& pool, const std::optional<Booking>&,
                               const ApplySession& command, absl::Time) {
  const Session& session = command.session;
  Changes changes{.cause = Cause::kSessionChanged, .pool = pool};
  changes.pool.session_id = session.id;
  changes.pool.session_state = session.state;
  changes.pool.booking_open_time = session.booking_open_time;
  changes.pool.booking_close_time = session.booking_close_time;
  changes.pool.start_time = session.start();
  changes.pool.end_time = session.end();
  changes.pool.capacity = session.capacity;
  return changes;
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
  }
  CWP_CHECK(false, "a session has no other state");
}

absl::string_view CauseName(Cause cause) {
  switch (cause) {
    case Cause::kNone:
      break;
    case Cause::kBookingCreated:
      return "booking_created";
    case Cause::kBookingRepeated:
      return "booking_repeated";
    case Cause::kBookingCancelled:
      return "booking_cancelled";
    case Cause::kSessionCancelled:
      return "session_cancelled";
    case Cause::kSessionChanged:
      return "session_changed";
  }
  CWP_CHECK(false, "what changed nothing has no place on the feed");
}

absl::StatusOr<Changes> Decide(const Pool& pool,
                               const std::optional<Booking>& own,
                               const Command& command, absl::Time now) {
  return std::visit(
      [&](const auto& one) { return Decide(pool, own, one, now); }, command);
}

absl::Status CheckJoin(const Session& session, BookingState booking,
                       absl::Time now) {
  if (session.state == SessionState::kCancelled) {
    return FailedPrecondition("SESSION_CANCELLED",
                              "this session does not take place");
  }
  if (booking == BookingState::kCancelled) {
    return FailedPrecondition("BOOKING_CANCELLED", "this booking is cancelled");
  }
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
