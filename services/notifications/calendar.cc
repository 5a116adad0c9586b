#include "services/notifications/calendar.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cwp::notifications {
namespace {

constexpr size_t kFold = 75;

// Right for every date from 1996 on: the European Union's rule, which the
// United Kingdom has kept.
constexpr absl::string_view kZone[] = {
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "TZNAME:BST",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:GMT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
};

std::string Local(absl::Time time) {
  static const absl::TimeZone london = [] {
    absl::TimeZone zone;
    absl::LoadTimeZone("Europe/London", &zone);
    return zone;
  }();
  return absl::FormatTime("%Y%m%dT%H%M%S", time, london);
}

std::string Utc(absl::Time time) {
  return absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone());
}

void AddLines(std::string& text,
              std::initializer_list<absl::string_view> lines) {
  for (const absl::string_view line : lines) text += FoldLine(line);
}

// A parameter value in double quotes, which it cannot hold itself.
std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\"", "'"}, {"\n", " "}}), "\"");
}

void AddEvent(std::string& text, const CalendarBooking& booking, size_t index,
              absl::Time now) {
  const CalendarBooking::Meeting& meeting = booking.meetings[index];
  const bool online = booking.venue.empty();
  const std::string description =
      online ? absl::StrCat("Join here from 15 minutes before the start: ",
                            booking.join_link)
             : absl::StrCat("Details: ", booking.join_link);
  AddLines(text,
           {"BEGIN:VEVENT",
            absl::StrCat("UID:booking-", booking.booking_id, "-", index + 1,
                         "@", booking.host),
            absl::StrCat("DTSTAMP:", Utc(now)),
            absl::StrCat("SEQUENCE:", booking.sequence),
            booking.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED",
            absl::StrCat("DTSTART;TZID=Europe/London:", Local(meeting.start)),
            absl::StrCat("DTEND;TZID=Europe/London:", Local(meeting.end)),
            online ? "SUMMARY:NHS online session" : "SUMMARY:NHS session",
            absl::StrCat("DESCRIPTION:", EscapeText(description)),
            absl::StrCat("LOCATION:", online ? "Microsoft Teams (online)"
                                             : EscapeText(booking.venue)),
            absl::StrCat("URL:", booking.join_link),
            absl::StrCat("ORGANIZER;CN=", Quoted(booking.organiser_name),
                         ":mailto:", booking.organiser_email),
            booking.cancelled ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE",
            "CLASS:PRIVATE", "END:VEVENT"});
}

}  // namespace

std::string DrawCalendar(const CalendarBooking& booking, absl::Time now) {
  std::string text;
  AddLines(text, {"BEGIN:VCALENDAR", "VERSION:2.0",
                  "PRODID:-//CWP Booking//Bookings//EN", "CALSCALE:GREGORIAN",
                  "METHOD:PUBLISH"});
  for (const absl::string_view line : kZone) text += FoldLine(line);
  for (size_t i = 0; i < booking.meetings.size(); ++i) {
    AddEvent(text, booking, i, now);
  }
  AddLines(text, {"END:VCALENDAR"});
  return text;
}

std::string FoldLine(absl::string_view line) {
  std::string folded;
  size_t room = kFold;
  while (line.size() > room) {
    size_t size = room;
    while ((static_cast<uint8_t>(line[size]) & 0xC0) == 0x80) --size;
    absl::StrAppend(&folded, line.substr(0, size), "\r\n ");
    line.remove_prefix(size);
    // The space that begins a continued line counts.
    room = kFold - 1;
  }
  absl::StrAppend(&folded, line, "\r\n");
  return folded;
}

std::string EscapeText(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else if (c != '\r') {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace cwp::notifications
