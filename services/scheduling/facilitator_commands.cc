#include "services/scheduling/facilitator_commands.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/facilitator_store.h"

namespace cwp::scheduling {
namespace {

absl::Status CheckSupervisorOf(db::Transaction& tx,
                               const Facilitator& facilitator) {
  const int64_t id = facilitator.content.supervisor_id;
  if (id == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Facilitator supervisor, LoadFacilitator(tx, id));
  return CheckSupervisor(supervisor);
}

absl::Status CheckSupervisedBy(db::Transaction& tx, const Facilitator& after) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> supervised,
                   FindSupervised(tx, after.id));
  return CheckSupervised(after, supervised);
}

}  // namespace

absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const CreateFacilitator& create,
                                  absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(Facilitator made,
                   MakeFacilitator(create.id, create.content, now));
  RETURN_IF_ERROR(CheckSupervisorOf(tx, made));
  entries.Append(made, "facilitator_created");
  RETURN_IF_ERROR(InsertFacilitator(tx, made));
  return made;
}

absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const UpdateFacilitator& update,
                                  absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(const Facilitator before, LoadFacilitator(tx, update.id));
  ASSIGN_OR_RETURN(Facilitator after, Revise(before, update.patch, now));
  if (after == before) return before;
  if (after.content.supervisor_id != before.content.supervisor_id) {
    RETURN_IF_ERROR(CheckSupervisorOf(tx, after));
  }
  if (after.content.role != before.content.role) {
    RETURN_IF_ERROR(CheckSupervisedBy(tx, after));
  }
  entries.Append(after, "facilitator_updated");
  RETURN_IF_ERROR(ReplaceFacilitator(tx, after));
  return after;
}

absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const RetireFacilitator& retire,
                                  absl::Time now, FeedEntries& entries) {
  ASSIGN_OR_RETURN(const Facilitator before, LoadFacilitator(tx, retire.id));
  Facilitator after = Retire(before, now);
  if (after == before) return before;
  RETURN_IF_ERROR(CheckSupervisedBy(tx, after));
  entries.Append(after, "facilitator_retired");
  RETURN_IF_ERROR(ReplaceFacilitator(tx, after));
  return after;
}

absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const EraseFacilitator& erase, absl::Time now,
                                  FeedEntries& entries) {
  ASSIGN_OR_RETURN(const Facilitator before, LoadFacilitator(tx, erase.id));
  ASSIGN_OR_RETURN(const std::optional<int64_t> led,
                   FindLedSession(tx, erase.id, now));
  ASSIGN_OR_RETURN(Facilitator after, Erase(before, led, now));
  if (after == before) return before;
  RETURN_IF_ERROR(CheckSupervisedBy(tx, after));
  entries.Append(after, "facilitator_erased");
  RETURN_IF_ERROR(ReplaceFacilitator(tx, after));
  return after;
}

absl::StatusOr<Facilitator> LoadFacilitator(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::optional<Facilitator> found, FindFacilitator(tx, id));
  if (!found.has_value()) return FacilitatorNotFound(id);
  return *std::move(found);
}

}  // namespace cwp::scheduling
