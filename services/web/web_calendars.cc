#include "services/web/web_calendars.h"

#include <algorithm>
#include <string>
#include <vector>

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

// When a meeting begins, as links name it.
std::string StartOf(const Meeting& meeting) {
  return absl::StrCat(absl::ToUnixSeconds(meeting.start));
}

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

// Whether there is anything to enter.
bool HasEntries(const Site& site, const Kept& kept) {
  return kept.session != nullptr && kept.may_come(site.clock->Now());
}

http::Answer List(const Site& site, const http::Request& request, Kept kept) {
  if (!HasEntries(site, kept)) co_return Secret(http::Redirect(kBookingPath));
  View view = ShownBooking(site, kept);
  view["calendars"] = WebCalendars(*kept.session, site.clock->Now(), site.zone);
  view["dates_changed"] = request.query().Has("changed");
  view["names_workshop"] = kept.booking.name_workshop();
  view["back_link"] = View{{"href", std::string(kBookingPath)}};
  co_return Secret(Page(site, "manage-calendars", view));
}

// Goes to the calendar. Its address is long, and there may be twenty meetings:
// all of them on the page would make that a heavy one.
http::Answer Enter(const Site& site, const http::Request& request, Kept kept) {
  if (!HasEntries(site, kept)) co_return Secret(http::Redirect(kBookingPath));
  const absl::string_view calendar = request.Param("calendar");
  if (calendar != kGoogle && calendar != kOutlook) {
    co_return Secret(http::Redirect(kWebCalendarsPath));
  }
  const std::vector<Meeting>& meetings = kept.session->meetings;
  const auto meeting =
      std::find_if(meetings.begin(), meetings.end(), [&](const Meeting& one) {
        return StartOf(one) == request.Param("start");
      });
  // The page with the link is from before a change.
  if (meeting == meetings.end()) {
    co_return Secret(
        http::Redirect(absl::StrCat(kWebCalendarsPath, "?changed=yes")));
  }
  // Others may see the entry, so its title is neutral, unless whoever booked
  // chose otherwise.
  const std::string title = kept.booking.name_workshop()
                                ? kept.workshop->title
                                : Say("session.neutral_title");
  co_return Secret(http::Redirect(calendar == kGoogle
                                      ? GoogleAddress(title, *meeting)
                                      : OutlookAddress(title, *meeting)));
}

}  // namespace

json::array WebCalendars(const Session& session, absl::Time now,
                         const absl::TimeZone& zone) {
  const auto href = [](absl::string_view calendar, const Meeting& meeting) {
    return absl::StrCat(kWebCalendarsPath, "/", calendar, "/",
                        StartOf(meeting));
  };
  json::array calendars;
  for (const Meeting& meeting : session.meetings) {
    if (meeting.end <= now) continue;
    calendars.push_back(
        View{{"entry_date", civil::DateWords(meeting.start, zone)},
             {"google_href", href(kGoogle, meeting)},
             {"outlook_href", href(kOutlook, meeting)}});
  }
  return calendars;
}

void AddWebCalendarPages(http::Router& router, const Site& site) {
  AddBookingPage(router, site, "GET", "/calendars", &List);
  AddBookingPage(router, site, "GET", "/calendars/{calendar}/{start}", &Enter);
}

}  // namespace cwp::web
