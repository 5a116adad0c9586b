#include "services/web/scheduling_follower.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/organisation/fetch.h"
#include "common/organisation/parts.h"
#include "common/rpc/status.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr absl::Duration kListTimeout = absl::Seconds(10);
constexpr int kListPage = 200;

}  // namespace

SchedulingFollower::SchedulingFollower(rpc::Peer& peer, const Clock& clock,
                                       std::function<void()> committed)
    : CatalogueFollower({"workshop", "session", organisation::kFeedKind},
                        std::move(committed)),
      scheduling_(peer),
      clock_(clock) {}

absl::StatusOr<feed::FollowerTarget::Listing> SchedulingFollower::Relist(
    rpc::Canceller& canceller) {
  const auto stub =
      scheduling::SchedulingService::NewStub(scheduling_.channel());
  std::vector<StoredResource> resources;
  int64_t revision = std::numeric_limits<int64_t>::max();

  scheduling::ListWorkshopsRequest workshops;
  workshops.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    scheduling_.Prepare(context, rpc::ServiceCaller(),
                        clock_.Now() + kListTimeout);
    scheduling::ListWorkshopsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->ListWorkshops(&context, workshops, &page)));
    for (const scheduling::Workshop& workshop : page.workshops()) {
      resources.push_back(
          {"workshop", workshop.id(), workshop.SerializeAsString()});
    }
    revision = std::min(revision, page.revision());
    workshops.set_page_token(page.next_page_token());
  } while (!workshops.page_token().empty());

  scheduling::ListSessionsRequest sessions;
  sessions.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    scheduling_.Prepare(context, rpc::ServiceCaller(),
                        clock_.Now() + kListTimeout);
    scheduling::ListSessionsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->ListSessions(&context, sessions, &page)));
    for (const scheduling::Session& session : page.sessions()) {
      resources.push_back(
          {"session", session.id(), session.SerializeAsString()});
    }
    revision = std::min(revision, page.revision());
    sessions.set_page_token(page.next_page_token());
  } while (!sessions.page_token().empty());

  ASSIGN_OR_RETURN(const scheduling::Organisation organisation,
                   organisation::Fetch(scheduling_, clock_, canceller));
  for (const scheduling::OrganisationPart& part : organisation.parts()) {
    resources.push_back(
        {organisation::kFeedKind, part.part(), part.SerializeAsString()});
  }
  revision = std::min(revision, organisation.revision());
  return ReplaceBy(revision, std::move(resources));
}

}  // namespace cwp::web
