#ifndef CWP_SERVICES_CWPCTL_IMPACT_H_
#define CWP_SERVICES_CWPCTL_IMPACT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// What a change of a session does to those who booked it, hold places of it or
// wait for it. Scheduling does not know them, so registration is asked before.

using ImpactRequest = registration::v1::PreviewSessionChangeRequest;
using Impact = registration::v1::PreviewSessionChangeResponse;

// What to ask.
ImpactRequest OfCancelling(int64_t session_id);
ImpactRequest OfCapacity(int64_t session_id, int32_t capacity);
// Fails as civil::ResolveLocal does.
absl::StatusOr<ImpactRequest> OfMeetings(
    int64_t session_id,
    const google::protobuf::RepeatedPtrField<scheduling::v1::Meeting>&
        meetings);

// Asks registration, changing nothing. A session that it has not heard of
// concerns nobody.
absl::StatusOr<Impact> Foresee(Connections& connections,
                               const ImpactRequest& request);

// What `impact` comes to, in sentences, each on a line.
std::string ImpactWords(const ImpactRequest& request, const Impact& impact);

// FAILED_PRECONDITION `CAPACITY_BELOW_TAKEN`, metadata over, where more places
// are taken than there would be; OK otherwise.
absl::Status CheckNotOver(const Impact& impact);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_IMPACT_H_
