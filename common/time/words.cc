#include "common/time/words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace cwp::civil {

std::string DateWords(absl::Time instant, const absl::TimeZone& zone) {
  const absl::CivilDay day = absl::ToCivilDay(instant, zone);
  return absl::StrCat(absl::FormatTime("%A ", instant, zone), day.day(),
                      absl::FormatTime(" %B ", instant, zone), day.year());
}

std::string TimeWords(absl::Time instant, const absl::TimeZone& zone) {
  const absl::CivilMinute minute = absl::ToCivilMinute(instant, zone);
  if (minute.minute() == 0 && minute.hour() == 0) return "midnight";
  if (minute.minute() == 0 && minute.hour() == 12) return "midday";
  const int hour = minute.hour() % 12 == 0 ? 12 : minute.hour() % 12;
  return absl::StrCat(
      hour,
      minute.minute() == 0 ? "" : absl::StrFormat(":%02d", minute.minute()),
      minute.hour() < 12 ? "am" : "pm");
}

std::string DateTimeWords(absl::Time instant, const absl::TimeZone& zone) {
  return absl::StrCat(DateWords(instant, zone), ", ", TimeWords(instant, zone));
}

std::string TimeRangeWords(absl::Time start, absl::Time end,
                           const absl::TimeZone& zone) {
  return absl::StrCat(TimeWords(start, zone), " to ", TimeWords(end, zone));
}

std::string RangeWords(absl::Time start, absl::Time end,
                       const absl::TimeZone& zone) {
  const absl::Time last = end > start ? end - absl::Nanoseconds(1) : end;
  const bool one_day =
      absl::ToCivilDay(start, zone) == absl::ToCivilDay(last, zone);
  return absl::StrCat(
      DateTimeWords(start, zone), " to ",
      one_day ? TimeWords(end, zone) : DateTimeWords(end, zone));
}

}  // namespace cwp::civil
