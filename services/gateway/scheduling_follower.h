#ifndef CWP_SERVICES_GATEWAY_SCHEDULING_FOLLOWER_H_
#define CWP_SERVICES_GATEWAY_SCHEDULING_FOLLOWER_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"

namespace cwp::gateway {

// Takes over workshops, sessions and what the organisation says of itself from
// scheduling's feed, so that partners' lists work while scheduling is down.
class SchedulingFollower final : public feed::FollowerTarget {
 public:
  // Both outlive the follower.
  SchedulingFollower(rpc::Peer& scheduling, const Clock& clock);

  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;
  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;

 private:
  rpc::Peer& scheduling_;
  const Clock& clock_;
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SCHEDULING_FOLLOWER_H_
