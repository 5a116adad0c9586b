#ifndef CWP_SERVICES_SCHEDULING_FACILITATOR_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_FACILITATOR_QUERIES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "services/scheduling/facilitator_store.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

// What the RPCs about facilitators that write nothing answer, each from one
// read transaction. Errors are those that facilitator_service.proto names, and
// the database's.

absl::Status ReadFacilitatorOf(db::Transaction& tx, int64_t id,
                               const Vault& vault, v1::Facilitator& response);

absl::Status ReadFacilitatorPage(db::Transaction& tx, FacilitatorFilter filter,
                                 const Vault& vault,
                                 v1::ListFacilitatorsResponse& response);

absl::Status ReadSessionLeaders(db::Transaction& tx, int64_t session_id,
                                const Vault& vault,
                                v1::SessionLeaders& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FACILITATOR_QUERIES_H_
