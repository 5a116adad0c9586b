#include "services/notifications/calendar.h"

#include "absl/strings/str_cat.h"
#include "common/time/icalendar.h"

namespace cwp::notifications {
namespace {

std::string TitleOf(const CalendarBooking& booking) {
  if (!booking.title.empty()) return booking.title;
  return booking.venue.empty() ? "NHS online session" : "NHS session";
}

void AddEvent(std::string& text, const CalendarBooking& booking, size_t index,
              absl::Time now) {
  const Meeting& meeting = booking.meetings[index];
  const bool online = booking.venue.empty();
  const std::string description =
      online ? absl::StrCat("Join here from 15 minutes before the start: ",
                            booking.join_link)
             : absl::StrCat("Details: ", booking.join_link);
  ical::AddLines(
      text,
      {"BEGIN:VEVENT",
       absl::StrCat("UID:booking-", booking.booking_id, "-", index + 1, "@",
                    booking.host),
       absl::StrCat("DTSTAMP:", ical::UtcTime(now)),
       absl::StrCat("SEQUENCE:", booking.sequence),
       booking.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED",
       absl::StrCat("DTSTART;TZID=Europe/London:",
                    ical::LondonTime(meeting.start)),
       absl::StrCat("DTEND;TZID=Europe/London:", ical::LondonTime(meeting.end)),
       absl::StrCat("SUMMARY:", ical::EscapeText(TitleOf(booking))),
       absl::StrCat("DESCRIPTION:", ical::EscapeText(description)),
       absl::StrCat("LOCATION:", online ? "Microsoft Teams (online)"
                                        : ical::EscapeText(booking.venue)),
       absl::StrCat("URL:", booking.join_link),
       absl::StrCat("ORGANIZER;CN=", ical::Quoted(booking.organiser_name),
                    ":mailto:", booking.organiser_email),
       booking.cancelled ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE",
       "CLASS:PRIVATE", "END:VEVENT"});
}

}  // namespace

std::string DrawCalendar(const CalendarBooking& booking, absl::Time now) {
  std::string text;
  ical::AddLines(text, {"BEGIN:VCALENDAR", "VERSION:2.0",
                        "PRODID:-//CWP Booking//Bookings//EN",
                        "CALSCALE:GREGORIAN", "METHOD:PUBLISH"});
  ical::AddLondonZone(text);
  for (size_t i = 0; i < booking.meetings.size(); ++i) {
    AddEvent(text, booking, i, now);
  }
  ical::AddLines(text, {"END:VCALENDAR"});
  return text;
}

}  // namespace cwp::notifications
