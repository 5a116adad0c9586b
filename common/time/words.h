#ifndef CWP_COMMON_TIME_WORDS_H_
#define CWP_COMMON_TIME_WORDS_H_

#include <string>

#include "absl/time/time.h"

namespace cwp::civil {

// Dates and times as the NHS content guide writes them for people.

// "Thursday 6 August 2026".
std::string DateWords(absl::Time instant, const absl::TimeZone& zone);

// "6:30pm", "6pm", "midday", "midnight".
std::string TimeWords(absl::Time instant, const absl::TimeZone& zone);

// "Thursday 6 August 2026, 6:30pm".
std::string DateTimeWords(absl::Time instant, const absl::TimeZone& zone);

// "5pm to 6:30pm", for two instants of one day.
std::string TimeRangeWords(absl::Time start, absl::Time end,
                           const absl::TimeZone& zone);

// "Thursday 6 August 2026, 5pm to 6:30pm"; when the end is on a later day,
// "Thursday 6 August 2026, 11pm to Friday 7 August 2026, 1am". A midnight at
// the end belongs to the day before: "..., 11pm to midnight".
std::string RangeWords(absl::Time start, absl::Time end,
                       const absl::TimeZone& zone);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_WORDS_H_
