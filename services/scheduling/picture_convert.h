#ifndef CWP_SERVICES_SCHEDULING_PICTURE_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_PICTURE_CONVERT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/picture_service.pb.h"
#include "services/scheduling/picture_commands.h"

namespace cwp::scheduling {

// Requests about pictures, checked. Fails with INVALID_ARGUMENT as
// picture_service.proto says.

// Makes the picture that is kept, too, which takes up to 0.7 s and 320 MB.
absl::StatusOr<SetWorkshopPicture> ReadSetWorkshopPicture(
    const v1::SetWorkshopPictureRequest& request);

absl::StatusOr<RemoveWorkshopPicture> ReadRemoveWorkshopPicture(
    const v1::RemoveWorkshopPictureRequest& request);

// The id of a picture.
absl::StatusOr<std::string> ReadGetWorkshopPicture(
    const v1::GetWorkshopPictureRequest& request);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PICTURE_CONVERT_H_
