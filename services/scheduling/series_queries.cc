#include "services/scheduling/series_queries.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "common/base/status_macros.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/list_convert.h"
#include "services/scheduling/series_commands.h"
#include "services/scheduling/series_pending.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {

absl::Status ReadSeriesOf(db::Transaction& tx, int64_t id,
                          v1::Series& response) {
  ASSIGN_OR_RETURN(const std::optional<Series> series, FindSeries(tx, id));
  if (!series.has_value()) return SeriesNotFound();
  response = WriteSeries(*series);
  return absl::OkStatus();
}

absl::Status ReadSeriesPage(db::Transaction& tx, SeriesFilter filter,
                            v1::ListSeriesResponse& response) {
  // One more than is sent says whether there is a next page.
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(const std::vector<Series> found, ListSeries(tx, filter));
  for (size_t i = 0; i < std::min(size, found.size()); ++i) {
    *response.add_series() = WriteSeries(found[i]);
  }
  if (found.size() > size) {
    response.set_next_page_token(NextSeriesToken(filter, found[size - 1].id));
  }
  return absl::OkStatus();
}

absl::Status ReadSeriesPlan(db::Transaction& tx, const Series& series,
                            const std::vector<PlannedDate>& plan,
                            const civil::DaysOff& days_off, absl::Time now,
                            v1::SeriesPlan& response) {
  ASSIGN_OR_RETURN(const std::optional<Workshop> workshop,
                   FindWorkshop(tx, series.workshop_id));
  if (!workshop.has_value()) return WorkshopNotFound();
  std::vector<PlannedMeeting> meetings;
  std::vector<LedChange> changes;
  for (const PlannedDate& date : plan) {
    if (date.state != PlannedDate::State::kKept) continue;
    // Made only to be judged as it will be.
    ASSIGN_OR_RETURN(changes.emplace_back().after,
                     MakeSeriesSession(series, 0, date.day, *date.meeting,
                                       false, *workshop, now));
    meetings.push_back({.day = absl::FormatCivilTime(date.day),
                        .start = date.meeting->start,
                        .end = date.meeting->end});
  }
  ASSIGN_OR_RETURN(std::vector<SessionConflict> conflicts,
                   LoadConflicts(tx, *workshop, series.id, meetings));
  RETURN_IF_ERROR(AddLeaderConflicts(tx, changes, conflicts));
  WritePlan(plan, conflicts, days_off, response);
  ASSIGN_OR_RETURN(const bool alone, FindTraineeAlone(tx, changes, *workshop));
  response.set_trainee_alone(alone);
  return absl::OkStatus();
}

absl::Status ReadSeriesEditPlan(db::Transaction& tx, const SeriesChange& change,
                                const UndoRules& undo, absl::Time now,
                                v1::SeriesEditPlan& response) {
  ASSIGN_OR_RETURN(const std::optional<Series> series,
                   FindSeries(tx, change.series_id));
  if (!series.has_value()) return SeriesNotFound();
  ASSIGN_OR_RETURN(const std::optional<Workshop> workshop,
                   FindWorkshop(tx, series->workshop_id));
  if (!workshop.has_value()) return WorkshopNotFound();
  ASSIGN_OR_RETURN(const SeriesEditPlan plan,
                   PlanEdit(PassTime(*series, *workshop, now), change.edit, {},
                            *workshop, now));
  ASSIGN_OR_RETURN(std::vector<SessionConflict> conflicts,
                   LoadConflictsOf(tx, *workshop, plan));
  const std::vector<LedChange> changes = LedChangesOf(plan);
  RETURN_IF_ERROR(AddLeaderConflicts(tx, changes, conflicts));
  WriteEditPlan(
      plan,
      ApplyTimeOf(plan, Counting::kAlsoToBeConfirmed,
                  {.now = now, .at_once = change.at_once, .undo = undo}),
      conflicts, response);
  ASSIGN_OR_RETURN(const bool alone, FindTraineeAlone(tx, changes, *workshop));
  response.set_trainee_alone(alone);
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
