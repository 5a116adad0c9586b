#include <sys/resource.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/postgres_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/ledger.h"
#include "tests/faults/line.h"
#include "tests/faults/party.h"
#include "tests/faults/registration_process.h"
#include "tests/faults/setting.h"

// Takes the room on the disk away from a registration that runs, and gives it
// back. On SQLite a limit on the size of its files stands for the full disk: it
// can be set on a running process, by root and by others, and nothing else of
// the machine feels it. PostgreSQL has the files itself: there the server says
// what it says of a full disk where the ledger grows, last of what is written.

namespace cwp::faults {
namespace {

constexpr absl::string_view kMakeFullDisk =
    "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger "
    "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' "
    "USING ERRCODE = '53100'; END $$";
constexpr absl::string_view kFill =
    "CREATE TRIGGER full_disk BEFORE INSERT ON feed_entries "
    "FOR EACH ROW EXECUTE FUNCTION full_disk()";
constexpr absl::string_view kMakeRoom =
    "DROP TRIGGER full_disk ON feed_entries";

class DiskFullTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (OnPostgres()) postgres_.emplace();
    party_.emplace(OnPostgres() ? postgres_->uri() : "", "",
                   std::vector<int64_t>{8, 2});
    registration_.emplace(*party_, "registration");
    line_.emplace(*party_, registration_->address());
    registration_->Start();
    ASSERT_OK_AND_ASSIGN(booked_, Ask({.deed = Deed::kBook,
                                       .request_id = "first",
                                       .session = 1,
                                       .places = 1}));
    ASSERT_OK_AND_ASSIGN(held_, Ask({.deed = Deed::kHold,
                                     .request_id = "held",
                                     .session = 2,
                                     .places = 2}));
    ASSERT_OK_AND_ASSIGN(waits_, Ask({.deed = Deed::kJoin,
                                      .request_id = "waits",
                                      .session = 2,
                                      .places = 1}));
  }

  // From now on no file may grow past what the log has, or the ledger at all.
  void Fill() const {
    if (OnPostgres()) return Tell({kMakeFullDisk, kFill});
    registration_->LimitFiles(
        std::filesystem::file_size(party_->File("registration.db-wal")));
  }
  void MakeRoom() const {
    if (OnPostgres()) return Tell({kMakeRoom});
    registration_->LimitFiles(RLIM_INFINITY);
  }

  // Tells PostgreSQL, in one transaction.
  void Tell(const std::vector<absl::string_view>& statements) const {
    const absl::StatusOr<std::unique_ptr<db::Database>> database =
        db::Open(party_->database(), party_->clock());
    ASSERT_OK(database);
    EXPECT_OK((*database)->Write([&](db::Transaction& tx) -> absl::Status {
      for (const absl::string_view statement : statements) {
        RETURN_IF_ERROR(tx.Run(statement).status());
      }
      return absl::OkStatus();
    }));
  }

  absl::StatusOr<Outcome> Ask(const Action& action) const {
    return line_->Ask(action);
  }

  // Everything that can be asked for, each new.
  std::vector<Action> Everything() {
    const std::string round = absl::StrCat("round-", ++rounds_);
    return {
        {.deed = Deed::kBook,
         .request_id = absl::StrCat(round, "-book"),
         .session = 1,
         .places = 2},
        {.deed = Deed::kHold,
         .request_id = absl::StrCat(round, "-hold"),
         .session = 1,
         .places = 1},
        {.deed = Deed::kJoin,
         .request_id = absl::StrCat(round, "-join"),
         .session = 2,
         .places = 2},
        {.deed = Deed::kConfirm,
         .request_id = absl::StrCat(round, "-confirm"),
         .session = 2,
         .places = 2,
         .subject = held_.id,
         .hold_request = "held"},
        {.deed = Deed::kCancel,
         .request_id = absl::StrCat(round, "-cancel"),
         .subject = booked_.id},
        {.deed = Deed::kLeave,
         .request_id = absl::StrCat(round, "-leave"),
         .subject = waits_.id},
    };
  }

  void ExpectRefused(const Action& action) {
    SCOPED_TRACE(action.request_id);
    const absl::Status refused = Ask(action).status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(refused, HasReason("DISK_FULL"));
    EXPECT_EQ(MetadataOf(refused, "retry_after_ms"), "30000");
  }

  std::optional<PostgresServer> postgres_;
  std::optional<Party> party_;
  std::optional<RegistrationProcess> registration_;
  std::optional<Line> line_;
  Outcome booked_;
  Outcome held_;
  Outcome waits_;
  int rounds_ = 0;
};

TEST_F(DiskFullTest, RefusesWithAReasonReadsOnAndRecoversByItself) {
  Fill();
  const std::vector<Action> wanted = Everything();
  for (int again = 0; again < 3; ++again) {
    for (const Action& action : wanted) ExpectRefused(action);
    EXPECT_OK(line_->Probe());
    EXPECT_OK(line_->GetEntry(waits_.id).status());
  }

  MakeRoom();
  for (const Action& action : wanted) {
    EXPECT_OK(Ask(action).status()) << action.request_id;
  }

  Fill();
  std::vector<Action> more = Everything();
  // The others would change nothing any more.
  more.resize(3);
  for (const Action& action : more) ExpectRefused(action);
  registration_->Kill();
  registration_->Start();
  for (const Action& action : wanted) {
    EXPECT_OK(Ask(action).status()) << "what was acknowledged is there";
  }
  ctl::Ledger ledger;
  std::string last_hash;
  EXPECT_OK(line_->Recount(ledger, last_hash));
}

}  // namespace
}  // namespace cwp::faults

int main(int argc, char** argv) {
  cwp::faults::ServeIfAsked(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
