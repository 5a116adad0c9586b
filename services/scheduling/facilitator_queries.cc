#include "services/scheduling/facilitator_queries.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "common/base/status_macros.h"
#include "services/scheduling/facilitator_commands.h"
#include "services/scheduling/facilitator_convert.h"
#include "services/scheduling/queries.h"
#include "services/scheduling/session_convert.h"

namespace cwp::scheduling {

absl::Status ReadFacilitatorOf(db::Transaction& tx, int64_t id,
                               const Vault& vault, v1::Facilitator& response) {
  ASSIGN_OR_RETURN(const Facilitator facilitator, LoadFacilitator(tx, id));
  ASSIGN_OR_RETURN(response, WriteFacilitator(facilitator, vault));
  return absl::OkStatus();
}

absl::Status ReadFacilitatorPage(db::Transaction& tx, FacilitatorFilter filter,
                                 const Vault& vault,
                                 v1::ListFacilitatorsResponse& response) {
  // One more than is sent says whether there is a next page.
  const size_t size = filter.limit++;
  ASSIGN_OR_RETURN(const std::vector<Facilitator> found,
                   ListFacilitators(tx, filter));
  for (size_t i = 0; i < std::min(size, found.size()); ++i) {
    ASSIGN_OR_RETURN(*response.add_facilitators(),
                     WriteFacilitator(found[i], vault));
  }
  if (found.size() > size) {
    response.set_next_page_token(
        NextFacilitatorsToken(filter, found[size - 1].id));
  }
  return absl::OkStatus();
}

absl::Status ReadSessionLeaders(db::Transaction& tx, int64_t session_id,
                                const Vault& vault,
                                v1::SessionLeaders& response) {
  ASSIGN_OR_RETURN(const Session session,
                   ReadVisibleSession(tx, session_id, Viewer::kStaff));
  *response.mutable_session() = WriteSession(session);
  for (const int64_t id : session.content.facilitator_ids) {
    RETURN_IF_ERROR(
        ReadFacilitatorOf(tx, id, vault, *response.add_facilitators()));
  }
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
