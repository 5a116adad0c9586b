#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/time/icalendar.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"
#include "services/web/views.h"
#include "services/web/workshop_filter.h"

namespace cwp::web {
namespace {

// Calendars take an event for gone as soon as it is missing, so that one called
// off has to be seen as such for a while.
constexpr absl::Duration kKeepCancelled = absl::Hours(30 * 24);

std::string UidOf(const Session& session, size_t meeting,
                  absl::string_view host) {
  return absl::StrCat("UID:session-", session.id, "-", meeting + 1, "@", host);
}

std::string OrganiserLine(const Site& site) {
  const std::shared_ptr<const Said> said = site.said->Get();
  const std::string& email = said->contact_email;
  const std::string address =
      email.empty() ? site.public_url : absl::StrCat("mailto:", email);
  return absl::StrCat("ORGANIZER;CN=", ical::Quoted(said->organisation), ":",
                      address);
}

void AddEvent(std::string& text, const Site& site, const Workshop& workshop,
              const Session& session, size_t index) {
  const Meeting& meeting = session.meetings[index];
  const std::string page =
      absl::StrCat(site.public_url, WorkshopPath(workshop));
  const bool off = session.state == SessionState::kCancelled;
  ical::AddLines(
      text,
      {"BEGIN:VEVENT", UidOf(session, index, HostOf(site.public_url)),
       absl::StrCat("DTSTAMP:", ical::UtcTime(session.update_time)),
       absl::StrCat("SEQUENCE:", session.revision),
       off ? "STATUS:CANCELLED" : "STATUS:CONFIRMED",
       absl::StrCat("DTSTART;TZID=Europe/London:",
                    ical::LondonTime(meeting.start)),
       absl::StrCat("DTEND;TZID=Europe/London:", ical::LondonTime(meeting.end)),
       absl::StrCat("SUMMARY:", ical::EscapeText(workshop.title)),
       absl::StrCat("DESCRIPTION:",
                    ical::EscapeText(
                        Say("calendar.description",
                            {{"summary", workshop.summary}, {"page", page}}))),
       absl::StrCat("LOCATION:", session.venue.has_value()
                                     ? ical::EscapeText(absl::StrCat(
                                           session.venue->name, ", ",
                                           session.venue->address))
                                     : Say("session.online_short")),
       absl::StrCat("URL:", page), OrganiserLine(site), "TRANSP:TRANSPARENT",
       "END:VEVENT"});
}

bool IsListed(const Session& session, absl::Time now) {
  if (session.state != SessionState::kCancelled) return now < session.end();
  return now < session.end() && now < session.update_time + kKeepCancelled;
}

std::string DrawCalendar(const Site& site, const Programme& programme,
                         const WorkshopFilter& filter, absl::Time now) {
  const std::string source =
      absl::StrCat(site.public_url, FilterPath("/workshops.ics", filter));
  const std::string name = ical::EscapeText(site.said->Get()->service_name);
  std::string text;
  ical::AddLines(
      text,
      {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CWP Booking//Programme//EN",
       "CALSCALE:GREGORIAN", "METHOD:PUBLISH", absl::StrCat("NAME:", name),
       absl::StrCat("X-WR-CALNAME:", name),
       "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
       absl::StrCat("SOURCE;VALUE=URI:", source)});
  ical::AddLondonZone(text);
  for (const Workshop& workshop : programme.workshops()) {
    if (!Passes(workshop, filter)) continue;
    for (const Session* session : programme.SessionsOf(workshop.id, now)) {
      if (!IsListed(*session, now)) continue;
      if (!Passes(*session, filter, site.zone)) continue;
      for (size_t i = 0; i < session->meetings.size(); ++i) {
        AddEvent(text, site, workshop, *session, i);
      }
    }
  }
  ical::AddLines(text, {"END:VCALENDAR"});
  return text;
}

http::Answer Calendar(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  if (!site.knows_workshops() && programme->workshops().empty()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  const absl::Time now = site.clock->Now();
  const WorkshopFilter filter =
      ReadFilter(request.query(), *programme, site.said->Get()->rules.ages);
  std::string text = DrawCalendar(site, *programme, filter, now);
  const std::string etag =
      absl::StrCat("\"", crypto::ToBase64Url(crypto::Hash(text)), "\"");
  http::Response response = http::Text(std::move(text));
  response.SetHeader("Content-Type", "text/calendar; charset=utf-8");
  response.SetHeader("Cache-Control", "public, max-age=900");
  co_return http::WithEtag(request, std::move(response), etag);
}

}  // namespace

void AddCalendarPages(http::Router& router, const Site& site) {
  router.Add("GET", "/workshops.ics", [&site](http::Request& request) {
    return Calendar(site, request);
  });
}

}  // namespace cwp::web
