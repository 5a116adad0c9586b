#ifndef CWP_SERVICES_GATEWAY_CONVERT_H_
#define CWP_SERVICES_GATEWAY_CONVERT_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cwp/gateway/v1/gateway_service.pb.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// The partner that is asked for, without id and creation time. Fails with
// INVALID_ARGUMENT `FIELD_REQUIRED`, `FIELD_TOO_LONG` or `FIELD_INVALID`, also
// when it would have expired by `now`.
absl::StatusOr<Partner> ToNewPartner(const v1::CreatePartnerRequest& request,
                                     absl::Time now);

v1::Partner ToProto(const Partner& partner);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_CONVERT_H_
