#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
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

// A service is restored from a backup while those who follow it have seen more
// than that holds.

namespace cwp {
namespace {

class RestoreTest : public ::testing::Test {
 protected:
  // In the order of Deployment::DatabaseUris().
  enum Service { kScheduling = 0, kRegistration = 1 };

  void SetUp() override { session_ = deployment_.OpenSession(20); }

  void Book(const std::string& who) {
    ASSERT_OK(deployment_.Book(session_.id(), absl::StrCat(who, "@example.org"),
                               1, who));
  }

  void BackUp(Service service = kRegistration) {
    using operations::v1::BackupService;
    if (!IsSqlite()) return CopyTables(service, "", "copy_of_");
    const rpc::Peer& peer = deployment_.PeerOf(
        service == kScheduling ? "scheduling" : "registration", "cwpctl");
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

  // As `cwpctl backup restore` does, or PostgreSQL's own tools, which leave the
  // feed its name; the service is down.
  void Restore(Service service = kRegistration) {
    if (!IsSqlite()) return CopyTables(service, "copy_of_", "");
    const std::string path(
        absl::StripPrefix(deployment_.DatabaseUris()[service], "sqlite:"));
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
  bool IsSqlite() const {
    return absl::StartsWith(deployment_.DatabaseUris()[0], "sqlite:");
  }

  // Puts what the tables hold whose names begin with `from` into those that
  // begin with `to`, which are made when there are none.
  void CopyTables(Service service, const std::string& from,
                  const std::string& to) {
    ASSERT_OK_AND_ASSIGN(
        const auto database,
        db::Open(deployment_.DatabaseUris()[service], deployment_.clock()));
    ASSERT_OK(database->Write([&](db::Transaction& tx) -> absl::Status {
      // In any order, whatever refers to what.
      RETURN_IF_ERROR(
          tx.Run("SET LOCAL session_replication_role = replica").status());
      ASSIGN_OR_RETURN(const db::Rows tables,
                       tx.Run("SELECT tablename FROM pg_tables WHERE "
                              "schemaname = current_schema()"));
      for (const db::Rows::Row row : tables) {
        const std::string name = row.String(0);
        if (absl::StartsWith(name, "copy_of_")) continue;
        const std::string made = absl::StrCat("CREATE TABLE IF NOT EXISTS ", to,
                                              name, " (LIKE ", name, ")");
        RETURN_IF_ERROR(tx.Run(made).status());
        RETURN_IF_ERROR(
            tx.Run(absl::StrCat("DELETE FROM ", to, name)).status());
        RETURN_IF_ERROR(tx.Run(absl::StrCat("INSERT INTO ", to, name,
                                            " SELECT * FROM ", from, name))
                            .status());
      }
      return absl::OkStatus();
    }));
  }

  TempDir folder_;
  const std::string backup_ = folder_.File("backup.db");
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

// A session that scheduling made after its backup, and has lost with that.
TEST_F(RestoreTest, WhatSchedulingHasLostTakesNoMoreBookings) {
  scheduling::v1::CreateFacilitatorRequest create;
  create.mutable_facilitator()->set_display_name("Lena Example");
  create.mutable_facilitator()->set_role(
      scheduling::v1::Facilitator::PRACTITIONER);
  ASSERT_OK_AND_ASSIGN(
      const auto leader,
      deployment_.Call<Facilitators>(
          "cwpctl", kOperator, &Facilitators::Stub::CreateFacilitator, create));
  BackUp(kScheduling);
  const int64_t lost = deployment_.OpenSession(20).id();
  scheduling::v1::UpdateSessionRequest lead;
  lead.mutable_session()->set_id(lost);
  lead.mutable_session()->add_facilitator_ids(leader.id());
  lead.mutable_update_mask()->add_paths("facilitator_ids");
  ASSERT_OK(deployment_.Call<Scheduling>(
      "cwpctl", kOperator, &Scheduling::Stub::UpdateSession, lead));
  deployment_.AwaitScheduling();
  ASSERT_OK(deployment_.Book(lost, "ada@example.org", 1, "before"));
  deployment_.StopScheduling();
  Restore(kScheduling);
  deployment_.StartScheduling();
  // Scheduling's feed has to go on, so that it is seen where that stands.
  deployment_.OpenSession(20);
  ASSERT_TRUE(Eventually(
      [&] { return deployment_.Seats(lost).session_state() == "CLOSED"; }));
  EXPECT_THAT(deployment_.Book(lost, "bob@example.org", 1, "after"),
              HasReason("SESSION_NOT_OPEN"));
  const rpc::Caller leading = {.kind = rpc::CallerKind::kStaff,
                               .id = "7",
                               .roles = {"facilitator"},
                               .facilitator_id = leader.id()};
  registration::v1::ListBookingsRequest list;
  list.set_session_id(lost);
  ASSERT_OK_AND_ASSIGN(
      const auto register_of,
      deployment_.Call<Registration>("web", leading,
                                     &Registration::Stub::ListBookings, list));
  ASSERT_EQ(register_of.bookings_size(), 1)
      << "its leader still sees who comes";
  EXPECT_EQ(register_of.bookings(0).state(),
            registration::v1::Booking::CONFIRMED);
  Book("carol");
}

}  // namespace
}  // namespace cwp
