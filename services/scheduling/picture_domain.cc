#include "services/scheduling/picture_domain.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {
namespace {

// The workshop with that picture, or none.
Workshop Showing(const Workshop& workshop, std::optional<Picture> picture,
                 absl::Time now) {
  Workshop after = workshop;
  after.picture = std::move(picture);
  if (after.picture != workshop.picture) after.update_time = now;
  return after;
}

}  // namespace

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
  std::optional<Picture> picture =
      change.picture.has_value() ? change.picture : workshop.picture;
  picture->alternative_text = change.alternative_text;
  return Showing(workshop, std::move(picture), now);
}

absl::StatusOr<Workshop> RemovePicture(const Workshop& workshop,
                                       std::optional<int64_t> if_revision,
                                       absl::Time now) {
  RETURN_IF_ERROR(CheckRevision(workshop.revision, if_revision));
  return Showing(workshop, std::nullopt, now);
}

}  // namespace cwp::scheduling
