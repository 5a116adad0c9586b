#include "services/scheduling/picture_commands.h"

#include "common/base/status_macros.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {
namespace {

// Forgets the picture that a workshop had, unless it is still the one, or
// another workshop's, too.
absl::Status DropFormer(db::Transaction& tx, const Workshop& before,
                        const Workshop& after) {
  if (!before.picture.has_value()) return absl::OkStatus();
  if (after.picture.has_value() && after.picture->id == before.picture->id) {
    return absl::OkStatus();
  }
  return DropPicture(tx, before.picture->id);
}

}  // namespace

absl::StatusOr<Workshop> Apply(db::Transaction& tx,
                               const SetWorkshopPicture& set, absl::Time now,
                               FeedEntries& entries) {
  ASSIGN_OR_RETURN(const Workshop before, LoadWorkshop(tx, set.id));
  ASSIGN_OR_RETURN(Workshop after, SetPicture(before, set.change, now));
  if (after == before) return before;
  entries.Append(after, "workshop_picture_set");
  if (set.change.picture.has_value()) {
    RETURN_IF_ERROR(SavePicture(tx, set.change.picture->id, set.files));
  }
  RETURN_IF_ERROR(ReplaceWorkshop(tx, after));
  RETURN_IF_ERROR(DropFormer(tx, before, after));
  return after;
}

absl::StatusOr<Workshop> Apply(db::Transaction& tx,
                               const RemoveWorkshopPicture& remove,
                               absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(const Workshop before, LoadWorkshop(tx, remove.id));
  ASSIGN_OR_RETURN(Workshop after,
                   RemovePicture(before, remove.if_revision, now));
  if (after == before) return before;
  entries.Append(after, "workshop_picture_removed");
  RETURN_IF_ERROR(ReplaceWorkshop(tx, after));
  RETURN_IF_ERROR(DropFormer(tx, before, after));
  return after;
}

}  // namespace cwp::scheduling
