#ifndef CWP_SERVICES_SCHEDULING_SERIES_STORE_H_
#define CWP_SERVICES_SCHEDULING_SERIES_STORE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/series_domain.h"

namespace cwp::scheduling {

// Fetches and saves series; decides nothing. Errors are the database's.

// The statements that make its tables, for the migrations.
std::vector<std::string> CreateSeriesStatements();

// The same for those that add what an edit makes pending.
std::vector<std::string> AddPendingEditStatements();

// Which series a page has.
struct SeriesFilter {
  // 0 for all.
  int64_t workshop_id = 0;
  // Those made before this one.
  int64_t before_id = std::numeric_limits<int64_t>::max();
  int limit = 0;
};

// Without their sessions, those made last first.
absl::StatusOr<std::vector<Series>> ListSeries(db::Transaction& tx,
                                               const SeriesFilter& filter);

// Some of the series whose edits are due.
absl::StatusOr<std::vector<int64_t>> FindDueSeries(db::Transaction& tx,
                                                   absl::Time now, int limit);

// One series with its sessions, or nothing.
absl::StatusOr<std::optional<Series>> FindSeries(db::Transaction& tx,
                                                 int64_t id);

// Writes a series that is not there yet; its sessions apart.
absl::Status InsertSeries(db::Transaction& tx, const Series& series);

// Writes anew what edits change in a series; its sessions apart.
absl::Status ReplaceSeries(db::Transaction& tx, const Series& series);

// The meetings between two instants that could be in the way of a series of
// this workshop: those of sessions that are of the same workshop or at the same
// venue, not cancelled, and not of the series itself.
absl::StatusOr<std::vector<OtherMeeting>> ListOtherMeetings(
    db::Transaction& tx, const Workshop& workshop, int64_t series_id,
    absl::Time from, absl::Time until);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERIES_STORE_H_
