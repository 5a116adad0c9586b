#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/feed/feed_service.h"
#include "common/host/backup_service.h"
#include "common/host/main.h"
#include "common/rpc/gate.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/gateway/server.h"
#include "services/gateway/service.h"
#include "services/notifications/server.h"
#include "services/notifications/service.h"
#include "services/registration/report_service.h"
#include "services/registration/server.h"
#include "services/registration/service.h"
#include "services/scheduling/facilitator_service.h"
#include "services/scheduling/meeting_options_service.h"
#include "services/scheduling/organisation_service.h"
#include "services/scheduling/picture_service.h"
#include "services/scheduling/series_service.h"
#include "services/scheduling/server.h"
#include "services/scheduling/service.h"
#include "services/scheduling/teams_service.h"
#include "services/web/audit_service.h"
#include "services/web/server.h"
#include "services/web/staff_service.h"
#include "services/webinars/server.h"
#include "services/webinars/service.h"
#include "tests/integration/expected_access.h"
#include "tests/integration/raw_call.h"

namespace cwp {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using google::protobuf::UnknownFieldSet;
// Who may call what, by proto service.
using Tables = std::map<std::string, rpc::AccessTable>;

// One of our services, as it runs.
struct Served {
  std::unique_ptr<host::Running> server;
  int port = 0;
  // Every proto service that it serves.
  Tables tables;
  // The services that follow its feed, if it has one.
  std::vector<std::string> followers;
  std::unique_ptr<TestClient> client;
};

// Messages of this type in which one text, however deep, is not UTF-8: every
// one there can be, by the name of the field.
std::map<std::string, std::string> UnreadableMessages(
    const Descriptor& type, std::vector<const Descriptor*> within = {}) {
  std::map<std::string, std::string> all;
  within.push_back(&type);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    std::map<std::string, std::string> values;
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      values[""] = "caf\xE9";
    } else if (field.message_type() != nullptr &&
               std::count(within.begin(), within.end(), field.message_type()) ==
                   0) {
      values = UnreadableMessages(*field.message_type(), within);
    }
    for (const auto& [name, value] : values) {
      UnknownFieldSet message;
      message.AddLengthDelimited(field.number(), value);
      message.SerializeToString(
          &all[absl::StrCat(field.name(), name.empty() ? "" : ".", name)]);
    }
  }
  return all;
}

