#include "services/scheduling/series_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/time/local_time.h"

namespace cwp::scheduling {
namespace {

using Clock = Resolution::Clock;
using State = PlannedDate::State;
using Why = PlannedDate::Why;

absl::Duration OffsetAt(absl::Time instant, const absl::TimeZone& zone) {
  return absl::Seconds(zone.At(instant).offset);
}

absl::Status CheckInSeries(absl::string_view field, absl::CivilDay day,
                           const std::vector<absl::CivilDay>& days) {
  if (std::binary_search(days.begin(), days.end(), day)) {
    return absl::OkStatus();
  }
  const std::string text = absl::FormatCivilTime(day);
  return InvalidArgument("DATE_NOT_IN_SERIES",
                         absl::StrCat(text, " is not a date of the series"),
                         {{"field", std::string(field)}, {"day", text}});
}

absl::Status CheckDays(const SeriesPattern& pattern,
                       const std::vector<absl::CivilDay>& days) {
  for (const absl::CivilDay day : pattern.exceptions) {
    RETURN_IF_ERROR(CheckInSeries("exceptions", day, days));
  }
  for (const auto& [day, choice] : pattern.clock_choices) {
    RETURN_IF_ERROR(CheckInSeries("clock_choices", day, days));
  }
  return absl::OkStatus();
}

// Why a date is left out, before the clocks are looked at.
Why SkipOf(const SeriesPattern& pattern, const civil::DaysOff& days_off,
           const PlannedDate& date) {
  if (pattern.exceptions.count(date.day) > 0) return Why::kException;
  if (pattern.skip_bank_holidays && !date.holiday.empty()) {
    return Why::kBankHoliday;
  }
  if (pattern.skip_closed_days && days_off.closed_days.count(date.day) > 0) {
    return Why::kClosedDay;
  }
  return Why::kNone;
}

// What becomes of a date whose time does not come exactly once; the instant it
// starts at, if it has one.
std::optional<absl::Time> Choose(ClockChoice choice, PlannedDate& date) {
  switch (choice) {
    case ClockChoice::kEarlier:
      return date.resolution.earlier;
    case ClockChoice::kLater:
      return date.resolution.later;
    case ClockChoice::kAsk:
      if (date.state == State::kKept) date.state = State::kUndecided;
      return std::nullopt;
    case ClockChoice::kSkip:
      if (date.state == State::kKept) {
        date.state = State::kSkipped;
        date.why = Why::kClockChange;
      }
      return std::nullopt;
  }
  return std::nullopt;
}

PlannedDate PlanDate(const SeriesPattern& pattern,
                     const civil::DaysOff& days_off, absl::CivilDay day,
                     const absl::TimeZone& zone) {
  PlannedDate date = {.day = day,
                      .holiday = std::string(days_off.HolidayOn(day))};
  date.why = SkipOf(pattern, days_off, date);
  if (date.why != Why::kNone) date.state = State::kSkipped;
  date.resolution = Resolve(OnDay(pattern, day), zone);
  const std::optional<absl::Time> start =
      date.resolution.clock == Clock::kOnce
          ? date.resolution.earlier
          : Choose(ChoiceFor(pattern, day), date);
  if (!start.has_value()) return date;
  date.meeting =
      MeetingAt(*start, pattern.meeting_duration, pattern.time_zone, zone);
  date.utc_offset = OffsetAt(*start, zone);
  date.changes_within = OffsetAt(date.meeting->end, zone) != date.utc_offset;
  return date;
}

void NoteShifts(std::vector<PlannedDate>& plan) {
  const PlannedDate* before = nullptr;
  for (PlannedDate& date : plan) {
    if (!date.meeting.has_value()) continue;
    if (before != nullptr)
      date.utc_shift = date.utc_offset - before->utc_offset;
    before = &date;
  }
}

// Looks at what is kept: something must be, and one thing at a time.
absl::Status CheckKept(const std::vector<PlannedDate>& plan) {
  const PlannedDate* before = nullptr;
  bool open = false;
  for (const PlannedDate& date : plan) {
    open |= date.state == State::kUndecided;
    if (date.state != State::kKept) continue;
    if (before != nullptr && date.meeting->start < before->meeting->end) {
      return InvalidArgument(
          "MEETINGS_OVERLAP",
          absl::StrCat("the meeting of ", absl::FormatCivilTime(before->day),
                       " is not over when that of ",
                       absl::FormatCivilTime(date.day), " starts"),
          {{"field", "meeting_duration"},
           {"day", absl::FormatCivilTime(date.day)}});
    }
    before = &date;
  }
  if (before != nullptr || open) return absl::OkStatus();
  return InvalidArgument("SERIES_EMPTY", "every date of the series is skipped",
                         {{"field", "rule"}});
}

}  // namespace

absl::CivilMinute OnDay(const SeriesPattern& pattern, absl::CivilDay day) {
  return absl::CivilMinute(day) +
         (pattern.start - absl::CivilMinute(absl::CivilDay(pattern.start)));
}

ClockChoice ChoiceFor(const SeriesPattern& pattern, absl::CivilDay day) {
  const auto own = pattern.clock_choices.find(day);
  return own == pattern.clock_choices.end() ? pattern.clock_choice
                                            : own->second;
}

Resolution Resolve(absl::CivilMinute local, const absl::TimeZone& zone) {
  const absl::TimeZone::TimeInfo info = zone.At(absl::CivilSecond(local));
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      // Read with the offset after the change it lies before it, and the other
      // way round.
      return {
          .clock = Clock::kMissing, .earlier = info.post, .later = info.pre};
    case absl::TimeZone::TimeInfo::REPEATED:
      return {
          .clock = Clock::kDoubled, .earlier = info.pre, .later = info.post};
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return {.earlier = info.pre, .later = info.pre};
}

Meeting MeetingAt(absl::Time start, absl::Duration duration,
                  const std::string& time_zone, const absl::TimeZone& zone) {
  return {.local_start = civil::ToLocal(start, zone),
          .local_end = civil::ToLocal(start + duration, zone),
          .time_zone = time_zone,
          .start = start,
          .end = start + duration};
}

absl::StatusOr<std::vector<PlannedDate>> PlanSeries(
    const SeriesPattern& pattern, const civil::DaysOff& days_off) {
  ASSIGN_OR_RETURN(const absl::TimeZone zone,
                   civil::LoadZone(pattern.time_zone));
  ASSIGN_OR_RETURN(
      const std::vector<absl::CivilDay> days,
      ExpandRecurrence(pattern.recurrence, absl::CivilDay(pattern.start)));
  RETURN_IF_ERROR(CheckDays(pattern, days));
  std::vector<PlannedDate> plan;
  plan.reserve(days.size());
  for (const absl::CivilDay day : days) {
    plan.push_back(PlanDate(pattern, days_off, day, zone));
  }
  NoteShifts(plan);
  RETURN_IF_ERROR(CheckKept(plan));
  return plan;
}

absl::Status CheckDecided(const SeriesPattern& pattern,
                          const std::vector<PlannedDate>& plan) {
  const auto undecided = [](const PlannedDate& date) {
    return date.state == State::kUndecided;
  };
  const auto first = std::find_if(plan.begin(), plan.end(), undecided);
  if (first == plan.end()) return absl::OkStatus();
  return ClockChoiceNeeded(OnDay(pattern, first->day), first->resolution.clock,
                           std::count_if(first, plan.end(), undecided));
}

absl::Status ClockChoiceNeeded(absl::CivilMinute local, Clock clock,
                               size_t count) {
  const std::string day = absl::FormatCivilTime(absl::CivilDay(local));
  const std::string text = absl::FormatCivilTime(local);
  const bool missing = clock == Clock::kMissing;
  return FailedPrecondition(
      "CLOCK_CHOICE_NEEDED",
      absl::StrCat(text,
                   missing ? " does not exist: the clocks go forward past "
                             "it"
                           : " comes twice: the clocks go back over it",
                   "; choose to skip it, or the earlier or the later time"),
      {{"day", day},
       {"local", text},
       {"clock", missing ? "MISSING" : "DOUBLED"},
       {"count", absl::StrCat(count)}});
}

}  // namespace cwp::scheduling
