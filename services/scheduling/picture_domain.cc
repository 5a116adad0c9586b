#include "services/scheduling/picture_domain.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {

absl::StatusOr<Workshop> SetPicture(const Workshop& workshop,
                                    const PictureChange& change,
                                    absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(workshop.revision, change.if_revision));
  if (!change.picture.has_value() && !workshop.picture.has_value()) {
    return InvalidArgument(
        "FIELD_REQUIRED",
        "image is missing: the workshop has no picture that could be kept",
        {{"field", "image"}});
  }
  Workshop after = workshop;
  if (change.picture.has_value()) after.picture = change.picture;
  after.picture->alternative_text = change.alternative_text;
  if (after.picture != workshop.picture) after.update_time = now;
  return after;
}

absl::StatusOr<Workshop> RemovePicture(const Workshop& workshop,
                                       std::optional<int64_t> if_revision,
                                       absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(workshop.revision, if_revision));
  if (!workshop.picture.has_value()) return workshop;
  Workshop after = workshop;
  after.picture = std::nullopt;
  after.update_time = now;
  return after;
}

}  // namespace cwp::scheduling
