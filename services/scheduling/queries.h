#ifndef CWP_SERVICES_SCHEDULING_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_QUERIES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/list_convert.h"
#include "services/scheduling/vault.h"
#include "services/scheduling/workshop_convert.h"

namespace cwp::scheduling {

// What the reading RPCs answer, each from one read transaction. Errors are
// those that scheduling_service.proto names, and the database's.

absl::StatusOr<Workshop> ReadVisibleWorkshop(db::Transaction& tx,
                                             const WorkshopKey& key,
                                             Viewer viewer);

absl::StatusOr<Session> ReadVisibleSession(db::Transaction& tx, int64_t id,
                                           Viewer viewer);

absl::Status ReadWorkshopPage(db::Transaction& tx, const WorkshopList& list,
                              v1::ListWorkshopsResponse& response);

absl::Status ReadJoinAddress(db::Transaction& tx, int64_t session_id,
                             const Vault& vault, v1::JoinAddress& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_QUERIES_H_
