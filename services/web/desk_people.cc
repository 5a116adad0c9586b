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
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// As registration's lists take.
constexpr int kPage = 200;

std::string RoleOf(v1::Attendee::Role role) {
  switch (role) {
    case v1::Attendee::YOUNG_PERSON:
      return Say("people.role.young_person");
    case v1::Attendee::PROFESSIONAL:
      return Say("people.role.professional");
    default:
      return Say("people.role.parent_or_carer");
  }
}

// A person, without age.
std::string PersonWords(const v1::Attendee& attendee) {
  const std::string role = RoleOf(attendee.role());
  return attendee.name().empty()
             ? role
             : Say("people.role.named",
                   {{"name", attendee.name()}, {"role", role}});
}

std::string BandOf(const v1::Attendee& attendee) {
  return BandWords({.min = attendee.age_band().min_years(),
                    .max = attendee.age_band().max_years()});
}

std::string CancelWords(const v1::Booking& booking) {
  switch (booking.cancel_reason()) {
    case v1::Booking::BY_CONTACT:
      return Say("people.cancelled.by_contact");
    case v1::Booking::WITH_SESSION:
      return Say("people.cancelled.with_session");
    case v1::Booking::REFUSED:
      return booking.refusal_reason().empty()
                 ? Say("people.cancelled.refused")
                 : Say("people.cancelled.refused_because",
                       {{"reason", booking.refusal_reason()}});
    case v1::Booking::AT_LIMIT:
      return Say("people.cancelled.at_limit");
    case v1::Booking::BLOCKED:
      return Say("people.cancelled.blocked");
    case v1::Booking::TOO_LATE:
      return Say("people.cancelled.too_late");
    case v1::Booking::REPEAT:
      return Say("people.cancelled.repeat");
    default:
      return Say("people.cancelled.otherwise");
  }
}

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

std::string OrNone(std::string words) {
  if (words.empty()) return Say("people.none");
  return words;
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
    words.push_back(SayCount("people.role.times", count, {{"who", what}}));
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
  if (needs.captions()) words.push_back(Say("people.needs.captions"));
  if (needs.interpreter()) words.push_back(Say("people.needs.interpreter"));
  if (needs.camera_off()) words.push_back(Say("people.needs.camera_off"));
  if (needs.breaks()) words.push_back(Say("people.needs.breaks"));
  if (needs.easy_read()) words.push_back(Say("people.needs.easy_read"));
  if (!needs.other().empty()) words.push_back(needs.other());
  std::string all = absl::StrJoin(words, ", ");
  if (!all.empty()) all[0] = absl::ascii_toupper(all[0]);
  return all;
}

std::string AttendanceWords(v1::Attendee::Attendance attendance) {
  switch (attendance) {
    case v1::Attendee::ATTENDED:
      return Say("people.attendance.came");
    case v1::Attendee::ABSENT:
      return Say("people.attendance.did_not_come");
    default:
      return Say("people.attendance.not_noted");
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
  return Say("people.attendance.how_many",
             {{"came", absl::StrCat(came)},
              {"all", absl::StrCat(booking.attendees_size())}});
}

std::string BookingStateWords(const v1::Booking& booking) {
  std::vector<std::string> parts = {booking.state() == v1::Booking::CONFIRMED
                                        ? Say("people.state.booked")
                                        : CancelWords(booking)};
  const std::string came = CameWords(booking);
  if (!came.empty())
    parts.push_back(Say("people.state.came", {{"came", came}}));
  if (booking.has_repeat_time())
    parts.push_back(Say("people.state.asked_again"));
  return absl::StrJoin(parts, ", ");
}

std::string ContactWords(const v1::Contact& contact) {
  std::vector<std::string> parts = {contact.name()};
  if (!contact.email().empty()) parts.push_back(contact.email());
  if (!contact.phone().empty()) parts.push_back(contact.phone());
  return absl::StrJoin(parts, ", ");
}

View BookingRow(const v1::Booking& booking) {
  View contact =
      Cell(Say("people.label.contact"), ContactWords(booking.contact()));
  contact["is_header"] = true;
  contact["cell_href"] = BookingPath(booking.id());
  return {
      {"cells",
       json::array{
           std::move(contact),
           Cell(Say("people.label.places"), absl::StrCat(booking.places())),
           Cell(Say("people.label.who_comes"), OrNone(RolesWords(booking))),
           Cell(Say("people.label.age"), OrNone(AgesWords(booking))),
           Cell(Say("people.label.needs"),
                OrNone(NeedsWords(booking.access_needs()))),
           Cell(Say("people.label.state"), BookingStateWords(booking)),
           Cell(Say("people.label.channel"), ChannelWords(booking.channel())),
           Cell(Say("people.label.reference"), booking.reference()),
       }}};
}

}  // namespace cwp::web