// Every service of ours that serves gRPC, alone: nobody is where it looks for
// the others. Who follows whose feed stands here a second time.
class AccessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    StartScheduling();
    StartRegistration();
    StartWebinars();
    StartNotifications();
    StartGateway();
    StartWeb();
  }

  // Calls `visit` with every server and every method that it serves.
  template <class Visit>
  void ForEachMethod(Visit visit) {
    for (auto& [name, served] : servers_) {
      for (const auto& [service_name, table] : served.tables) {
        const ServiceDescriptor* service =
            DescriptorPool::generated_pool()->FindServiceByName(service_name);
        ASSERT_NE(service, nullptr) << service_name;
        for (int i = 0; i < service->method_count(); ++i) {
          visit(served, *service->method(i));
        }
      }
    }
  }

  static absl::Status CallEmpty(grpc::ClientContext& context,
                                const rpc::Peer& peer,
                                const MethodDescriptor& method) {
    return CallRaw(context, peer, PathOf(method), "").status();
  }

  static std::string PathOf(const MethodDescriptor& method) {
    return absl::StrCat("/", method.service()->full_name(), "/", method.name());
  }

  FakeClock clock_;
  TestIdentity identity_;
  std::map<std::string, Served> servers_;

 private:
  host::HostSettings HostOf(const std::string& name) {
    db::TestDatabase& database = databases_[name];
    // So that it is removed at the end.
    EXPECT_OK(database.Open(clock_));
    database.Close();
    host::HostSettings settings = identity_.SettingsFor(name, database.uri());
    settings.reflection = true;
    return settings;
  }

  template <class Server>
  void Add(const std::string& name,
           absl::StatusOr<std::unique_ptr<Server>> server, Tables tables,
           const std::vector<std::string>& followers) {
    ASSERT_OK(server.status()) << name;
    Served& served = servers_[name];
    served.port = (*server)->port();
    served.server = *std::move(server);
    served.tables = std::move(tables);
    served.followers = followers;
    served.tables[std::string(host::kBackupProtoService)] =
        host::BackupAccess();
    if (!followers.empty()) {
      served.tables[std::string(feed::kFeedProtoService)] =
          feed::FeedAccess(followers);
    }
    served.client =
        std::make_unique<TestClient>(identity_, name, served.port, clock_);
  }

  void StartScheduling() {
    scheduling::Settings settings;
    settings.host = HostOf("scheduling");
    settings.master_key = identity_.MasterKeyFile();
    Add("scheduling", scheduling::SchedulingServer::Start(settings, clock_),
        {{std::string(scheduling::kProtoService), scheduling::Access()},
         {std::string(scheduling::kSeriesProtoService),
          scheduling::SeriesAccess()},
         {std::string(scheduling::kFacilitatorProtoService),
          scheduling::FacilitatorAccess()},
         {std::string(scheduling::kPictureProtoService),
          scheduling::PictureAccess()},
         {std::string(scheduling::kOrganisationProtoService),
          scheduling::OrganisationAccess()},
         {std::string(scheduling::kMeetingOptionsProtoService),
          scheduling::MeetingOptionsAccess()},
         {std::string(scheduling::kTeamsProtoService),
          scheduling::TeamsAccess()}},
        {"registration", "notifications", "gateway", "web"});
  }

  void StartRegistration() {
    registration::Settings settings;
    settings.host = HostOf("registration");
    settings.scheduling = kNobody;
    settings.master_key = identity_.MasterKeyFile();
    Add("registration",
        registration::RegistrationServer::Start(settings, clock_),
        {{std::string(registration::kProtoService),
          registration::RegistrationAccess()},
         {std::string(registration::kReportProtoService),
          registration::ReportAccess()}},
        {"notifications"});
  }

  void StartWebinars() {
    webinars::Settings settings;
    settings.host = HostOf("webinars");
    settings.media_dir = folder_.File("media");
    Add("webinars", webinars::WebinarsServer::Start(settings, clock_),
        {{std::string(webinars::kProtoService), webinars::WebinarsAccess()}},
        {"web"});
  }

  void StartNotifications() {
    notifications::Settings settings;
    settings.host = HostOf("notifications");
    settings.scheduling = kNobody;
    settings.registration = kNobody;
    settings.mail_dir = folder_.path();
    settings.public_url = "https://book.example.org";
    Add("notifications",
        notifications::NotificationsServer::Start(settings, clock_),
        {{std::string(notifications::kProtoService),
          notifications::NotificationsAccess()}},
        {});
  }

  void StartGateway() {
    gateway::Settings settings;
    settings.host = HostOf("gateway");
    settings.scheduling = kNobody;
    settings.registration = kNobody;
    Add("gateway", gateway::GatewayServer::Start(settings, clock_),
        {{std::string(gateway::kProtoService), gateway::GatewayAccess()}}, {});
  }

  void StartWeb() {
    web::Settings settings;
    settings.host = HostOf("web");
    settings.scheduling = settings.registration = settings.webinars =
        settings.notifications = kNobody;
    settings.assets = folder_.path();
    std::ofstream(folder_.File("style.css")) << "body{color:#212b32}";
    std::ofstream(folder_.File("assets.json"))
        << R"({"style_css": "style.css"})";
    settings.templates = CWP_WEB_TEMPLATES;
    settings.master_key = identity_.MasterKeyFile();
    settings.public_url = "https://book.example.org";
    settings.statement_date = "22 November 2026";
    Add("web", web::WebServer::Start(settings, clock_),
        {{std::string(web::kStaffService), web::StaffServiceAccess()},
         {std::string(web::kAuditService), web::AuditServiceAccess()},
         {std::string(feed::kFeedProtoService), feed::FeedAccess({})}},
        {});
  }

  // Nobody listens on this port, which only root could.
  static constexpr char kNobody[] = "127.0.0.1:1";

  TempDir folder_;
  std::map<std::string, db::TestDatabase> databases_;
};

TEST_F(AccessTest, EveryProtoServiceServedHasATable) {
  for (auto& [name, served] : servers_) {
    std::set<std::string> tables;
    for (const auto& [service, table] : served.tables) tables.insert(service);
    EXPECT_EQ(AskServices(served.client->As("cwpctl")), tables) << name;
  }
}

TEST_F(AccessTest, EveryMethodHasARow) {
  for (const auto& [name, served] : servers_) {
    for (const auto& [service_name, table] : served.tables) {
      const ServiceDescriptor* service =
          DescriptorPool::generated_pool()->FindServiceByName(service_name);
      ASSERT_NE(service, nullptr) << service_name;
      std::vector<std::string> methods;
      for (int i = 0; i < service->method_count(); ++i) {
        methods.push_back(service->method(i)->name());
      }
      std::vector<std::string> rows;
      for (const rpc::MethodAccess& row : table) rows.push_back(row.method);
      EXPECT_THAT(rows, ::testing::UnorderedElementsAreArray(methods))
          << service_name;
    }
  }
}

