#ifndef CWP_SERVICES_SCHEDULING_SERIES_STORE_H_
#define CWP_SERVICES_SCHEDULING_SERIES_STORE_H_

#include <cstdint>
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
