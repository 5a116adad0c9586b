#ifndef CWP_COMMON_ORGANISATION_FETCH_H_
#define CWP_COMMON_ORGANISATION_FETCH_H_

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"

namespace cwp::organisation {

// Asks scheduling for what the organisation says of itself, for a follower that
// lists anew. Fails as the call does.
absl::StatusOr<scheduling::v1::Organisation> Fetch(rpc::Peer& scheduling_peer,
                                                   const Clock& clock,
                                                   rpc::Canceller& canceller);

}  // namespace cwp::organisation

#endif  // CWP_COMMON_ORGANISATION_FETCH_H_
