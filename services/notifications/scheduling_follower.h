#ifndef CWP_SERVICES_NOTIFICATIONS_SCHEDULING_FOLLOWER_H_
#define CWP_SERVICES_NOTIFICATIONS_SCHEDULING_FOLLOWER_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "services/notifications/facts.h"

namespace cwp::notifications {

// Puts in line what those who lead sessions have to hear of them, by
// scheduling's feed, and keeps what the organisation says of itself.
class SchedulingFollower final : public feed::FollowerTarget {
 public:
  // `committed` is called after each commit, and told whether it was about what
  // the organisation says of itself. All outlive the follower.
  SchedulingFollower(rpc::Peer& scheduling, IdGenerator& ids,
                     const Clock& clock,
                     std::function<void(bool said)> committed);

  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;
  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;
  void Committed() override { committed_(std::exchange(said_, false)); }

 private:
  absl::Status ApplySession(db::Transaction& tx, const SessionNews& news);

  rpc::Peer& scheduling_;
  IdGenerator& ids_;
  const Clock& clock_;
  const std::function<void(bool said)> committed_;
  // Whether what the organisation says was taken over since the last commit.
  bool said_ = false;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_SCHEDULING_FOLLOWER_H_
