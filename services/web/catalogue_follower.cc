#include "services/web/catalogue_follower.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::web {

absl::Status CatalogueFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  std::vector<StoredResource> resources;
  for (const feed::FollowedChange& followed : changes) {
    const feed::v1::Change& change = *followed.change;
    const bool ours =
        std::find(kinds_.begin(), kinds_.end(), change.kind()) != kinds_.end();
    if (!ours) continue;
    resources.push_back({.kind = change.kind(),
                         .id = change.resource_id(),
                         .resource = change.resource()});
  }
  return SaveResources(tx, resources);
}

feed::FollowerTarget::Listing CatalogueFollower::ReplaceBy(
    int64_t revision, std::vector<StoredResource> resources) {
  const auto kept =
      std::make_shared<const std::vector<StoredResource>>(std::move(resources));
  return {.revision = revision,
          .replace = [this, kept](db::Transaction& tx) -> absl::Status {
            for (const std::string& kind : kinds_) {
              RETURN_IF_ERROR(ForgetKind(tx, kind));
            }
            return SaveResources(tx, *kept);
          }};
}

}  // namespace cwp::web
