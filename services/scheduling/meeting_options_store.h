#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_STORE_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/scheduling/meeting_options.h"

namespace cwp::scheduling {

// Fetches and saves the changes to the options of meetings, which are never
// changed or taken away; decides nothing. What was decided last for a session
// is its last change. Errors are the database's.

// The statements that make their table, for the migrations.
std::vector<std::string> CreateMeetingOptionStatements();

// The last change of a session; nothing when there was none.
absl::StatusOr<std::optional<OptionsChange>> FindLastOptionsChange(
    db::Transaction& tx, int64_t session_id);

// Writes a change; fails when the session has one of its number.
absl::Status InsertOptionsChange(db::Transaction& tx,
                                 const OptionsChange& change);

// The first changes of a session with a number behind `after`, in order.
absl::StatusOr<std::vector<OptionsChange>> ListOptionsChanges(
    db::Transaction& tx, int64_t session_id, int64_t after, int limit);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_STORE_H_
