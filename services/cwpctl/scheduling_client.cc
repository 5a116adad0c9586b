#include "services/cwpctl/scheduling_client.h"

#include <optional>
#include <string>

#include "common/base/id.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "services/cwpctl/call.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;
using Stub = v1::SchedulingService::Stub;

constexpr absl::string_view kService = "scheduling";

template <class Request>
Request About(int64_t id) {
  Request request;
  request.set_id(id);
  return request;
}

}  // namespace

absl::StatusOr<v1::Workshop> SchedulingClient::CreateWorkshop(
    const v1::CreateWorkshopRequest& request) {
  return Write(connections_, kService, &Stub::CreateWorkshop, request);
}

absl::StatusOr<v1::Workshop> SchedulingClient::UpdateWorkshop(
    const v1::UpdateWorkshopRequest& request) {
  return Write(connections_, kService, &Stub::UpdateWorkshop, request);
}

absl::StatusOr<v1::Workshop> SchedulingClient::GetWorkshop(
    absl::string_view key) {
  v1::GetWorkshopRequest request;
  if (const std::optional<int64_t> id = ParseId(key); id.has_value()) {
    request.set_id(*id);
  } else {
    request.set_slug(std::string(key));
  }
  return Call(connections_, kService, &Stub::GetWorkshop, request);
}

absl::StatusOr<v1::Workshop> SchedulingClient::PublishWorkshop(int64_t id) {
  return Write(connections_, kService, &Stub::PublishWorkshop,
               About<v1::PublishWorkshopRequest>(id));
}

absl::StatusOr<v1::Workshop> SchedulingClient::ArchiveWorkshop(int64_t id) {
  return Write(connections_, kService, &Stub::ArchiveWorkshop,
               About<v1::ArchiveWorkshopRequest>(id));
}

absl::StatusOr<v1::Workshop> SchedulingClient::CloneWorkshop(int64_t id,
                                                             std::string slug) {
  auto request = About<v1::CloneWorkshopRequest>(id);
  request.set_slug(std::move(slug));
  return Write(connections_, kService, &Stub::CloneWorkshop, request);
}

absl::StatusOr<v1::ListWorkshopsResponse> SchedulingClient::ListWorkshops(
    const v1::ListWorkshopsRequest& request) {
  return ListAll(connections_, kService, &Stub::ListWorkshops, request,
                 &v1::ListWorkshopsResponse::mutable_workshops);
}

absl::StatusOr<v1::Session> SchedulingClient::CreateSession(
    const v1::CreateSessionRequest& request) {
  return Write(connections_, kService, &Stub::CreateSession, request);
}

absl::StatusOr<v1::Session> SchedulingClient::GetSession(int64_t id) {
  return Call(connections_, kService, &Stub::GetSession,
              About<v1::GetSessionRequest>(id));
}

absl::StatusOr<v1::Session> SchedulingClient::OpenSession(
    const v1::OpenSessionRequest& request) {
  return Write(connections_, kService, &Stub::OpenSession, request);
}

absl::StatusOr<v1::Session> SchedulingClient::OpenSession(int64_t id) {
  v1::OpenSessionRequest request;
  request.set_id(id);
  return OpenSession(request);
}

absl::StatusOr<v1::Session> SchedulingClient::CloseSession(int64_t id) {
  return Write(connections_, kService, &Stub::CloseSession,
               About<v1::CloseSessionRequest>(id));
}

absl::StatusOr<v1::Session> SchedulingClient::CancelSession(int64_t id,
                                                            bool apply_now) {
  auto request = About<v1::CancelSessionRequest>(id);
  request.set_apply_now(apply_now);
  return Write(connections_, kService, &Stub::CancelSession, request);
}

absl::StatusOr<v1::Session> SchedulingClient::UpdateSession(
    const v1::UpdateSessionRequest& request) {
  return Write(connections_, kService, &Stub::UpdateSession, request);
}

absl::StatusOr<v1::Session> SchedulingClient::ScheduleSession(int64_t id) {
  return Write(connections_, kService, &Stub::ScheduleSession,
               About<v1::ScheduleSessionRequest>(id));
}

absl::StatusOr<v1::Session> SchedulingClient::RescheduleSession(
    const v1::RescheduleSessionRequest& request) {
  return Write(connections_, kService, &Stub::RescheduleSession, request);
}

absl::StatusOr<v1::Session> SchedulingClient::UndoSessionChange(int64_t id) {
  return Write(connections_, kService, &Stub::UndoSessionChange,
               About<v1::UndoSessionChangeRequest>(id));
}

absl::StatusOr<v1::ListSessionsResponse> SchedulingClient::ListSessions(
    const v1::ListSessionsRequest& request) {
  return ListAll(connections_, kService, &Stub::ListSessions, request,
                 &v1::ListSessionsResponse::mutable_sessions);
}

}  // namespace cwp::ctl
