#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/rpc/status.h"
#include "common/testing/status_matchers.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/webinars/service.h"
#include "tests/webinars/webinars_fixture.h"

namespace cwp::webinars {
namespace {

using rpc::CallerKind;

constexpr CallerKind kKinds[] = {CallerKind::kPublic,  CallerKind::kManageLink,
                                 CallerKind::kPartner, CallerKind::kStaff,
                                 CallerKind::kService, CallerKind::kOperator};

// Who may call what, written down a second time.
const std::vector<std::string>& Allowed() {
  static const auto* const allowed = new std::vector<std::string>{
      "CreateWebinar cwpctl OPERATOR",   "GetWebinar cwpctl OPERATOR",
      "GetWebinar web PUBLIC",           "ListWebinars cwpctl OPERATOR",
      "ListWebinars web PUBLIC",         "ListWebinars web SERVICE",
      "UpdateWebinar cwpctl OPERATOR",   "PublishWebinar cwpctl OPERATOR",
      "WithdrawWebinar cwpctl OPERATOR", "UploadFile cwpctl OPERATOR",
      "DownloadFile cwpctl OPERATOR",    "DownloadFile web PUBLIC",
      "CountViews web SERVICE",          "ListViewCounts cwpctl OPERATOR"};
  return *allowed;
}

// What staff may call, and in which roles.
const std::map<std::string, std::set<std::string>>& AllowedToStaff() {
  static const std::set<std::string> editors = {"administrator", "coordinator"};
  static const std::set<std::string> all = {"administrator", "coordinator",
                                            "facilitator", "reader"};
  static const auto* const allowed =
      new std::map<std::string, std::set<std::string>>{
          {"CreateWebinar", editors},  {"GetWebinar", all},
          {"ListWebinars", all},       {"UpdateWebinar", editors},
          {"PublishWebinar", editors}, {"WithdrawWebinar", editors},
          {"AppendUpload", editors},   {"GetUpload", editors},
          {"FinishUpload", editors},   {"DownloadFile", all},
          {"ListViewCounts", all}};
  return *allowed;
}

class AccessTest : public WebinarsFixture {
 protected:
  AccessTest() { Start(); }

  // Calls a method, whatever it takes, with an empty message.
  absl::Status Call(grpc::ClientContext& context,
                    const google::protobuf::MethodDescriptor& method) {
    grpc::GenericStub stub(client_->As("web").channel());
    grpc::CompletionQueue queue;
    const std::string path =
        absl::StrCat("/", std::string(kProtoService), "/", method.name());
    const auto call = stub.PrepareCall(&context, path, &queue);
    grpc::Status status;
    grpc::ByteBuffer answer;
    void* tag = nullptr;
    bool ok = false;
    call->StartCall(nullptr);
    queue.Next(&tag, &ok);
    call->WriteLast(grpc::ByteBuffer(nullptr, 0), {}, nullptr);
    queue.Next(&tag, &ok);
    // The status comes after the answers.
    while (ok) {
      call->Read(&answer, nullptr);
      queue.Next(&tag, &ok);
    }
    call->Finish(&status, nullptr);
    queue.Next(&tag, &ok);
    return rpc::FromGrpcStatus(status);
  }

  static const google::protobuf::ServiceDescriptor& Service() {
    return *google::protobuf::DescriptorPool::generated_pool()
                ->FindServiceByName(std::string(kProtoService));
  }
};

TEST_F(AccessTest, HasARowForEveryMethod) {
  const rpc::AccessTable table = WebinarsAccess();
  EXPECT_EQ(static_cast<int>(table.size()), Service().method_count());
  for (int i = 0; i < Service().method_count(); ++i) {
    EXPECT_TRUE(std::any_of(table.begin(), table.end(), [&](const auto& row) {
      return row.method == Service().method(i)->name();
    })) << Service().method(i)->name();
  }
}

TEST_F(AccessTest, LetsNobodyInWithoutACaller) {
  for (int i = 0; i < Service().method_count(); ++i) {
    grpc::ClientContext context;
    const absl::Status status = Call(context, *Service().method(i));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated));
    EXPECT_THAT(status, HasReason("CALLER_MISSING"));
  }
}

TEST_F(AccessTest, LetsInWhomTheTableNamesAndNobodyElse) {
  for (int i = 0; i < Service().method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *Service().method(i);
    for (const char* service : {"scheduling", "registration", "notifications",
                                "gateway", "web", "cwpctl"}) {
      for (const CallerKind kind : kKinds) {
        const std::string who =
            absl::StrCat(method.name(), " ", service, " ", rpc::KindName(kind));
        SCOPED_TRACE(who);
        grpc::ClientContext context;
        Prepare(context, {service, kind});
        const absl::Status status = Call(context, method);
        const bool may = std::count(Allowed().begin(), Allowed().end(), who);
        EXPECT_EQ(ReasonOf(status) != "CALLER_NOT_ALLOWED", may);
        if (!may) {
          EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied));
        }
      }
    }
  }
}

TEST_F(AccessTest, LetsStaffDoWhatTheirRoleMay) {
  for (int i = 0; i < Service().method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *Service().method(i);
    for (const char* role : {"administrator", "coordinator", "facilitator",
                             "reader", "somebody"}) {
      SCOPED_TRACE(absl::StrCat(method.name(), " ", role));
      grpc::ClientContext context;
      Prepare(context, {"web", CallerKind::kStaff, {role}});
      const auto row = AllowedToStaff().find(method.name());
      const bool may =
          row != AllowedToStaff().end() && row->second.contains(role);
      EXPECT_EQ(ReasonOf(Call(context, method)) != "CALLER_NOT_ALLOWED", may);
    }
  }
}

}  // namespace
}  // namespace cwp::webinars
