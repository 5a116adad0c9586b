#ifndef CWP_SERVICES_CWPCTL_PICTURE_CLIENT_H_
#define CWP_SERVICES_CWPCTL_PICTURE_CLIENT_H_

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/picture_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.scheduling.v1.PictureService in the operator's name; errors are
// those of the proto file and of Connections.
class PictureClient {
 public:
  // `connections` outlives the client.
  explicit PictureClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<scheduling::v1::Workshop> Set(
      const scheduling::v1::SetWorkshopPictureRequest& request);
  absl::StatusOr<scheduling::v1::Workshop> Remove(
      const scheduling::v1::RemoveWorkshopPictureRequest& request);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PICTURE_CLIENT_H_