TEST_F(AccessTest, TheRowsAreThoseAgreedOn) {
  int compared = 0;
  for (const auto& [name, served] : servers_) {
    for (const auto& [service, table] : served.tables) {
      WhoMay expected = ExpectedAccess(service);
      if (expected.empty()) continue;
      if (service == feed::kFeedProtoService) {
        for (const std::string& follower : served.followers) {
          expected["Watch"].insert(absl::StrCat(follower, ":SERVICE"));
        }
      }
      WhoMay found;
      for (const rpc::MethodAccess& row : table) {
        for (const auto& one : row.allowed) {
          std::string who =
              absl::StrCat(one.service, ":", rpc::KindName(one.kind));
          // The first letters of the roles.
          if (!one.roles.empty()) absl::StrAppend(&who, "/");
          for (const std::string& role : one.roles) who.push_back(role[0]);
          found[row.method].insert(std::move(who));
        }
      }
      EXPECT_EQ(found, expected) << name << " " << service;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 20) << "tables, of feeds and backups too";
}

TEST_F(AccessTest, NobodyIsNobody) {
  ForEachMethod([&](Served& served, const MethodDescriptor& method) {
    grpc::ClientContext context;
    EXPECT_THAT(CallEmpty(context, served.client->As("web"), method),
                HasReason("CALLER_MISSING"))
        << method.full_name();
  });
}

TEST_F(AccessTest, StaffWithoutTheRoleAreTurnedAway) {
  int tried = 0;
  ForEachMethod([&](Served& served, const MethodDescriptor& method) {
    for (const auto& row : served.tables[method.service()->full_name()]) {
      for (const auto& one : row.allowed) {
        if (row.method != method.name()) continue;
        if (one.kind != rpc::CallerKind::kStaff) continue;
        EXPECT_FALSE(one.roles.empty()) << method.full_name();
        const std::set<std::string> may(one.roles.begin(), one.roles.end());
        const rpc::Peer& peer = served.client->As(one.service);
        for (const std::string role :
             {"administrator", "coordinator", "facilitator", "reader", ""}) {
          if (may.contains(role)) continue;
          grpc::ClientContext context;
          peer.Prepare(context, {.kind = one.kind, .id = "1", .roles = {role}},
                       clock_.Now() + absl::Seconds(20));
          EXPECT_THAT(CallEmpty(context, peer, method),
                      HasReason("CALLER_NOT_ALLOWED"))
              << method.full_name() << " " << role;
          ++tried;
        }
      }
    }
  });
  EXPECT_GT(tried, 40);
}

TEST_F(AccessTest, EveryoneElseIsTurnedAway) {
  const std::vector<std::string> callers = {
      "scheduling", "registration", "webinars", "notifications",
      "gateway",    "web",          "cwpctl"};
  int tried = 0;
  ForEachMethod([&](Served& served, const MethodDescriptor& method) {
    std::set<std::pair<std::string, rpc::CallerKind>> allowed;
    for (const auto& row : served.tables[method.service()->full_name()]) {
      if (row.method != method.name()) continue;
      for (const auto& one : row.allowed) {
        allowed.emplace(one.service, one.kind);
      }
    }
    for (const std::string& caller : callers) {
      const rpc::Peer& peer = served.client->As(caller);
      for (int kind = 0; kind <= 6; ++kind) {
        const rpc::Caller who = {.kind = static_cast<rpc::CallerKind>(kind),
                                 .id = "1",
                                 .channel = "libraries"};
        if (allowed.contains({caller, who.kind})) continue;
        grpc::ClientContext context;
        peer.Prepare(context, who, clock_.Now() + absl::Seconds(20));
        EXPECT_THAT(CallEmpty(context, peer, method),
                    HasReason("CALLER_NOT_ALLOWED"))
            << method.full_name() << " " << caller << " "
            << rpc::KindName(who.kind);
        ++tried;
      }
    }
  });
  RecordProperty("calls", tried);
  EXPECT_GT(tried, 1000);
}

TEST_F(AccessTest, TextThatIsNotUtf8IsUnreadableInEveryField) {
  int tried = 0;
  ForEachMethod([&](Served& served, const MethodDescriptor& method) {
    const rpc::AccessTable& table =
        served.tables[method.service()->full_name()];
    const auto row = std::find_if(
        table.begin(), table.end(),
        [&](const auto& one) { return one.method == method.name(); });
    ASSERT_NE(row, table.end()) << method.full_name();
    if (row->allowed.empty()) return;
    const auto& allowed = row->allowed.front();
    const rpc::Peer& peer = served.client->As(allowed.service);
    for (const auto& [field, message] :
         UnreadableMessages(*method.input_type())) {
      grpc::ClientContext context;
      rpc::Caller who = {.kind = allowed.kind, .id = "1"};
      who.channel = "libraries";
      who.roles = allowed.roles;
      peer.Prepare(context, who, clock_.Now() + absl::Seconds(20));
      const absl::Status status =
          CallRaw(context, peer, PathOf(method), message).status();
      ++tried;
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument))
          << method.full_name() << " " << field;
      // A stream of messages ends where one cannot be read.
      if (method.client_streaming()) continue;
      EXPECT_THAT(status, HasReason("REQUEST_UNREADABLE"))
          << method.full_name() << " " << field;
    }
  });
  RecordProperty("fields", tried);
  EXPECT_GT(tried, 100);
}

}  // namespace
}  // namespace cwp
