#ifndef CWP_TESTS_INTEGRATION_DEPLOYMENT_H_
#define CWP_TESTS_INTEGRATION_DEPLOYMENT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/notifications/server.h"
#include "services/registration/server.h"
#include "services/scheduling/server.h"

namespace cwp {

using Scheduling = scheduling::v1::SchedulingService;
using Facilitators = scheduling::v1::FacilitatorService;
using Organisations = scheduling::v1::OrganisationService;
using SeriesOfSessions = scheduling::v1::SeriesService;
using Registration = registration::v1::RegistrationService;
using Notifications = notifications::v1::NotificationsService;

// Waits until `condition` holds, at most 20 s; whether it does.
bool Eventually(const std::function<bool()>& condition);

// The services of one installation, in this process, each with a fresh database
// on the engine under test, and stopped and started like programs.
class Deployment {
 public:
  // `redis` as the setting of registration; empty for none.
  explicit Deployment(std::string redis = "");
  ~Deployment();

  void StartScheduling();
  void StartRegistration();
  void StartNotifications();
  void StopScheduling() { scheduling_ = nullptr; }
  void StopRegistration() { registration_ = nullptr; }
  void StopNotifications() { notifications_ = nullptr; }

  FakeClock& clock() { return clock_; }

  // What StartScheduling starts scheduling with, on the port it had before.
  scheduling::Settings SchedulingSettings() const;
  // What StartRegistration starts registration with.
  registration::Settings RegistrationSettings() const;
  // What it decides by, from its next start on.
  registration::Rules& rules() { return rules_; }
  registration::RegistrationServer& registration() { return *registration_; }
  scheduling::SchedulingServer& scheduling() { return *scheduling_; }
  notifications::NotificationsServer& notifications() {
    return *notifications_;
  }

  // The databases of all services, as db::Open takes them.
  std::vector<std::string> DatabaseUris() const;

  // Calls a service in the name of `caller`, for one of its kinds.
  template <class Service, class Request, class Response>
  absl::StatusOr<Response> Call(
      absl::string_view caller, rpc::Caller who,
      grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                            const Request&, Response*),
      const Request& request) {
    const rpc::Peer& peer = ClientOf<Service>().As(caller);
    const auto stub = Service::NewStub(peer.channel());
    grpc::ClientContext context;
    peer.Prepare(context, who, clock_.Now() + absl::Seconds(20));
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  // The peer that signs as `caller` to the service of this name.
  const rpc::Peer& PeerOf(absl::string_view service, absl::string_view caller);

  // A published workshop with an open session that starts in 10 days.
  scheduling::v1::Session OpenSession(int capacity);

  // Waits until registration has taken the session over.
  void AwaitSession(int64_t session_id);

  // Waits until registration has taken over all that scheduling says now.
  void AwaitScheduling();

  // Asks for places as a family does.
  absl::StatusOr<registration::v1::Booking> Book(int64_t session_id,
                                                 absl::string_view email,
                                                 int places,
                                                 absl::string_view request_id);

  // All bookings of a session, as the operator sees them.
  std::vector<registration::v1::Booking> Bookings(int64_t session_id);

  registration::v1::SeatCount Seats(int64_t session_id);

  // The texts of all messages, oldest booking first.
  std::vector<std::string> Mail();

  // The first link in a message that begins with this path, without it.
  static std::string TokenIn(const std::string& mail, absl::string_view path);

 private:
  template <class Service>
  TestClient& ClientOf();

  FakeClock clock_{
      absl::FromCivil(absl::CivilHour(2027, 2, 1, 9), absl::UTCTimeZone())};
  const std::string redis_;
  registration::Rules rules_ = registration::Settings().rules;
  TestIdentity identity_;
  db::TestDatabase scheduling_database_;
  db::TestDatabase registration_database_;
  db::TestDatabase notifications_database_;
  TempDir mail_;
  int scheduling_port_ = 0;
  int registration_port_ = 0;
  int notifications_port_ = 0;
  std::unique_ptr<scheduling::SchedulingServer> scheduling_;
  std::unique_ptr<registration::RegistrationServer> registration_;
  std::unique_ptr<notifications::NotificationsServer> notifications_;
  std::unique_ptr<TestClient> to_scheduling_;
  std::unique_ptr<TestClient> to_registration_;
  std::unique_ptr<TestClient> to_notifications_;
};

inline const rpc::Caller kFamily = {.kind = rpc::CallerKind::kPublic};
inline const rpc::Caller kOperator = {.kind = rpc::CallerKind::kOperator};

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_DEPLOYMENT_H_
