#ifndef CWP_COMMON_TIME_ICALENDAR_H_
#define CWP_COMMON_TIME_ICALENDAR_H_

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::ical {

// The pieces of calendar files (RFC 5545).

// A content line, folded at 75 octets without splitting a character, with its
// CRLF.
std::string FoldLine(absl::string_view line);

// Appends content lines, folded.
void AddLines(std::string& text,
              std::initializer_list<absl::string_view> lines);

// Appends the VTIMEZONE that times with TZID=Europe/London refer to.
void AddLondonZone(std::string& text);

// A TEXT value with what has to be escaped.
std::string EscapeText(absl::string_view text);

// A parameter value in double quotes, which it cannot hold itself.
std::string Quoted(absl::string_view text);

// "20261105T180000", the wall time in London.
std::string LondonTime(absl::Time time);

// "20261105T180000Z".
std::string UtcTime(absl::Time time);

}  // namespace cwp::ical

#endif  // CWP_COMMON_TIME_ICALENDAR_H_
