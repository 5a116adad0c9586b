#include "services/web/webinars_follower.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

constexpr absl::Duration kListTimeout = absl::Seconds(10);
constexpr int kListPage = 200;

}  // namespace

WebinarsFollower::WebinarsFollower(rpc::Peer& peer, const Clock& clock,
                                   std::function<void()> committed)
    : CatalogueFollower({"webinar"}, std::move(committed)),
      webinars_(peer),
      clock_(clock) {}

absl::StatusOr<feed::FollowerTarget::Listing> WebinarsFollower::Relist(
    rpc::Canceller& canceller) {
  const auto stub = webinars::WebinarsService::NewStub(webinars_.channel());
  std::vector<StoredResource> resources;
  int64_t revision = std::numeric_limits<int64_t>::max();
  webinars::ListWebinarsRequest request;
  request.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    webinars_.Prepare(context, rpc::ServiceCaller(),
                      clock_.Now() + kListTimeout);
    webinars::ListWebinarsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->ListWebinars(&context, request, &page)));
    for (const webinars::Webinar& webinar : page.webinars()) {
      resources.push_back(
          {"webinar", webinar.id(), webinar.SerializeAsString()});
    }
    revision = std::min(revision, page.revision());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return ReplaceBy(revision, std::move(resources));
}

}  // namespace cwp::web
