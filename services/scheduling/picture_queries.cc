#include "services/scheduling/picture_queries.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/scheduling/picture_store.h"
#include "services/scheduling/workshop_store.h"

namespace cwp::scheduling {

absl::Status ReadPicture(db::Transaction& tx, absl::string_view id, bool small,
                         Viewer viewer, v1::PictureFile& response) {
  ASSIGN_OR_RETURN(const std::vector<Workshop> workshops,
                   ListWorkshopsWithPicture(tx, id));
  const bool visible =
      absl::c_any_of(workshops, [viewer](const Workshop& workshop) {
        return IsVisible(workshop, viewer);
      });
  std::optional<std::string> found;
  if (visible) {
    ASSIGN_OR_RETURN(found, FindPicture(tx, id, small));
  }
  if (!found.has_value()) {
    return NotFound("PICTURE_NOT_FOUND", "no workshop has this picture");
  }
  response.set_image(*std::move(found));
  return absl::OkStatus();
}

}  // namespace cwp::scheduling
