#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_QUERIES_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_QUERIES_H_

#include "absl/status/status.h"
#include "common/db/database.h"
#include "cwp/scheduling/v1/meeting_options_service.pb.h"
#include "services/scheduling/meeting_options_convert.h"

namespace cwp::scheduling {

// What ListMeetingOptionChanges answers, from one read transaction.
// `makes_meetings` says whether there is a provider that does. Errors are those
// that meeting_options_service.proto names, and the database's.
absl::Status ReadOptionsChangePage(
    db::Transaction& tx, const OptionsChangeList& list, bool makes_meetings,
    v1::ListMeetingOptionChangesResponse& response);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_QUERIES_H_
