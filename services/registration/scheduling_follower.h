#ifndef CWP_SERVICES_REGISTRATION_SCHEDULING_FOLLOWER_H_
#define CWP_SERVICES_REGISTRATION_SCHEDULING_FOLLOWER_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/latest.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "services/registration/group.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// Takes over sessions from scheduling's feed, and what the organisation says of
// itself: their pools follow the capacity
// and state that scheduling says, and a cancelled session's bookings are
// cancelled with it. So booking works while scheduling is down.
class SchedulingFollower final : public feed::FollowerTarget {
 public:
  // `committed` is called after each commit, and told whether it was about what
  // the organisation says of itself. All outlive the follower.
  SchedulingFollower(rpc::Peer& scheduling, const Latest<GroupOptions>& options,
                     const Clock& clock,
                     std::function<void(bool said)> committed);

  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;
  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;
  void Committed() override { committed_(std::exchange(said_, false)); }

 private:
  rpc::Peer& scheduling_;
  const Latest<GroupOptions>& options_;
  const Clock& clock_;
  const std::function<void(bool said)> committed_;
  // Whether what the organisation says was taken over since the last commit.
  bool said_ = false;
};

// Takes over what scheduling says of some sessions. A session that is not new
// and says nothing else leaves no trace on the feed.
absl::Status ApplySessions(db::Transaction& tx,
                           const std::vector<Session>& sessions,
                           const GroupOptions& options, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SCHEDULING_FOLLOWER_H_
