#include "services/gateway/scheduling_follower.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/organisation/fetch.h"
#include "common/organisation/parts.h"
#include "common/rpc/status.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/gateway/catalogue_store.h"

namespace cwp::gateway {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr absl::Duration kListTimeout = absl::Seconds(10);
constexpr int kListPage = 200;

// Adds all pages of a list to `resources`, and returns the smallest revision
// that one of them was read at. `call` makes one call; `items` are the
// resources of a page.
template <class Response, class Request, class Call, class Items>
absl::StatusOr<int64_t> ListAll(const rpc::Peer& peer, const Clock& clock,
                                rpc::Canceller& canceller,
                                const std::string& kind, Call call, Items items,
                                std::vector<StoredResource>& resources) {
  int64_t revision = std::numeric_limits<int64_t>::max();
  Request request;
  request.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    peer.Prepare(context, rpc::ServiceCaller(), clock.Now() + kListTimeout);
    Response page;
    RETURN_IF_ERROR(rpc::FromGrpcStatus(call(&context, request, &page)));
    for (const auto& item : items(page)) {
      resources.push_back({kind, item.id(), item.SerializeAsString()});
    }
    revision = std::min(revision, page.revision());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return revision;
}

}  // namespace

SchedulingFollower::SchedulingFollower(rpc::Peer& peer, const Clock& clock)
    : scheduling_(peer), clock_(clock) {}

absl::Status SchedulingFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  std::vector<StoredResource> resources;
  for (const auto& [revision, change] : changes) {
    if (change->kind() != "workshop" && change->kind() != "session" &&
        change->kind() != organisation::kFeedKind) {
      continue;
    }
    resources.push_back(
        {change->kind(), change->resource_id(), change->resource()});
  }
  return SaveResources(tx, resources);
}

absl::StatusOr<feed::FollowerTarget::Listing> SchedulingFollower::Relist(
    rpc::Canceller& canceller) {
  const auto stub =
      scheduling::SchedulingService::NewStub(scheduling_.channel());
  std::vector<StoredResource> resources;
  ASSIGN_OR_RETURN(
      const int64_t workshops,
      (ListAll<scheduling::ListWorkshopsResponse,
               scheduling::ListWorkshopsRequest>(
          scheduling_, clock_, canceller, "workshop",
          [&](auto* context, const auto& request, auto* page) {
            return stub->ListWorkshops(context, request, page);
          },
          [](const auto& page) -> const auto& { return page.workshops(); },
          resources)));
  ASSIGN_OR_RETURN(
      const int64_t sessions,
      (ListAll<scheduling::ListSessionsResponse,
               scheduling::ListSessionsRequest>(
          scheduling_, clock_, canceller, "session",
          [&](auto* context, const auto& request, auto* page) {
            return stub->ListSessions(context, request, page);
          },
          [](const auto& page) -> const auto& { return page.sessions(); },
          resources)));
  ASSIGN_OR_RETURN(const scheduling::Organisation organisation,
                   organisation::Fetch(scheduling_, clock_, canceller));
  for (const scheduling::OrganisationPart& part : organisation.parts()) {
    resources.push_back(
        {organisation::kFeedKind, part.part(), part.SerializeAsString()});
  }
  return Listing{
      .revision = std::min({workshops, sessions, organisation.revision()}),
      .replace = [resources = std::move(resources)](db::Transaction& tx) {
        return ReplaceResources(tx, resources);
      }};
}

}  // namespace cwp::gateway
