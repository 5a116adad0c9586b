#include "services/web/desk_people.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_words.h"
#include "services/web/domain.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// As registration's lists take.
constexpr int kPage = 200;

std::string RoleOf(v1::Attendee::Role role) {
  switch (role) {
    case v1::Attendee::YOUNG_PERSON:
      return "Young person";
    case v1::Attendee::PROFESSIONAL:
      return "Professional";
    default:
      return "Parent or carer";
  }
}

// A person, without age.
std::string PersonWords(const v1::Attendee& attendee) {
  const std::string role = RoleOf(attendee.role());
  return attendee.name().empty()
             ? role
             : absl::StrCat(attendee.name(), " (", role, ")");
}

std::string BandOf(const v1::Attendee& attendee) {
  return BandWords({.min = attendee.age_band().min_years(),
                    .max = attendee.age_band().max_years()});
}

std::string CancelWords(const v1::Booking& booking) {
  switch (booking.cancel_reason()) {
    case v1::Booking::BY_CONTACT:
      return "Cancelled by the contact";
    case v1::Booking::WITH_SESSION:
      return "Cancelled with the session";
    case v1::Booking::REFUSED:
      return booking.refusal_reason().empty()
                 ? "Refused"
                 : absl::StrCat("Refused: ", booking.refusal_reason());
    case v1::Booking::AT_LIMIT:
      return "No places: has as many bookings as allowed";
    case v1::Booking::BLOCKED:
      return "No places: blocked";
    case v1::Booking::TOO_LATE:
      return "No places: the session was full";
    case v1::Booking::REPEAT:
      return "A repeat of another booking";
    default:
      return "Cancelled";
  }
}

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

std::string OrNone(std::string words) {
  return words.empty() ? "None" : std::move(words);
}

}  // namespace

boost::asio::awaitable<absl::StatusOr<v1::Booking>> GetBooking(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  v1::GetBookingRequest wanted;
  wanted.set_id(IdIn(request));
  if (wanted.id() == 0) {
    co_return NotFound("BOOKING_NOT_FOUND", "there is no such booking");
  }
  co_return co_await desk.registration->Call(
      &RegistrationCalls::Async::GetBooking, StaffCaller(desk, visit, request),
      std::move(wanted));
}

boost::asio::awaitable<absl::StatusOr<std::vector<v1::Booking>>> ListBookings(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t session_id, v1::Booking::State state) {
  std::vector<v1::Booking> bookings;
  v1::ListBookingsRequest wanted;
  wanted.set_session_id(session_id);
  wanted.set_page_size(kPage);
  wanted.set_state(state);
  while (true) {
    v1::ListBookingsRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        v1::ListBookingsResponse page,
        co_await desk.registration->Call(
            &RegistrationCalls::Async::ListBookings,
            StaffCaller(desk, visit, request), std::move(next)));
    for (v1::Booking& booking : *page.mutable_bookings()) {
      bookings.push_back(std::move(booking));
    }
    if (page.next_page_token().empty()) co_return bookings;
    wanted.set_page_token(page.next_page_token());
  }
}

std::string AttendeeWords(const v1::Attendee& attendee) {
  std::string words = PersonWords(attendee);
  if (attendee.has_age_band()) {
    absl::StrAppend(&words, ", ", BandOf(attendee));
  }
  return words;
}

std::string RolesWords(const v1::Booking& booking) {
  std::map<std::string, int> counts;
  for (const v1::Attendee& attendee : booking.attendees()) {
    ++counts[PersonWords(attendee)];
  }
  std::vector<std::string> words;
  for (const auto& [what, count] : counts) {
    words.push_back(count == 1 ? what : absl::StrCat(count, " × ", what));
  }
  return absl::StrJoin(words, "; ");
}

std::string AgesWords(const v1::Booking& booking) {
  // By their beginnings.
  std::map<int, std::string> bands;
  for (const v1::Attendee& attendee : booking.attendees()) {
    if (!attendee.has_age_band()) continue;
    bands[attendee.age_band().min_years()] = BandOf(attendee);
  }
  std::vector<std::string> words;
  for (auto& [begin, band] : bands) words.push_back(std::move(band));
  return absl::StrJoin(words, "; ");
}

std::string NeedsWords(const v1::AccessNeeds& needs) {
  std::vector<std::string> words;
  if (needs.captions()) words.push_back("captions");
  if (needs.interpreter()) words.push_back("an interpreter");
  if (needs.camera_off()) words.push_back("camera off");
  if (needs.breaks()) words.push_back("breaks");
  if (needs.easy_read()) words.push_back("easy read");
  if (!needs.other().empty()) words.push_back(needs.other());
  std::string all = absl::StrJoin(words, ", ");
  if (!all.empty()) all[0] = absl::ascii_toupper(all[0]);
  return all;
}

std::string AttendanceWords(v1::Attendee::Attendance attendance) {
  switch (attendance) {
    case v1::Attendee::ATTENDED:
      return "Came";
    case v1::Attendee::ABSENT:
      return "Did not come";
    default:
      return "Not noted";
  }
}

std::string CameWords(const v1::Booking& booking) {
  int noted = 0;
  int came = 0;
  for (const v1::Attendee& attendee : booking.attendees()) {
    if (attendee.attendance() == v1::Attendee::ATTENDANCE_UNSPECIFIED) continue;
    ++noted;
    if (attendee.attendance() == v1::Attendee::ATTENDED) ++came;
  }
  if (noted == 0) return "";
  return absl::StrCat(came, " of ", booking.attendees_size());
}

std::string BookingStateWords(const v1::Booking& booking) {
  std::string words = booking.state() == v1::Booking::CONFIRMED
                          ? "Booked"
                          : CancelWords(booking);
  const std::string came = CameWords(booking);
  if (!came.empty()) absl::StrAppend(&words, ", ", came, " came");
  if (booking.has_repeat_time()) absl::StrAppend(&words, ", asked again");
  return words;
}

std::string ContactWords(const v1::Contact& contact) {
  std::vector<std::string> parts = {contact.name()};
  if (!contact.email().empty()) parts.push_back(contact.email());
  if (!contact.phone().empty()) parts.push_back(contact.phone());
  return absl::StrJoin(parts, ", ");
}

View BookingRow(const v1::Booking& booking) {
  View contact = Cell("Contact", ContactWords(booking.contact()));
  contact["is_header"] = true;
  contact["cell_href"] = BookingPath(booking.id());
  return {
      {"cells", json::array{
                    std::move(contact),
                    Cell("Places", absl::StrCat(booking.places())),
                    Cell("Who comes", OrNone(RolesWords(booking))),
                    Cell("Age", OrNone(AgesWords(booking))),
                    Cell("Needs", OrNone(NeedsWords(booking.access_needs()))),
                    Cell("State", BookingStateWords(booking)),
                    Cell("Channel", ChannelWords(booking.channel())),
                    Cell("Reference", booking.reference()),
                }}};
}

}  // namespace cwp::web
