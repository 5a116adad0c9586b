#include "services/cwpctl/booking_importer.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/steady_time.h"

namespace cwp::ctl {
namespace {

using programme::BookingEntry;
using programme::SessionEntry;
using registration::v1::Booking;
using registration::v1::ListBookingsResponse;
using registration::v1::SeatCount;
using scheduling::v1::Session;

// Registration follows scheduling's feed, a moment behind.
constexpr absl::Duration kPatience = absl::Seconds(15);
constexpr absl::Duration kPause = absl::Milliseconds(50);

// Whether registration has heard how an open session is now.
bool IsSeen(const std::vector<SeatCount>& counts, const Session& session) {
  if (counts.empty()) return false;
  const SeatCount& count = counts.front();
  return count.capacity() == session.capacity() &&
         (count.session_state() == "OPEN" ||
          count.session_state() == "CHANGING");
}

bool IsThere(const ListBookingsResponse& there, const BookingEntry& wanted) {
  return std::any_of(there.bookings().begin(), there.bookings().end(),
                     [&](const Booking& booking) {
                       return absl::EqualsIgnoreCase(
                           booking.contact().email(),
                           wanted.booking.contact().email());
                     });
}

// A booking is named by its line, for its contact is nobody's business here.
ImportedItem Item(const BookingEntry& wanted, bool there) {
  return {.kind = "booking",
          .name = absl::StrCat("line ", wanted.place.line),
          .outcome = there ? "unchanged" : "created"};
}

}  // namespace

absl::StatusOr<std::vector<ImportedItem>> BookingImporter::Look(
    const SessionEntry& entry, int64_t session_id) {
  std::vector<ImportedItem> items;
  if (entry.bookings.empty()) return items;
  ListBookingsResponse there;
  if (session_id != 0) {
    absl::StatusOr<ListBookingsResponse> list =
        registration_.ListBookings(session_id);
    RETURN_IF_ERROR(At(file_, entry.place, list.status()));
    there = *std::move(list);
  }
  for (const BookingEntry& wanted : entry.bookings) {
    items.push_back(Item(wanted, IsThere(there, wanted)));
  }
  return items;
}

absl::Status BookingImporter::Import(const SessionEntry& entry,
                                     const Session& session,
                                     std::vector<ImportedItem>& items) {
  if (entry.bookings.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(At(file_, entry.place, AwaitSeen(session)));
  const absl::StatusOr<ListBookingsResponse> there =
      registration_.ListBookings(session.id());
  RETURN_IF_ERROR(At(file_, entry.place, there.status()));
  for (const BookingEntry& wanted : entry.bookings) {
    const bool is_there = IsThere(*there, wanted);
    items.push_back(Item(wanted, is_there));
    if (is_there) continue;
    RETURN_IF_ERROR(At(file_, wanted.place, Make(wanted, session.id())));
  }
  return absl::OkStatus();
}

absl::Status BookingImporter::AwaitSeen(const Session& session) {
  const absl::Time deadline = SteadyNow() + kPatience;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<SeatCount> counts,
                     registration_.GetSeatCounts({session.id()}));
    if (IsSeen(counts, session)) return absl::OkStatus();
    if (SteadyNow() >= deadline) {
      return Unavailable("SESSION_NOT_SEEN",
                         "registration has not heard from scheduling how the "
                         "session is now");
    }
    absl::SleepFor(kPause);
  }
}

absl::Status BookingImporter::Make(const BookingEntry& entry,
                                   int64_t session_id) {
  registration::v1::CreateBookingRequest request;
  *request.mutable_booking() = entry.booking;
  request.mutable_booking()->set_session_id(session_id);
  ASSIGN_OR_RETURN(
      const std::string request_id,
      connections_.RequestIdFor({"booking", absl::StrCat(session_id),
                                 request.booking().SerializeAsString()}));
  request.set_request_id(request_id);
  return registration_.CreateBooking(request).status();
}

}  // namespace cwp::ctl
