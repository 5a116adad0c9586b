#ifndef CWP_SERVICES_NOTIFICATIONS_REGISTRATION_FOLLOWER_H_
#define CWP_SERVICES_NOTIFICATIONS_REGISTRATION_FOLLOWER_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/canceller.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

// Puts messages in line for what registration's feed says of bookings, waitlist
// entries, the times of sessions, and what staff wrote to those of them.
class RegistrationFollower final : public feed::FollowerTarget {
 public:
  // `committed` is called after each commit. All outlive the follower.
  RegistrationFollower(IdGenerator& ids, const Clock& clock,
                       std::function<void()> committed);

  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;

  // Registration's feed is a ledger that is never compacted, so listing anew is
  // following again from its start: what was said already is not said twice.
  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;

  void Committed() override { committed_(); }

 private:
  absl::Status ApplyBooking(db::Transaction& tx,
                            const feed::v1::Change& change);
  absl::Status ApplyEntry(db::Transaction& tx, const feed::v1::Change& change);
  absl::Status ApplyArrangement(db::Transaction& tx,
                                const feed::FollowedChange& change);
  absl::Status ApplyNotice(db::Transaction& tx, const feed::v1::Change& change);
  absl::Status Erase(db::Transaction& tx, int64_t subject);
  absl::Status PutInLine(db::Transaction& tx, Message message);

  IdGenerator& ids_;
  const Clock& clock_;
  const std::function<void()> committed_;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_REGISTRATION_FOLLOWER_H_
