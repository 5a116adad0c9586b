#ifndef CWP_SERVICES_REGISTRATION_FEED_RECORDS_H_
#define CWP_SERVICES_REGISTRATION_FEED_RECORDS_H_

#include <optional>

#include "absl/time/time.h"
#include "common/feed/log.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/seat.pb.h"
#include "services/registration/domain.h"
#include "services/registration/group.h"
#include "services/registration/notice.h"

namespace cwp::registration {

v1::SeatCount ToProto(const Pool& pool);

// A step that is being put on the feed, and who caused it.
struct FeedContext {
  const Step* step = nullptr;
  const Actor* actor = nullptr;
  absl::Time now;
  // Whether nothing else of this step follows. Only then the pool's counts are
  // shown: all that they count is told.
  bool last = false;
};

// What stands on the feed for each thing that a step changed.
feed::ChangeRecord PoolChangeRecord(const FeedContext& context);
feed::ChangeRecord BookingChangeRecord(const FeedContext& context);
feed::ChangeRecord HoldChangeRecord(const FeedContext& context);
feed::ChangeRecord OfferChangeRecord(const FeedContext& context);
feed::ChangeRecord WaitlistChangeRecord(const FeedContext& context);
feed::ChangeRecord AllotmentChangeRecord(const FeedContext& context);

// The same for what staff wrote; `recipients` of one that was taken back are
// none.
feed::ChangeRecord NoticeChangeRecord(const Notice& notice,
                                      const Recipients& recipients,
                                      const Actor& actor, absl::Time now);

// The pool's counts in an entry of this feed; nothing when it has none.
std::optional<v1::SeatCount> SeatCountIn(const feed::v1::Change& change);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_FEED_RECORDS_H_
