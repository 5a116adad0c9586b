#ifndef CWP_SERVICES_WEB_STAFF_CONVERT_H_
#define CWP_SERVICES_WEB_STAFF_CONVERT_H_

#include "absl/status/statusor.h"
#include "cwp/web/v1/staff_service.pb.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_domain.h"

namespace cwp::web {

v1::Staff ToProto(const Staff& staff);

// Checks a new account; see the proto file for reasons.
absl::StatusOr<Staff> ToNewStaff(const v1::Staff& staff);

// Checks what an account shall be.
absl::StatusOr<ChangeStaff> ToChange(const v1::Staff& staff);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_STAFF_CONVERT_H_
