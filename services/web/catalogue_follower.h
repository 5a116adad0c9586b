#ifndef CWP_SERVICES_WEB_CATALOGUE_FOLLOWER_H_
#define CWP_SERVICES_WEB_CATALOGUE_FOLLOWER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "services/web/catalogue_store.h"

namespace cwp::web {

// Takes resources of some kinds over from another service's feed, as they are.
class CatalogueFollower : public feed::FollowerTarget {
 public:
  // `committed` is called after each commit.
  CatalogueFollower(std::vector<std::string> kinds,
                    std::function<void()> committed)
      : kinds_(std::move(kinds)), committed_(std::move(committed)) {}

  absl::Status Apply(db::Transaction& tx,
                     const std::vector<feed::FollowedChange>& changes) override;
  void Committed() override { committed_(); }

 protected:
  // A listing that replaces all resources of these kinds.
  Listing ReplaceBy(int64_t revision, std::vector<StoredResource> resources);

 private:
  const std::vector<std::string> kinds_;
  const std::function<void()> committed_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CATALOGUE_FOLLOWER_H_
