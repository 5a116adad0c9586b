#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "services/scheduling/facilitator_service.h"
#include "services/scheduling/meeting_options_service.h"
#include "services/scheduling/organisation_service.h"
#include "services/scheduling/picture_service.h"
#include "services/scheduling/series_service.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using rpc::CallerKind;

// Who may call a method: pairs of service and kind.
using Allowed = std::set<std::pair<std::string, CallerKind>>;

const Allowed kStaff = {{"cwpctl", CallerKind::kOperator},
                        {"web", CallerKind::kStaff}};
const Allowed kPages = {{"cwpctl", CallerKind::kOperator},
                        {"web", CallerKind::kStaff},
                        {"web", CallerKind::kPublic}};
const Allowed kReaders = {
    {"cwpctl", CallerKind::kOperator}, {"web", CallerKind::kStaff},
    {"web", CallerKind::kPublic},      {"web", CallerKind::kService},
    {"gateway", CallerKind::kService}, {"registration", CallerKind::kService}};
const Allowed kRegistrationAlone = {{"registration", CallerKind::kService}};

const Allowed kNotificationsAlone = {{"notifications", CallerKind::kService}};

const Allowed kOperatorAlone = {{"cwpctl", CallerKind::kOperator}};
const Allowed kOrganisationReaders = {{"cwpctl", CallerKind::kOperator},
                                      {"web", CallerKind::kStaff},
                                      {"web", CallerKind::kService},
                                      {"notifications", CallerKind::kService},
                                      {"registration", CallerKind::kService},
                                      {"gateway", CallerKind::kService}};

Allowed AllowedTo(absl::string_view method) {
  if (method == "GetJoinAddress") return kRegistrationAlone;
  if (method == "ListSessions") {
    Allowed followers = kReaders;
    followers.insert(kNotificationsAlone.begin(), kNotificationsAlone.end());
    return followers;
  }
  const bool reads =
      absl::StartsWith(method, "Get") || absl::StartsWith(method, "List");
  return reads ? kReaders : kStaff;
}

class AccessTest : public ServiceFixture {
 protected:
  // Calls a method with an empty request, in the name of nobody when `as` is
  // null.
  absl::Status CallEmpty(const std::string& method, const As* as,
                         absl::string_view service = kProtoService) {
    const rpc::Peer& peer = client_->As(as == nullptr ? "cwpctl" : as->service);
    grpc::GenericStub stub(peer.channel());
    grpc::ClientContext context;
    if (as != nullptr) {
      rpc::Caller caller;
      caller.kind = as->kind;
      caller.roles = {"coordinator"};
      peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
    }
    grpc::CompletionQueue queue;
    const grpc::Slice empty;
    const auto call =
        stub.PrepareUnaryCall(&context, absl::StrCat("/", service, "/", method),
                              grpc::ByteBuffer(&empty, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return rpc::FromGrpcStatus(status);
  }
};

// Proto services of the program, each with who may call a method.
struct Table {
  absl::string_view service;
  rpc::AccessTable rows;
  std::function<Allowed(const std::string& method)> allowed;
};

std::vector<Table> Tables() {
  return {
      {.service = kProtoService,
       .rows = Access(),
       .allowed = [](const std::string& method) { return AllowedTo(method); }},
      {.service = kSeriesProtoService,
       .rows = SeriesAccess(),
       .allowed = [](const std::string&) { return kStaff; }},
      {.service = kFacilitatorProtoService,
       .rows = FacilitatorAccess(),
       .allowed =
           [](const std::string& method) {
             return method == "GetSessionLeaders" ? kNotificationsAlone
                                                  : kStaff;
           }},
      {.service = kPictureProtoService,
       .rows = PictureAccess(),
       .allowed =
           [](const std::string& method) {
             return method == "GetWorkshopPicture" ? kPages : kStaff;
           }},
      {.service = kOrganisationProtoService,
       .rows = OrganisationAccess(),
       .allowed =
           [](const std::string& method) {
             // The staff who call here are coordinators, who may only look.
             return method == "GetOrganisation" ? kOrganisationReaders
                                                : kOperatorAlone;
           }},
      {.service = kMeetingOptionsProtoService,
       .rows = MeetingOptionsAccess(),
       .allowed = [](const std::string&) { return kStaff; }}};
}

std::set<std::string> MethodsOf(absl::string_view service) {
  const google::protobuf::ServiceDescriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string(service));
  std::set<std::string> methods;
  for (int i = 0; i < descriptor->method_count(); ++i) {
    methods.insert(descriptor->method(i)->name());
  }
  return methods;
}

TEST_F(AccessTest, IsAsTheTableSays) {
  for (const Table& table : Tables()) {
    for (const std::string& method : MethodsOf(table.service)) {
      EXPECT_THAT(CallEmpty(method, nullptr, table.service),
                  HasReason("CALLER_MISSING"))
          << method;
      for (const char* caller : {"scheduling", "registration", "webinars",
                                 "notifications", "gateway", "web", "cwpctl"}) {
        for (int kind = 0; kind <= 6; ++kind) {
          const As as = {caller, static_cast<CallerKind>(kind)};
          const bool allowed =
              table.allowed(method).contains({as.service, as.kind});
          const absl::Status status = CallEmpty(method, &as, table.service);
          EXPECT_EQ(ReasonOf(status) != "CALLER_NOT_ALLOWED", allowed)
              << method << " " << caller << " " << kind << " " << status;
          EXPECT_EQ(status.code() == absl::StatusCode::kPermissionDenied,
                    !allowed);
        }
      }
    }
  }
}

TEST_F(AccessTest, EveryMethodHasItsRow) {
  for (const Table& table : Tables()) {
    std::set<std::string> granted;
    for (const rpc::MethodAccess& row : table.rows) granted.insert(row.method);
    EXPECT_EQ(granted, MethodsOf(table.service));
  }
}

TEST_F(AccessTest, WordOfAnotherKeyIsWorthless) {
  const TestIdentity stranger;
  TestClient client(stranger, "scheduling", server_->port(), clock_);
  const rpc::Peer& peer = client.As("cwpctl");
  const auto stub = v1::SchedulingService::NewStub(peer.channel());
  grpc::ClientContext context;
  rpc::Caller caller;
  caller.kind = CallerKind::kOperator;
  peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
  v1::ListWorkshopsResponse response;
  EXPECT_THAT(rpc::FromGrpcStatus(stub->ListWorkshops(
                  &context, v1::ListWorkshopsRequest(), &response)),
              HasReason("CALLER_INVALID"));
}

TEST_F(AccessTest, UnknownMethodIsUnimplemented) {
  EXPECT_THAT(CallEmpty("GetNothing", &kOperator),
              StatusIs(absl::StatusCode::kUnimplemented));
}

TEST_F(AccessTest, TextThatIsNotUtf8IsUnreadable) {
  v1::CreateWorkshopRequest request = NewWorkshop("worries");
  request.mutable_workshop()->set_title("caf\xE9");
  const auto made = Call(&Stub::CreateWorkshop, request);
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(made, HasReason("REQUEST_UNREADABLE"));
}

}  // namespace
}  // namespace cwp::scheduling
