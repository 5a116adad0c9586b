#ifndef CWP_SERVICES_SCHEDULING_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_COMMANDS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "common/db/writer.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/facilitator_commands.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/meeting_options_commands.h"
#include "services/scheduling/organisation_commands.h"
#include "services/scheduling/picture_commands.h"
#include "services/scheduling/series_commands.h"
#include "services/scheduling/session_commands.h"

namespace cwp::scheduling {

// What the writer can do, named as the RPCs that ask for it.

struct CreateWorkshop {
  int64_t id = 0;
  WorkshopContent content;
};
struct UpdateWorkshop {
  int64_t id = 0;
  WorkshopPatch patch;
};
struct PublishWorkshop {
  int64_t id = 0;
};
struct ArchiveWorkshop {
  int64_t id = 0;
};
struct CloneWorkshop {
  // Of the copy.
  int64_t id = 0;
  int64_t workshop_id = 0;
  std::string slug;
};
struct CreateSession {
  int64_t id = 0;
  SessionContent content;
  // Empty for none.
  std::string sealed_join_uri;
  bool draft = false;
  bool acknowledge_trainee_alone = false;
};

// One write, and who asked for it.
struct Command {
  std::variant<
      CreateWorkshop, UpdateWorkshop, PublishWorkshop, ArchiveWorkshop,
      CloneWorkshop, CreateSession, UpdateSession, ScheduleSession, OpenSession,
      CloseSession, RescheduleSession, CancelSession, UndoSessionChange,
      LetTimePass, CreateSeries, EditSeries, UndoSeriesEdit, LetSeriesTimePass,
      CreateFacilitator, UpdateFacilitator, RetireFacilitator, EraseFacilitator,
      ConfirmMeetingOptions, SetWorkshopPicture, RemoveWorkshopPicture,
      SetMeetingOptions, UpdateOrganisationPart, RestoreOrganisationPart>
      what;
  Actor actor;
  // Empty key: nothing is remembered.
  db::RequestKey request;
};

// What was made, changed or found, as it is now.
using Answer = std::variant<Workshop, Session, Series, Facilitator,
                            SessionOptions, OrganisationVersion>;

// The one line in which all that write stand.
using SchedulingWriter = db::Writer<Command, Answer>;

// Applies commands in one transaction, in order, and answers each: the writer's
// Apply. Rows, feed entries and request ids go together.
absl::StatusOr<std::vector<absl::StatusOr<Answer>>> ApplyCommands(
    db::Transaction& tx, absl::Span<const Command* const> commands,
    absl::Time now);

// Forgets some of the requests and feed entries that were kept long enough.
absl::Status Prune(db::Transaction& tx, absl::Time now);

// One workshop. Fails with NOT_FOUND `WORKSHOP_NOT_FOUND`.
absl::StatusOr<Workshop> LoadWorkshop(db::Transaction& tx, int64_t id);

// NOT_FOUND `WORKSHOP_NOT_FOUND`.
absl::Status WorkshopNotFound();

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_COMMANDS_H_
