#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/host/backup_service.h"
#include "common/rpc/gate.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/options.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/impl/codegen/rpc_method.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// Which of our services serves a proto service.
const std::map<std::string, std::string>& Servers() {
  static const auto* const servers = new std::map<std::string, std::string>{
      {"cwp.scheduling.v1.SchedulingService", "scheduling"},
      {"cwp.registration.v1.RegistrationService", "registration"},
      {"cwp.notifications.v1.NotificationsService", "notifications"},
      {"cwp.feed.v1.FeedService", "registration"},
      {"cwp.operations.v1.BackupService", "registration"},
  };
  return *servers;
}

// Who may call what; every pair of service and kind that is not here may not.
std::set<std::string> Allowed(const std::string& proto_service) {
  rpc::AccessTable table;
  if (proto_service == registration::kProtoService) {
    table = registration::RegistrationAccess();
  } else if (proto_service == notifications::kProtoService) {
    table = notifications::NotificationsAccess();
  } else if (proto_service == host::kBackupProtoService) {
    table = host::BackupAccess();
  } else if (proto_service == "cwp.feed.v1.FeedService") {
    table =
        feed::FeedAccess({"notifications", "web", "gateway", "registration"});
  } else {
    table = scheduling::Access();
  }
  std::set<std::string> allowed;
  for (const rpc::MethodAccess& row : table) {
    for (const auto& one : row.allowed) {
      allowed.insert(absl::StrCat(row.method, " ", one.service, " ",
                                  rpc::KindName(one.kind)));
    }
  }
  return allowed;
}

// Calls a method with an empty message, whatever its kind of streaming.
absl::Status CallEmpty(grpc::Channel& channel, const MethodDescriptor& method,
                       grpc::ClientContext& context) {
  const std::string path =
      absl::StrCat("/", method.service()->full_name(), "/", method.name());
  const grpc::internal::RpcMethod rpc(path.c_str(),
                                      grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::Slice nothing;
  grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  return rpc::FromGrpcStatus(
      grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
          &channel, rpc, &context, request, &response));
}

class AccessTest : public ::testing::Test {
 protected:
  // Calls `visit` with every method that a service of ours serves.
  template <class Visit>
  void ForEachMethod(Visit visit) {
    for (const auto& [name, server] : Servers()) {
      const ServiceDescriptor* service =
          DescriptorPool::generated_pool()->FindServiceByName(name);
      ASSERT_NE(service, nullptr) << name;
      for (int i = 0; i < service->method_count(); ++i) {
        visit(*service->method(i), server);
      }
    }
  }

  Deployment deployment_;
};

TEST_F(AccessTest, NobodyIsNobody) {
  ForEachMethod([&](const MethodDescriptor& method, const std::string& server) {
    grpc::ClientContext context;
    EXPECT_THAT(CallEmpty(*deployment_.PeerOf(server, "web").channel(), method,
                          context),
                HasReason("CALLER_MISSING"))
        << method.full_name();
  });
}

TEST_F(AccessTest, EveryoneElseIsTurnedAway) {
  const std::vector<std::string> callers = {
      "scheduling", "registration", "webinars", "notifications",
      "gateway",    "web",          "cwpctl"};
  ForEachMethod([&](const MethodDescriptor& method, const std::string& server) {
    const std::set<std::string> allowed =
        Allowed(method.service()->full_name());
    for (const std::string& caller : callers) {
      for (int kind = 0; kind <= 6; ++kind) {
        const rpc::Caller who = {.kind = static_cast<rpc::CallerKind>(kind),
                                 .id = "1"};
        const std::string row = absl::StrCat(method.name(), " ", caller, " ",
                                             rpc::KindName(who.kind));
        if (allowed.contains(row)) continue;
        const rpc::Peer& peer = deployment_.PeerOf(server, caller);
        grpc::ClientContext context;
        peer.Prepare(context, who,
                     deployment_.clock().Now() + absl::Seconds(20));
        EXPECT_THAT(CallEmpty(*peer.channel(), method, context),
                    HasReason("CALLER_NOT_ALLOWED"))
            << row;
      }
    }
  });
}

// Every proto field marked as personal, reachable from a message.
void FindPersonal(const Descriptor& message, std::set<std::string>& seen,
                  std::vector<std::string>& found) {
  if (!seen.insert(message.full_name()).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.options().GetExtension(registration::v1::personal)) {
      found.push_back(field.full_name());
    }
    if (field.message_type() != nullptr) {
      FindPersonal(*field.message_type(), seen, found);
    }
  }
}

TEST(PersonalDataTest, NoMessageThatReachesAFeedOrACacheHoldsAny) {
  const Descriptor* const published[] = {
      feed::v1::Change::descriptor(),
      registration::v1::AllotmentChange::descriptor(),
      registration::v1::BookingChange::descriptor(),
      registration::v1::HoldChange::descriptor(),
      registration::v1::OfferChange::descriptor(),
      registration::v1::WaitlistChange::descriptor(),
      registration::v1::SeatCount::descriptor(),
      scheduling::v1::Workshop::descriptor(),
      scheduling::v1::Session::descriptor(),
  };
  for (const Descriptor* message : published) {
    std::set<std::string> seen;
    std::vector<std::string> found;
    FindPersonal(*message, seen, found);
    EXPECT_THAT(found, ::testing::IsEmpty()) << message->full_name();
  }
  // The mark itself works.
  std::set<std::string> seen;
  std::vector<std::string> found;
  FindPersonal(*registration::v1::Booking::descriptor(), seen, found);
  EXPECT_GE(found.size(), 10);
}

}  // namespace
}  // namespace cwp
