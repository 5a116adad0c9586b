#include "services/scheduling/meeting_options_queries.h"

#include <vector>

#include "common/base/status_macros.h"
#include "services/scheduling/meeting_options_commands.h"
#include "services/scheduling/meeting_options_store.h"

namespace cwp::scheduling {

absl::Status ReadOptionsChangePage(
    db::Transaction& tx, const OptionsChangeList& list, bool makes_meetings,
    v1::ListMeetingOptionChangesResponse& response) {
  ASSIGN_OR_RETURN(const SessionOptions options,
                   LoadSessionOptions(tx, list.session_id, makes_meetings));
  *response.mutable_meeting_options() = WriteSessionOptions(options);
  // One more than is sent says whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<OptionsChange> found,
                   ListOptionsChanges(tx, list.session_id, list.after_number,
                                      list.limit + 1));
  const bool more = static_cast<int>(found.size()) > list.limit;
  if (more) found.pop_back();
  for (const OptionsChange& change : found) {
    *response.add_changes() = WriteOptionsChange(change);
  }
  if (more) {
    response.set_next_page_token(
        NextOptionsChangesToken(list, found.back().number));
  }
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
