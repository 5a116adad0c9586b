#ifndef CWP_SERVICES_WEB_DESK_WHEN_H_
#define CWP_SERVICES_WEB_DESK_WHEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace cwp::web {

// Days and times as people type them, on whatever they type.

// A day: "Tuesday 12 January 2027", "12 Jan 2027", "12 January" (the next one),
// "12/1/2027" (day first), "2027-01-12", "today", "tomorrow", "next Tuesday"
// (the first after today), "in 12 days". Nothing for anything else, or when the
// day of the week is not that of the date.
std::optional<absl::CivilDay> ReadDayWords(absl::string_view text,
                                           absl::CivilDay today);

// A time of day, in minutes after midnight: "6pm", "6:30pm", "6.30 pm",
// "18:00", "midday", "midnight". Nothing for anything else.
std::optional<int> ReadTimeWords(absl::string_view text);

// "Tuesday 12 January 2027", "6:30pm": as the two above read them.
std::string DayWords(absl::CivilDay day);
std::string TimeOfDayWords(int minutes);

// How services write a wall time: "2027-01-12T18:30".
std::string LocalText(absl::CivilMinute time);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WHEN_H_
