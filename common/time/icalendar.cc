#include "common/time/icalendar.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cwp::ical {
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

}  // namespace

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

void AddLines(std::string& text,
              std::initializer_list<absl::string_view> lines) {
  for (const absl::string_view line : lines) text += FoldLine(line);
}

void AddLondonZone(std::string& text) {
  for (const absl::string_view line : kZone) text += FoldLine(line);
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\"", "'"}, {"\n", " "}}), "\"");
}

std::string LondonTime(absl::Time time) {
  static const absl::TimeZone london = [] {
    absl::TimeZone zone;
    absl::LoadTimeZone("Europe/London", &zone);
    return zone;
  }();
  return absl::FormatTime("%Y%m%dT%H%M%S", time, london);
}

std::string UtcTime(absl::Time time) {
  return absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone());
}

}  // namespace cwp::ical
