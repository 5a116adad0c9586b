#ifndef CWP_SERVICES_SCHEDULING_ORGANISATION_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_ORGANISATION_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/organisation_store.h"

namespace cwp::scheduling {

// What the writer can do with what the organisation says of itself, and how it
// is done. Parts and contents are as in OrganisationVersion.

struct UpdateOrganisationPart {
  int part = 0;
  std::string content;
  // What held while nothing was said, as a content; or empty.
  std::string held;
  // Change only the version with this revision.
  std::optional<int64_t> if_revision;
};
struct RestoreOrganisationPart {
  int part = 0;
  // 0 says nothing.
  int64_t version = 0;
  std::optional<int64_t> if_revision;
};

// The part as it is then; nothing changes when it said that already. Fails as
// organisation_service.proto says.
absl::StatusOr<OrganisationVersion> ApplyUpdateOrganisation(
    db::Transaction& tx, const UpdateOrganisationPart& update,
    const Actor& actor, absl::Time now, FeedEntries& entries);
absl::StatusOr<OrganisationVersion> ApplyRestoreOrganisation(
    db::Transaction& tx, const RestoreOrganisationPart& restore,
    const Actor& actor, absl::Time now, FeedEntries& entries);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_ORGANISATION_COMMANDS_H_
