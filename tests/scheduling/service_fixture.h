#ifndef CWP_TESTS_SCHEDULING_SERVICE_FIXTURE_H_
#define CWP_TESTS_SCHEDULING_SERVICE_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "common/time/days_off_settings.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.grpc.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/server.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {

// In whose name a test calls.
struct As {
  std::string service;
  rpc::CallerKind kind;
};

inline const As kOperator = {"cwpctl", rpc::CallerKind::kOperator};
inline const As kPublic = {"web", rpc::CallerKind::kPublic};
inline const As kRegistration = {"registration", rpc::CallerKind::kService};

// A running cwp-scheduling on the engine under test, at 09:00 on 2 March 2026.
class ServiceFixture : public ::testing::Test {
 protected:
  using Stub = v1::SchedulingService::Stub;
  using SeriesStub = v1::SeriesService::Stub;
  template <class Request, class Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&,
                                        Response*);

  void SetUp() override {
    // Only so that a PostgreSQL schema is removed at the end.
    ASSERT_OK(database_.Open(clock_));
    ASSERT_NO_FATAL_FAILURE(StartServer());
  }

  void TearDown() override { StopServer(); }

  // Sets what is to differ.
  virtual void Configure(Settings&) {}

  void StartServer() {
    database_.Close();
    Settings settings;
    settings.host = identity_.SettingsFor("scheduling", database_.uri());
    settings.master_key = identity_.MasterKeyFile();
    settings.undo_minutes = undo_minutes_;
    settings.meeting_hosts = {"teams.example.org", "typed.example.org"};
    settings.days_off = days_off_;
    Configure(settings);
    ASSERT_OK_AND_ASSIGN(server_, SchedulingServer::Start(settings, clock_));
    client_ = std::make_unique<TestClient>(identity_, "scheduling",
                                           server_->port(), clock_);
  }

  void StopServer() {
    client_ = nullptr;
    server_ = nullptr;
  }

  // Stops the server and opens its database.
  absl::Status OpenDatabase() {
    StopServer();
    return database_.Open(clock_, Migrations());
  }

  // `method` is one of either service's stub.
  template <class AnyStub, class Request, class Response>
  absl::StatusOr<Response> Call(
      grpc::Status (AnyStub::*method)(grpc::ClientContext*, const Request&,
                                      Response*),
      const Request& request, const As& as = kOperator) {
    const rpc::Peer& peer = client_->As(as.service);
    AnyStub stub(peer.channel());
    grpc::ClientContext context;
    rpc::Caller caller;
    caller.kind = as.kind;
    peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  // Requests without a fault.
  static v1::CreateWorkshopRequest NewWorkshop(absl::string_view slug);
  v1::CreateSessionRequest NewSession(int64_t workshop_id, absl::Time start);

  static v1::CreateFacilitatorRequest NewFacilitator(
      absl::string_view name, v1::Facilitator::Role role);

  // Made through the RPCs; the test fails when that fails.
  v1::Workshop MakeDraft(absl::string_view slug);
  v1::Workshop MakePublished(absl::string_view slug);
  v1::Session MakeSessionOf(int64_t workshop_id, absl::Time start);
  v1::Facilitator MakeFacilitator(absl::string_view name,
                                  v1::Facilitator::Role role);

  // Calls a method that takes nothing but an id.
  template <class Request, class Response>
  absl::StatusOr<Response> About(Method<Request, Response> method, int64_t id,
                                 absl::string_view request_id = "",
                                 const As& as = kOperator) {
    Request request;
    request.set_id(id);
    request.set_request_id(std::string(request_id));
    return Call(method, request, as);
  }

  absl::StatusOr<v1::Session> GetSession(int64_t id, const As& as = kOperator);

  // Waits until a session is as it should be, which the server's timer sees to
  // on the fake clock but in real time; whether it is.
  bool Comes(int64_t id, const std::function<bool(const v1::Session&)>& holds);
  // The session once time has completed it.
  v1::Session AwaitCompletion(int64_t id);
  absl::StatusOr<v1::Workshop> GetWorkshop(int64_t id,
                                           const As& as = kOperator);

  // Everything on the feed so far, as a follower gets it.
  std::vector<feed::v1::Change> ReadFeed();

  // What the server is started with.
  int64_t undo_minutes_ = 0;
  FakeClock clock_{At(9)};
  // Read by the next start.
  civil::DaysOffSettings days_off_;
  TestIdentity identity_;
  db::TestDatabase database_;
  std::unique_ptr<SchedulingServer> server_;
  std::unique_ptr<TestClient> client_;
};

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_SERVICE_FIXTURE_H_
