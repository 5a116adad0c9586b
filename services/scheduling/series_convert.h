#ifndef CWP_SERVICES_SCHEDULING_SERIES_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_SERIES_CONVERT_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/time/days_off.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/scheduling/series_commands.h"
#include "services/scheduling/series_domain.h"

namespace cwp::scheduling {

// Requests about series, checked. Fails with INVALID_ARGUMENT as
// series_service.proto says.

// A series to make, without its id, and where its meetings are joined.
struct SeriesWish {
  Series series;
  std::string join_uri;
  bool accept_conflicts = false;
  bool acknowledge_trainee_alone = false;
};
absl::StatusOr<SeriesWish> ReadCreateSeries(
    const v1::CreateSeriesRequest& request);
absl::StatusOr<Series> ReadPreviewSeries(
    const v1::PreviewSeriesRequest& request);

// A series to edit, and how.
struct SeriesChange {
  int64_t series_id = 0;
  SeriesEdit edit;
  std::set<int64_t> confirmed;
  bool accept_conflicts = false;
  bool acknowledge_trainee_alone = false;
  bool at_once = false;
};
absl::StatusOr<SeriesChange> ReadEditSeries(
    const v1::EditSeriesRequest& request);
absl::StatusOr<SeriesChange> ReadPreviewSeriesEdit(
    const v1::PreviewSeriesEditRequest& request);

absl::StatusOr<UndoSeriesEdit> ReadUndoSeriesEdit(
    const v1::UndoSeriesEditRequest& request);

v1::Series WriteSeries(const Series& series);

void WritePlan(const std::vector<PlannedDate>& plan,
               const std::vector<SessionConflict>& conflicts,
               const civil::DaysOff& days_off, v1::SeriesPlan& response);

// `apply_time` is when it is carried out, if that waits.
void WriteEditPlan(const SeriesEditPlan& plan,
                   std::optional<absl::Time> apply_time,
                   const std::vector<SessionConflict>& conflicts,
                   v1::SeriesEditPlan& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_CONVERT_H_
