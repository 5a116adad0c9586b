#ifndef CWP_SERVICES_SCHEDULING_SERIES_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_SERIES_QUERIES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/time/days_off.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/scheduling/series_convert.h"
#include "services/scheduling/series_domain.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/session_change.h"

namespace cwp::scheduling {

// What the RPCs about series that write nothing answer, each from one read
// transaction. Errors are those that series_service.proto names, and the
// database's.

absl::Status ReadSeriesOf(db::Transaction& tx, int64_t id,
                          v1::Series& response);

absl::Status ReadSeriesPage(db::Transaction& tx, SeriesFilter filter,
                            v1::ListSeriesResponse& response);

// `plan` is that of the series.
absl::Status ReadSeriesPlan(db::Transaction& tx, const Series& series,
                            const std::vector<PlannedDate>& plan,
                            const civil::DaysOff& days_off, absl::Time now,
                            v1::SeriesPlan& response);

absl::Status ReadSeriesEditPlan(db::Transaction& tx, const SeriesChange& change,
                                const UndoRules& undo, absl::Time now,
                                v1::SeriesEditPlan& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_QUERIES_H_
