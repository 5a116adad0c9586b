#ifndef CWP_SERVICES_CWPCTL_STAFF_CLIENT_H_
#define CWP_SERVICES_CWPCTL_STAFF_CLIENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cwp/web/v1/staff_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.web.v1.StaffService in the operator's name; errors are those of the
// proto file and of Connections.
class StaffClient {
 public:
  // `connections` outlives the client.
  explicit StaffClient(Connections& connections) : connections_(connections) {}

  absl::StatusOr<web::v1::Invitation> InviteStaff(
      const web::v1::InviteStaffRequest& request);
  absl::StatusOr<web::v1::Invitation> InviteStaffAgain(int64_t id);
  absl::StatusOr<web::v1::ListStaffResponse> ListStaff();
  // Fails with NOT_FOUND `STAFF_NOT_FOUND`, too.
  absl::StatusOr<web::v1::Staff> GetStaff(int64_t id);
  absl::StatusOr<web::v1::Staff> ChangeStaff(const web::v1::Staff& staff);
  absl::StatusOr<web::v1::Staff> SignOutStaff(int64_t id);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_STAFF_CLIENT_H_
