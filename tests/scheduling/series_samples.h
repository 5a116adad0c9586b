#ifndef CWP_TESTS_SCHEDULING_SERIES_SAMPLES_H_
#define CWP_TESTS_SCHEDULING_SERIES_SAMPLES_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/scheduling/series_domain.h"
#include "tests/scheduling/samples.h"

// A series without a fault, for tests to change: Tuesdays at 18:00 in March and
// April 2026, over the night of 29 March in which the clocks go forward.

namespace cwp::scheduling {

inline Series SampleSeries(int64_t id = 50, int64_t workshop_id = 7) {
  return {
      .id = id,
      .workshop_id = workshop_id,
      .pattern = {.start = absl::CivilMinute(2026, 3, 17, 18, 0),
                  .time_zone = "Europe/London",
                  .meeting_duration = absl::Minutes(90),
                  .recurrence = {.frequency = Recurrence::Frequency::kWeekly,
                                 .days = {{.weekday = absl::Weekday::tuesday}},
                                 .count = 4}},
      .capacity = 20,
      .create_time = At(3),
      .update_time = At(3),
      .revision = 14};
}

// The same with its sessions, which have the ids 101 and on.
inline Series SampleSeriesWithSessions() {
  Series series = SampleSeries();
  const auto plan = PlanSeries(series.pattern, {});
  int64_t id = 100;
  for (const PlannedDate& date : *plan) {
    series.sessions.push_back(*MakeSeriesSession(
        series, ++id, date.day, *date.meeting, false, SampleWorkshop(), At(3)));
  }
  return series;
}

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_SERIES_SAMPLES_H_
