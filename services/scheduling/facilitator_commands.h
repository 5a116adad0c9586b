#ifndef CWP_SERVICES_SCHEDULING_FACILITATOR_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_FACILITATOR_COMMANDS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/facilitator_domain.h"
#include "services/scheduling/feed_entries.h"

namespace cwp::scheduling {

// What the writer can do with facilitators, and how it is done.

struct CreateFacilitator {
  int64_t id = 0;
  FacilitatorContent content;
};
struct UpdateFacilitator {
  int64_t id = 0;
  FacilitatorPatch patch;
};
struct RetireFacilitator {
  int64_t id = 0;
};

struct EraseFacilitator {
  int64_t id = 0;
};

// Each decides everything before it saves anything. Fails as
// facilitator_service.proto says.
absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const CreateFacilitator& create,
                                  absl::Time now, FeedEntries& entries);
absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const UpdateFacilitator& update,
                                  absl::Time now, FeedEntries& entries);
absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const RetireFacilitator& retire,
                                  absl::Time now, FeedEntries& entries);
absl::StatusOr<Facilitator> Apply(db::Transaction& tx,
                                  const EraseFacilitator& erase, absl::Time now,
                                  FeedEntries& entries);

// Fails with NOT_FOUND `FACILITATOR_NOT_FOUND`.
absl::StatusOr<Facilitator> LoadFacilitator(db::Transaction& tx, int64_t id);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FACILITATOR_COMMANDS_H_
