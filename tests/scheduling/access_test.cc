#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "tests/scheduling/service_fixture.h"

namespace cwp::scheduling {
namespace {

using rpc::CallerKind;

// Who may call a method: pairs of service and kind.
using Allowed = std::set<std::pair<std::string, CallerKind>>;

const Allowed kOperators = {{"cwpctl", CallerKind::kOperator}};
const Allowed kReaders = {{"cwpctl", CallerKind::kOperator},
                          {"web", CallerKind::kPublic},
                          {"web", CallerKind::kService},
                          {"gateway", CallerKind::kService},
                          {"registration", CallerKind::kService}};
const Allowed kRegistrationAlone = {{"registration", CallerKind::kService}};

const Allowed& AllowedTo(absl::string_view method) {
  if (method == "GetJoinAddress") return kRegistrationAlone;
  const bool reads =
      absl::StartsWith(method, "Get") || absl::StartsWith(method, "List");
  return reads ? kReaders : kOperators;
}

class AccessTest : public ServiceFixture {
 protected:
  // Calls a method with an empty request, in the name of nobody when `as` is
  // null.
  absl::Status CallEmpty(const std::string& method, const As* as) {
    const rpc::Peer& peer = client_->As(as == nullptr ? "cwpctl" : as->service);
    grpc::GenericStub stub(peer.channel());
    grpc::ClientContext context;
    if (as != nullptr) {
      rpc::Caller caller;
      caller.kind = as->kind;
      peer.Prepare(context, caller, clock_.Now() + absl::Seconds(20));
    }
    grpc::CompletionQueue queue;
    const grpc::Slice empty;
    const auto call = stub.PrepareUnaryCall(
        &context, absl::StrCat("/", std::string(kProtoService), "/", method),
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

TEST_F(AccessTest, IsAsTheTableSays) {
  const google::protobuf::ServiceDescriptor* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string(kProtoService));
  ASSERT_NE(service, nullptr);
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string method = service->method(i)->name();
    EXPECT_THAT(CallEmpty(method, nullptr), HasReason("CALLER_MISSING"))
        << method;
    for (const char* caller : {"scheduling", "registration", "webinars",
                               "notifications", "gateway", "web", "cwpctl"}) {
      for (int kind = 0; kind <= 6; ++kind) {
        const As as = {caller, static_cast<CallerKind>(kind)};
        const bool allowed = AllowedTo(method).contains({as.service, as.kind});
        const absl::Status status = CallEmpty(method, &as);
        EXPECT_EQ(ReasonOf(status) != "CALLER_NOT_ALLOWED", allowed)
            << method << " " << caller << " " << kind << " " << status;
        EXPECT_EQ(status.code() == absl::StatusCode::kPermissionDenied,
                  !allowed);
      }
    }
  }
}

TEST_F(AccessTest, EveryMethodHasItsRow) {
  const google::protobuf::ServiceDescriptor* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string(kProtoService));
  ASSERT_NE(service, nullptr);
  std::set<std::string> declared;
  for (int i = 0; i < service->method_count(); ++i) {
    declared.insert(service->method(i)->name());
  }
  std::set<std::string> granted;
  for (const rpc::MethodAccess& row : Access()) granted.insert(row.method);
  EXPECT_EQ(granted, declared);
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
