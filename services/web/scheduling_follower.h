#ifndef CWP_SERVICES_WEB_SCHEDULING_FOLLOWER_H_
#define CWP_SERVICES_WEB_SCHEDULING_FOLLOWER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "services/web/catalogue_follower.h"

namespace cwp::web {

// Takes over workshops, sessions and what the organisation says of itself from
// scheduling's feed.
class SchedulingFollower final : public CatalogueFollower {
 public:
  // `committed` is called after each commit. All outlive the follower.
  SchedulingFollower(rpc::Peer& scheduling, const Clock& clock,
                     std::function<void()> committed);

  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;

 private:
  rpc::Peer& scheduling_;
  const Clock& clock_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SCHEDULING_FOLLOWER_H_
