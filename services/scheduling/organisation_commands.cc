#include "services/scheduling/organisation_commands.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {
namespace {

// `held` is kept as a version of its own, which nobody said, where it is not
// empty.
absl::StatusOr<OrganisationVersion> Say(db::Transaction& tx,
                                        const OrganisationVersion& before,
                                        std::string held, std::string content,
                                        const Actor& actor, absl::Time now,
                                        FeedEntries& entries,
                                        absl::string_view cause) {
  if (content == before.content) {
    entries.Remember(before.part);
    return before;
  }
  const bool keeps = !held.empty() && held != content;
  OrganisationVersion said = {.part = before.part,
                              .version = before.version + (keeps ? 2 : 1),
                              .content = std::move(content),
                              .actor_kind = actor.kind,
                              .actor_id = actor.id,
                              .time = now};
  entries.Append(said, cause);
  if (keeps) {
    // Whoever follows the feed was told it in its own settings.
    RETURN_IF_ERROR(
        InsertOrganisationVersion(tx, {.part = before.part,
                                       .version = before.version + 1,
                                       .revision = said.revision,
                                       .content = std::move(held),
                                       .time = now}));
  }
  RETURN_IF_ERROR(InsertOrganisationVersion(tx, said));
  return said;
}

}  // namespace

absl::StatusOr<OrganisationVersion> ApplyUpdateOrganisation(
    db::Transaction& tx, const UpdateOrganisationPart& update,
    const Actor& actor, absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(const OrganisationVersion before,
                   LoadOrganisation(tx, update.part));
  RETURN_IF_ERROR(CheckRevision(before.revision, update.if_revision));
  return Say(tx, before, before.content.empty() ? update.held : "",
             update.content, actor, now, entries, "organisation_updated");
}

absl::StatusOr<OrganisationVersion> ApplyRestoreOrganisation(
    db::Transaction& tx, const RestoreOrganisationPart& restore,
    const Actor& actor, absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(const OrganisationVersion before,
                   LoadOrganisation(tx, restore.part));
  RETURN_IF_ERROR(CheckRevision(before.revision, restore.if_revision));
  OrganisationVersion wanted;
  if (restore.version > 0) {
    ASSIGN_OR_RETURN(
        std::optional<OrganisationVersion> found,
        FindOrganisationVersion(tx, restore.part, restore.version));
    if (!found.has_value()) {
      return NotFound("ORGANISATION_VERSION_NOT_FOUND",
                      "there is no such version");
    }
    wanted = *std::move(found);
  }
  return Say(tx, before, "", std::move(wanted.content), actor, now, entries,
             "organisation_restored");
}

}  // namespace cwp::scheduling
