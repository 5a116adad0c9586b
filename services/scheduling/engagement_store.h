#ifndef CWP_SERVICES_SCHEDULING_ENGAGEMENT_STORE_H_
#define CWP_SERVICES_SCHEDULING_ENGAGEMENT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/engagement.h"

namespace cwp::scheduling {

// Fetches and saves when facilitators are taken; decides nothing. Errors are
// the database's.

// The statements that make its table, the columns of sessions and series that
// hold who leads them, and what workshops want of that, for the migrations.
std::vector<std::string> CreateEngagementStatements();

// How such a column holds ids.
std::string IdsText(const std::vector<int64_t>& ids);
std::vector<int64_t> ReadIds(absl::string_view text);

// Writes the engagements of sessions that have none written yet.
absl::Status InsertEngagements(db::Transaction& tx,
                               absl::Span<const Session> sessions);

// Writes those of sessions anew.
absl::Status ReplaceEngagements(db::Transaction& tx,
                                absl::Span<const Session> sessions);

// All engagements of a facilitator between two instants.
absl::StatusOr<std::vector<Engagement>> ListEngagements(db::Transaction& tx,
                                                        int64_t facilitator_id,
                                                        absl::Time from,
                                                        absl::Time until);

// The first session that a facilitator leads and that is not over, or will lead
// once what is pending has come.
absl::StatusOr<std::optional<int64_t>> FindLedSession(db::Transaction& tx,
                                                      int64_t facilitator_id,
                                                      absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ENGAGEMENT_STORE_H_
