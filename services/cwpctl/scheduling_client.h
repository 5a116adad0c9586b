#ifndef CWP_SERVICES_CWPCTL_SCHEDULING_CLIENT_H_
#define CWP_SERVICES_CWPCTL_SCHEDULING_CLIENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.scheduling.v1.SchedulingService in the operator's name; errors are
// those of the proto file and of Connections.
class SchedulingClient {
 public:
  // `connections` outlives the client.
  explicit SchedulingClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<scheduling::v1::Workshop> CreateWorkshop(
      const scheduling::v1::CreateWorkshopRequest& request);
  absl::StatusOr<scheduling::v1::Workshop> UpdateWorkshop(
      const scheduling::v1::UpdateWorkshopRequest& request);

  // `key` is an id or a slug.
  absl::StatusOr<scheduling::v1::Workshop> GetWorkshop(absl::string_view key);
  absl::StatusOr<scheduling::v1::Workshop> PublishWorkshop(int64_t id);
  absl::StatusOr<scheduling::v1::Workshop> ArchiveWorkshop(int64_t id);
  absl::StatusOr<scheduling::v1::Workshop> CloneWorkshop(int64_t id,
                                                         std::string slug);
  absl::StatusOr<scheduling::v1::ListWorkshopsResponse> ListWorkshops(
      const scheduling::v1::ListWorkshopsRequest& request);

  absl::StatusOr<scheduling::v1::Session> CreateSession(
      const scheduling::v1::CreateSessionRequest& request);
  absl::StatusOr<scheduling::v1::Session> GetSession(int64_t id);
  absl::StatusOr<scheduling::v1::Session> OpenSession(
      const scheduling::v1::OpenSessionRequest& request);
  absl::StatusOr<scheduling::v1::Session> OpenSession(int64_t id);
  absl::StatusOr<scheduling::v1::Session> CloseSession(int64_t id);
  absl::StatusOr<scheduling::v1::Session> CancelSession(int64_t id,
                                                        bool apply_now);
  absl::StatusOr<scheduling::v1::Session> UpdateSession(
      const scheduling::v1::UpdateSessionRequest& request);
  absl::StatusOr<scheduling::v1::Session> ScheduleSession(int64_t id);
  absl::StatusOr<scheduling::v1::Session> RescheduleSession(
      const scheduling::v1::RescheduleSessionRequest& request);
  absl::StatusOr<scheduling::v1::Session> UndoSessionChange(int64_t id);
  absl::StatusOr<scheduling::v1::ListSessionsResponse> ListSessions(
      const scheduling::v1::ListSessionsRequest& request);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SCHEDULING_CLIENT_H_
