#ifndef CWP_SERVICES_REGISTRATION_REPORT_STORE_H_
#define CWP_SERVICES_REGISTRATION_REPORT_STORE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/registration/report.h"

namespace cwp::registration {

// Counts what there is in sessions that start from `from` to just before
// `until` and were open once: of one workshop, or of all when it is 0.
absl::StatusOr<std::vector<CountedSession>> CountSessions(db::Transaction& tx,
                                                          absl::Time from,
                                                          absl::Time until,
                                                          int64_t workshop_id);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_REPORT_STORE_H_
