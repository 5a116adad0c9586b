#include "services/notifications/scheduling_follower.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/feed/resource.h"
#include "common/organisation/fetch.h"
#include "common/organisation/parts_store.h"
#include "common/rpc/status.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/notifications/convert.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {
namespace {

constexpr absl::Duration kListTimeout = absl::Seconds(10);
constexpr int kListPage = 200;

}  // namespace

SchedulingFollower::SchedulingFollower(rpc::Peer& scheduling_peer,
                                       IdGenerator& ids, const Clock& clock,
                                       std::function<void(bool said)> committed)
    : scheduling_(scheduling_peer),
      ids_(ids),
      clock_(clock),
      committed_(std::move(committed)) {}

absl::Status SchedulingFollower::Apply(
    db::Transaction& tx, const std::vector<feed::FollowedChange>& changes) {
  for (const feed::FollowedChange& change : changes) {
    if (change.change->kind() == "session") {
      ASSIGN_OR_RETURN(const auto session,
                       feed::ReadResource<scheduling::v1::Session>(
                           "scheduling", *change.change));
      RETURN_IF_ERROR(ApplySession(tx, ToNews(session)));
    } else if (change.change->kind() == organisation::kFeedKind) {
      ASSIGN_OR_RETURN(const auto part,
                       feed::ReadResource<scheduling::v1::OrganisationPart>(
                           "scheduling", *change.change));
      RETURN_IF_ERROR(organisation::SavePart(tx, part));
      said_ = true;
    }
  }
  return absl::OkStatus();
}

absl::Status SchedulingFollower::ApplySession(db::Transaction& tx,
                                              const SessionNews& news) {
  ASSIGN_OR_RETURN(const std::vector<Message> earlier,
                   FindSessionMessages(tx, news.session_id));
  std::optional<Message> message = Plan(news, earlier);
  if (!message.has_value()) return absl::OkStatus();
  message->id = ids_.Next();
  message->create_time = clock_.Now();
  message->next_time = message->due_time;
  return InsertMessage(tx, *message);
}

absl::StatusOr<feed::FollowerTarget::Listing> SchedulingFollower::Relist(
    rpc::Canceller& canceller) {
  const auto stub =
      scheduling::v1::SchedulingService::NewStub(scheduling_.channel());
  std::vector<SessionNews> sessions;
  int64_t revision = std::numeric_limits<int64_t>::max();
  scheduling::v1::ListSessionsRequest request;
  request.set_page_size(kListPage);
  do {
    grpc::ClientContext context;
    const rpc::Canceller::Scope scope(canceller, context);
    scheduling_.Prepare(context, rpc::ServiceCaller(),
                        clock_.Now() + kListTimeout);
    scheduling::v1::ListSessionsResponse page;
    RETURN_IF_ERROR(
        rpc::FromGrpcStatus(stub->ListSessions(&context, request, &page)));
    for (const auto& session : page.sessions()) {
      sessions.push_back(ToNews(session));
    }
    revision = std::min(revision, page.revision());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ASSIGN_OR_RETURN(const scheduling::v1::Organisation organisation,
                   organisation::Fetch(scheduling_, clock_, canceller));
  return Listing{
      .revision = std::min(revision, organisation.revision()),
      .replace = [this, sessions = std::move(sessions),
                  organisation](db::Transaction& tx) -> absl::Status {
        for (const SessionNews& news : sessions) {
          RETURN_IF_ERROR(ApplySession(tx, news));
        }
        said_ = true;
        for (const auto& part : organisation.parts()) {
          RETURN_IF_ERROR(organisation::SavePart(tx, part));
        }
        return absl::OkStatus();
      }};
}

}  // namespace cwp::notifications
