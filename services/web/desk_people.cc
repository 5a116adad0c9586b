#include "services/web/desk_people.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
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

// Those who are the same are counted: "2 × Parent or carer".
std::string AttendeesWords(const v1::Booking& booking) {
  std::map<std::string, int> counts;
  for (const v1::Attendee& attendee : booking.attendees()) {
    ++counts[AttendeeWords(attendee)];
  }
  std::vector<std::string> words;
  for (const auto& [what, count] : counts) {
    words.push_back(count == 1 ? what : absl::StrCat(count, " × ", what));
  }
  return absl::StrJoin(words, "; ");
}

std::string ContactWords(const v1::Contact& contact) {
  std::vector<std::string> lines = {contact.name()};
  if (!contact.email().empty()) lines.push_back(contact.email());
  if (!contact.phone().empty()) lines.push_back(contact.phone());
  return absl::StrJoin(lines, ", ");
}

std::string BookingStateWords(const v1::Booking& booking) {
  if (booking.state() == v1::Booking::CONFIRMED) return "Booked";
  switch (booking.cancel_reason()) {
    case v1::Booking::BY_CONTACT:
      return "Cancelled by the contact";
    case v1::Booking::WITH_SESSION:
      return "Cancelled with the session";
    case v1::Booking::REFUSED:
      return "Refused";
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

std::string WaitsWords(const v1::WaitlistEntry& entry) {
  std::string words = absl::StrCat("Place ", entry.position(), " in line");
  if (entry.session_ids().empty()) {
    absl::StrAppend(&words, ", for any date");
  } else if (entry.session_ids_size() > 1) {
    absl::StrAppend(&words, ", for ", entry.session_ids_size(), " dates");
  }
  if (entry.passed() > 0) {
    absl::StrAppend(&words, ", passed by ", entry.passed());
  }
  return words;
}

std::string OfferWords(const v1::WaitlistEntry& entry,
                       const absl::TimeZone& zone) {
  if (entry.offer().state() != v1::Offer::OPEN) return "None";
  return absl::StrCat(
      entry.offer().places(), " until ",
      civil::DateTimeWords(ToTime(entry.offer().expire_time()), zone));
}

}  // namespace

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

boost::asio::awaitable<absl::StatusOr<std::vector<v1::WaitlistEntry>>>
ListWaiting(const Desk& desk, const DeskVisit& visit,
            const http::Request& request, int64_t session_id) {
  std::vector<v1::WaitlistEntry> entries;
  v1::ListWaitlistEntriesRequest wanted;
  wanted.set_session_id(session_id);
  wanted.set_page_size(kPage);
  while (true) {
    v1::ListWaitlistEntriesRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        v1::ListWaitlistEntriesResponse page,
        co_await desk.registration->Call(
            &RegistrationCalls::Async::ListWaitlistEntries,
            StaffCaller(desk, visit, request), std::move(next)));
    for (v1::WaitlistEntry& entry : *page.mutable_waitlist_entries()) {
      entries.push_back(std::move(entry));
    }
    if (page.next_page_token().empty()) co_return entries;
    wanted.set_page_token(page.next_page_token());
  }
}

std::string AttendeeWords(const v1::Attendee& attendee) {
  std::string words = RoleOf(attendee.role());
  if (!attendee.name().empty()) {
    words = absl::StrCat(attendee.name(), " (", words, ")");
  }
  if (attendee.has_age_band()) {
    absl::StrAppend(&words, ", ",
                    BandWords({.min = attendee.age_band().min_years(),
                               .max = attendee.age_band().max_years()}));
  }
  return words;
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

View BookingRow(const v1::Booking& booking) {
  const std::string needs = NeedsWords(booking.access_needs());
  std::string state = BookingStateWords(booking);
  if (booking.channel() != "direct") {
    absl::StrAppend(&state, ", by ", booking.channel());
  }
  if (booking.has_repeat_time()) absl::StrAppend(&state, ", asked again");
  return {
      {"cells",
       json::array{
           View{{"is_header", true},
                {"column", "Contact"},
                {"text", ContactWords(booking.contact())},
                {"cell_href", BookingPath(booking.id())}},
           View{{"column", "Reference"}, {"text", booking.reference()}},
           View{{"column", "Who comes"}, {"text", AttendeesWords(booking)}},
           View{{"column", "Needs"}, {"text", needs.empty() ? "None" : needs}},
           View{{"column", "State"}, {"text", std::move(state)}},
       }}};
}

View WaitingRow(const v1::WaitlistEntry& entry, const absl::TimeZone& zone) {
  std::string places = absl::StrCat(entry.places());
  if (entry.least_places() > 0 && entry.least_places() < entry.places()) {
    places = absl::StrCat(entry.least_places(), " to ", entry.places());
  }
  return {{"cells",
           json::array{
               View{{"is_header", true},
                    {"column", "Contact"},
                    {"text", ContactWords(entry.contact())}},
               View{{"column", "Places"}, {"text", std::move(places)}},
               View{{"column", "Waits"}, {"text", WaitsWords(entry)}},
               View{{"column", "Offer"}, {"text", OfferWords(entry, zone)}},
           }}};
}

}  // namespace cwp::web
