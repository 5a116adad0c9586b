#ifndef CWP_SERVICES_SCHEDULING_PICTURE_DOMAIN_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// The rules of workshops' pictures. Reasons are documented in
// picture_service.proto.

// What staff ask for.
struct PictureChange {
  // Another picture, whatever its text is; nothing keeps the one that is there.
  std::optional<Picture> picture;
  std::string alternative_text;
  // Change only the version of the workshop with this revision.
  std::optional<int64_t> if_revision;
};

// The workshop with the picture, or with other words for the one it has; equal
// to `workshop` when that changes nothing. Fails with ABORTED `ETAG_MISMATCH`
// and with INVALID_ARGUMENT `FIELD_REQUIRED` (there is no picture to keep).
absl::StatusOr<Workshop> SetPicture(const Workshop& workshop,
                                    const PictureChange& change,
                                    absl::Time now);

// The workshop without a picture; equal to `workshop` when it has none. Fails
// with ABORTED `ETAG_MISMATCH`.
absl::StatusOr<Workshop> RemovePicture(const Workshop& workshop,
                                       std::optional<int64_t> if_revision,
                                       absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_DOMAIN_H_
