#include "services/cwpctl/booking_importer.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::ctl {
namespace {

using registration::v1::Booking;
using registration::v1::ListBookingsResponse;

// Registration follows scheduling's feed, a moment behind.
constexpr absl::Duration kPatience = absl::Seconds(15);
constexpr absl::Duration kPause = absl::Milliseconds(50);

// Whether registration just has not yet heard what scheduling said.
bool IsBehind(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "SESSION_NOT_FOUND" || reason == "SESSION_NOT_OPEN";
}

// Calls again while registration is behind.
template <class Call>
auto WaitUntilSeen(const Call& call) -> decltype(call()) {
  const absl::Time deadline = absl::Now() + kPatience;
  for (;;) {
    auto answer = call();
    if (answer.ok() || !IsBehind(answer.status())) return answer;
    if (absl::Now() >= deadline) {
      return Unavailable("SESSION_NOT_SEEN",
                         absl::StrCat("registration has not heard of the "
                                      "session from scheduling: ",
                                      answer.status().message()));
    }
    absl::SleepFor(kPause);
  }
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
                                     int64_t session_id,
                                     std::vector<ImportedItem>& items) {
  if (entry.bookings.empty()) return absl::OkStatus();
  const absl::StatusOr<ListBookingsResponse> there =
      WaitUntilSeen([&] { return registration_.ListBookings(session_id); });
  RETURN_IF_ERROR(At(file_, entry.place, there.status()));
  for (const BookingEntry& wanted : entry.bookings) {
    const bool is_there = IsThere(*there, wanted);
    items.push_back(Item(wanted, is_there));
    if (is_there) continue;
    RETURN_IF_ERROR(At(file_, wanted.place, Make(wanted, session_id)));
  }
  return absl::OkStatus();
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
  return WaitUntilSeen([&] { return registration_.CreateBooking(request); })
      .status();
}

}  // namespace cwp::ctl
