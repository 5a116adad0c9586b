#ifndef CWP_SERVICES_WEB_WEBINARS_FOLLOWER_H_
#define CWP_SERVICES_WEB_WEBINARS_FOLLOWER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "services/web/catalogue_follower.h"

namespace cwp::web {

// Takes over webinars from the webinars service's feed.
class WebinarsFollower final : public CatalogueFollower {
 public:
  // `committed` is called after each commit. All outlive the follower.
  WebinarsFollower(rpc::Peer& webinars, const Clock& clock,
                   std::function<void()> committed);

  absl::StatusOr<Listing> Relist(rpc::Canceller& canceller) override;

 private:
  rpc::Peer& webinars_;
  const Clock& clock_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WEBINARS_FOLLOWER_H_
