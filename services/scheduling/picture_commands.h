#ifndef CWP_SERVICES_SCHEDULING_PICTURE_COMMANDS_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_COMMANDS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/scheduling/feed_entries.h"
#include "services/scheduling/picture_domain.h"
#include "services/scheduling/picture_store.h"

namespace cwp::scheduling {

// What the writer can do with pictures, and how it is done.

struct SetWorkshopPicture {
  int64_t id = 0;
  PictureChange change;
  // Of change.picture.
  PictureFiles files;
};
struct RemoveWorkshopPicture {
  int64_t id = 0;
  std::optional<int64_t> if_revision;
};

// Each decides everything before it saves anything. Fails as
// picture_service.proto says.
absl::StatusOr<Workshop> Apply(db::Transaction& tx,
                               const SetWorkshopPicture& set, absl::Time now,
                               FeedEntries& entries);
absl::StatusOr<Workshop> Apply(db::Transaction& tx,
                               const RemoveWorkshopPicture& remove,
                               absl::Time now, FeedEntries& entries);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_COMMANDS_H_
