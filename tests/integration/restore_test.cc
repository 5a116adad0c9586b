#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/status.h"
#include "common/testing/http_client.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "cwp/operations/v1/backup_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/cwpctl/copy_store.h"
#include "tests/integration/deployment.h"

// Registration is restored from a backup while those who follow it have seen
// more than that holds.

namespace cwp {
namespace {

class RestoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!absl::StartsWith(deployment_.DatabaseUris()[1], "sqlite:")) {
      GTEST_SKIP() << "PostgreSQL's own tools restore that";
    }
    session_ = deployment_.OpenSession(20);
  }

  void Book(const std::string& who) {
    ASSERT_OK(deployment_.Book(session_.id(), absl::StrCat(who, "@example.org"),
                               1, who));
  }

  void BackUp() {
    using operations::v1::BackupService;
    const rpc::Peer& peer = deployment_.PeerOf("registration", "cwpctl");
    const auto stub = BackupService::NewStub(peer.channel());
    grpc::ClientContext context;
    peer.Prepare(context, kOperator,
                 deployment_.clock().Now() + absl::Seconds(20));
    const auto stream = stub->Backup(&context, {});
    std::ofstream file(backup_, std::ios::binary);
    operations::v1::BackupResponse piece;
    while (stream->Read(&piece)) file << piece.data();
    ASSERT_OK(rpc::FromGrpcStatus(stream->Finish()));
  }

  // As `cwpctl backup restore` does; registration is down.
  void Restore() {
    const std::string path(
        absl::StripPrefix(deployment_.DatabaseUris()[1], "sqlite:"));
    ctl::RemoveLeftovers(path);
    std::filesystem::copy_file(
        backup_, path, std::filesystem::copy_options::overwrite_existing);
    ASSERT_OK(ctl::ForgetIdentity(path, deployment_.clock()));
  }

  // How often notifications listed registration's feed anew for this reason.
  int Relists(const std::string& reason) {
    const auto page =
        HttpClient(deployment_.notifications().admin_port()).Get("/metrics");
    EXPECT_OK(page.status());
    const std::string line = absl::StrCat(
        "\ncwp_follower_relists_total{feed=\"registration\","
        "reason=\"",
        reason, "\"} ");
    const size_t at = page.ok() ? page->body.find(line) : std::string::npos;
    return at == std::string::npos
               ? 0
               : std::stoi(page->body.substr(at + line.size()));
  }

  // Messages to somebody.
  int Mailed(const std::string& who) {
    int mailed = 0;
    for (const std::string& mail : deployment_.Mail()) {
      mailed += absl::StrContains(mail, absl::StrCat(who, "@example.org"));
    }
    return mailed;
  }

  // Waits until as many messages have gone out in all.
  bool AwaitMail(size_t count) {
    return Eventually([&] {
      // Time is the test's: what waits for another attempt gets it.
      deployment_.clock().Advance(absl::Seconds(1));
      deployment_.notifications().Wake();
      return deployment_.Mail().size() >= count;
    });
  }

  Deployment deployment_;
  scheduling::v1::Session session_;

 private:
  TempDir folder_;
  const std::string backup_ = folder_.File("registration.db");
};

// The restored feed has not come as far as what notifications has seen.
TEST_F(RestoreTest, AFeedThatEndsEarlierIsListedAnew) {
  Book("ada");
  BackUp();
  Book("bob");
  ASSERT_TRUE(AwaitMail(2));
  deployment_.StopRegistration();
  Restore();
  deployment_.StartRegistration();
  ASSERT_TRUE(Eventually([&] { return Relists("REVISION_AHEAD") == 1; }));
  Book("carol");
  ASSERT_TRUE(AwaitMail(3));
  for (const char* who : {"ada", "bob", "carol"}) {
    EXPECT_EQ(Mailed(who), 1) << who;
  }
}

// What the backup did not hold was told; its version stands for something else
// since then.
TEST_F(RestoreTest, AVersionThatIsMadeAnewIsToldAnew) {
  Book("ada");
  BackUp();
  const int64_t id = deployment_.Bookings(session_.id())[0].id();
  const auto change = [&](int attendees) {
    registration::v1::ChangeAttendeesRequest request;
    request.set_id(id);
    for (int i = 0; i < attendees; ++i) request.add_attendees();
    ASSERT_OK(deployment_.Call<Registration>(
        "cwpctl", kOperator, &Registration::Stub::ChangeAttendees, request));
  };
  change(2);
  ASSERT_TRUE(AwaitMail(2));
  deployment_.StopRegistration();
  Restore();
  deployment_.StartRegistration();
  ASSERT_TRUE(Eventually([&] { return Relists("REVISION_AHEAD") == 1; }));
  change(3);
  ASSERT_TRUE(AwaitMail(3));
  int told = 0;
  for (const std::string& mail : deployment_.Mail()) {
    told += absl::StrContains(mail, "now for 3 places");
  }
  EXPECT_EQ(told, 1);
}

// The restored feed has other entries where notifications stands.
TEST_F(RestoreTest, AFeedThatWentAnotherWayIsListedAnew) {
  Book("ada");
  BackUp();
  Book("bob");
  Book("bea");
  ASSERT_TRUE(AwaitMail(3));
  deployment_.StopNotifications();
  deployment_.StopRegistration();
  Restore();
  deployment_.StartRegistration();
  for (const char* who : {"carol", "dave", "erin", "frank"}) Book(who);
  deployment_.StartNotifications();
  ASSERT_TRUE(Eventually([&] { return Relists("FEED_REPLACED") == 1; }));
  ASSERT_TRUE(AwaitMail(7));
  Book("gina");
  ASSERT_TRUE(AwaitMail(8));
  for (const char* who :
       {"ada", "bob", "bea", "carol", "dave", "erin", "frank", "gina"}) {
    EXPECT_EQ(Mailed(who), 1) << who;
  }
}

}  // namespace
}  // namespace cwp
