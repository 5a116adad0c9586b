#include "services/web/web_calendars.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/http/escape.h"
#include "common/time/words.h"
#include "services/web/booking_visit.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

constexpr char kGoogle[] = "google";
constexpr char kOutlook[] = "outlook";

// Google's form of a new event, from what it is asked for in the address.
std::string GoogleAddress(const std::string& title, const Meeting& meeting) {
  const auto utc = [](absl::Time time) {
    return absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone());
  };
  return absl::StrCat(
      "https://calendar.google.com/calendar/render?action=TEMPLATE&text=",
      http::PercentEncode(title), "&dates=", utc(meeting.start), "/",
      utc(meeting.end));
}

// The same of Outlook.
std::string OutlookAddress(const std::string& title, const Meeting& meeting) {
  const auto utc = [](absl::Time time) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
  };
  return absl::StrCat(
      "https://outlook.live.com/calendar/0/deeplink/compose?rru=addevent"
      "&subject=",
      http::PercentEncode(title), "&startdt=", utc(meeting.start),
      "&enddt=", utc(meeting.end));
}

http::Answer List(const Site& site, const http::Request&, Kept kept) {
  if (!kept.can_change(site.clock->Now())) {
    co_return Secret(http::Redirect(kBookingPath));
  }
  View view = ShownBooking(site, kept);
  view["calendars"] = WebCalendars(site, *kept.session);
  view["names_workshop"] = kept.booking.name_workshop();
  view["back_link"] = View{{"href", std::string(kBookingPath)}};
  co_return Secret(Page(site, "manage-calendars", view));
}

// Goes to the calendar. Its address is long, and there may be twenty meetings:
// all of them on the page would make that a heavy one.
http::Answer Enter(const Site& site, const http::Request& request, Kept kept) {
  if (!kept.can_change(site.clock->Now())) {
    co_return Secret(http::Redirect(kBookingPath));
  }
  const std::vector<Meeting>& meetings = kept.session->meetings;
  const absl::string_view calendar = request.Param("calendar");
  size_t number = 0;
  const bool known = absl::SimpleAtoi(request.Param("meeting"), &number) &&
                     number >= 1 && number <= meetings.size() &&
                     (calendar == kGoogle || calendar == kOutlook);
  if (!known) co_return Secret(http::Redirect(kWebCalendarsPath));
  // Others may see the entry, so its title is neutral, unless whoever booked
  // chose otherwise.
  const std::string title = kept.booking.name_workshop()
                                ? kept.workshop->title
                                : Say("session.neutral_title");
  const Meeting& meeting = meetings[number - 1];
  co_return Secret(http::Redirect(calendar == kGoogle
                                      ? GoogleAddress(title, meeting)
                                      : OutlookAddress(title, meeting)));
}

}  // namespace

json::array WebCalendars(const Site& site, const Session& session) {
  const auto href = [](absl::string_view calendar, size_t number) {
    return absl::StrCat(kWebCalendarsPath, "/", calendar, "/", number);
  };
  json::array calendars;
  for (const Meeting& meeting : session.meetings) {
    const size_t number = calendars.size() + 1;
    calendars.push_back(
        View{{"entry_date", civil::DateWords(meeting.start, site.zone)},
             {"google_href", href(kGoogle, number)},
             {"outlook_href", href(kOutlook, number)}});
  }
  return calendars;
}

void AddWebCalendarPages(http::Router& router, const Site& site) {
  AddBookingPage(router, site, "GET", "/calendars", &List);
  AddBookingPage(router, site, "GET", "/calendars/{calendar}/{meeting}",
                 &Enter);
}

}  // namespace cwp::web
