#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/admission.h"
#include "services/registration/domain.h"

// What is decided of a booking without moving any places.

namespace cwp::registration {
namespace {

// One step, which changes a booking and no pool.
Changes Note(Booking booking, Cause cause, const Moment& moment) {
  booking.update_time = moment.now;
  Changes changes;
  changes.steps.push_back({.cause = cause});
  changes.steps.back().booking = booking;
  changes.booking = std::move(booking);
  return changes;
}

Changes Unchanged(const Booking& booking) {
  Changes none;
  none.booking = booking;
  return none;
}

absl::Status CheckWelcome(Standing standing) {
  switch (standing) {
    case Standing::kWelcome:
      return absl::OkStatus();
    case Standing::kAtLimit:
      return FailedPrecondition(
          "CONTACT_AT_LIMIT",
          "this contact has as many bookings as one may have");
    case Standing::kBlocked:
      return FailedPrecondition("CONTACT_BLOCKED", "this contact is blocked");
  }
  CWP_CHECK(false, "a contact stands in no other way");
}

}  // namespace

absl::Status BookingIsCancelled() {
  return FailedPrecondition("BOOKING_CANCELLED", "this booking is cancelled");
}

absl::Status ContactAlreadyBooked() {
  return MakeError(absl::StatusCode::kAlreadyExists, "CONTACT_ALREADY_BOOKED",
                   "this contact has places in that session already");
}

absl::Status CheckLive(const Pool& pool, const Booking& own, absl::Time now) {
  if (own.state == BookingState::kCancelled) return BookingIsCancelled();
  return CheckNotStarted(pool, now);
}

absl::StatusOr<Changes> Decide(const Pool& pool, const NoteAttendance& command,
                               const Moment& moment) {
  const Booking& own = command.own;
  if (own.state == BookingState::kCancelled) return BookingIsCancelled();
  if (moment.now < pool.start_time - kJoinEarly) {
    return FailedPrecondition("SESSION_NOT_STARTED",
                              "this session has not started yet");
  }
  if (command.attendees != own.places) {
    return InvalidArgument("FIELD_INVALID",
                           absl::StrCat("attendance needs ", own.places,
                                        " marks, one for each attendee"),
                           {{"field", "attendance"}});
  }
  return Note(own, Cause::kAttendanceMarked, moment);
}

absl::StatusOr<Changes> Decide(const Pool& pool, const Readdress& command,
                               const Moment& moment) {
  const Booking& own = command.own;
  if (own.state == BookingState::kCancelled) return BookingIsCancelled();
  RETURN_IF_ERROR(CheckNotEnded(pool, moment.now));
  if (!own.contact_kept) {
    return FailedPrecondition("CONTACT_GONE", "this contact was erased");
  }
  if (command.contact_key == own.contact_key) return Unchanged(own);
  if (command.booked_here) return ContactAlreadyBooked();
  RETURN_IF_ERROR(CheckWelcome(command.standing));
  Booking booking = own;
  booking.contact_key = command.contact_key;
  ++booking.generation;
  ++booking.version;
  return Note(std::move(booking), Cause::kEmailCorrected, moment);
}

absl::StatusOr<Changes> DecideDetails(const Pool& pool, const Booking& own,
                                      const Moment& moment) {
  RETURN_IF_ERROR(CheckLive(pool, own, moment.now));
  return Note(own, Cause::kDetailsChanged, moment);
}

Changes DecideTell(Booking own) {
  ++own.version;
  Changes changes;
  changes.steps.push_back({.cause = Cause::kBookingFound});
  changes.steps.back().booking = own;
  changes.booking = std::move(own);
  return changes;
}

Changes DecideFind(const Booking& own, const Moment& moment) {
  const bool quiet = own.repeat_time.has_value() &&
                     moment.now - *own.repeat_time < kRepeatQuiet;
  if (quiet) return Unchanged(own);
  Booking found = own;
  found.repeat_time = moment.now;
  return DecideTell(std::move(found));
}

Changes DecideRevoke(const Booking& own, const Belongings& others,
                     const Moment& moment) {
  const auto revoked = [&moment](auto one) {
    ++one.generation;
    one.update_time = moment.now;
    return one;
  };
  Changes changes = Note(revoked(own), Cause::kLinksRevoked, moment);
  for (const Booking& booking : others.bookings) {
    changes.steps.push_back({.cause = Cause::kLinksRevoked});
    changes.steps.back().booking = revoked(booking);
  }
  for (const WaitlistEntry& entry : others.entries) {
    changes.steps.push_back({.cause = Cause::kLinksRevoked});
    changes.steps.back().entry = revoked(entry);
  }
  return changes;
}

}  // namespace cwp::registration
