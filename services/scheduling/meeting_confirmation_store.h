#ifndef CWP_SERVICES_SCHEDULING_MEETING_CONFIRMATION_STORE_H_
#define CWP_SERVICES_SCHEDULING_MEETING_CONFIRMATION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/meeting_options.h"

namespace cwp::scheduling {

// Fetches and saves what was confirmed of meetings at typed addresses; decides
// nothing. Errors are the database's.

// The statements that make their table, for the migrations.
std::vector<std::string> CreateConfirmationStatements();

// What was confirmed last of a session's meeting; nothing when nothing was.
absl::StatusOr<std::optional<OptionsConfirmation>> FindConfirmation(
    db::Transaction& tx, int64_t session_id);

// Writes what is confirmed in place of what was.
absl::Status SaveConfirmation(db::Transaction& tx,
                              const OptionsConfirmation& confirmation);

// A session that needs a confirmation.
struct TypedMeeting {
  int64_t session_id = 0;
  int64_t address_version = 0;
};

// The sessions for young people that people may come to, open or closed and not
// over, at typed addresses on Teams.
absl::StatusOr<std::vector<TypedMeeting>> ListTypedMeetings(db::Transaction& tx,
                                                            absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_CONFIRMATION_STORE_H_
