#ifndef CWP_TESTS_SCHEDULING_MEETING_FIXTURE_H_
#define CWP_TESTS_SCHEDULING_MEETING_FIXTURE_H_

#include <sys/stat.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "boost/json.hpp"
#include "common/base/status_macros.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "common/db/database.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "gtest/gtest.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/meeting_commands.h"
#include "services/scheduling/meeting_store.h"
#include "services/scheduling/meeting_worker.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/teams_graph.h"
#include "services/scheduling/vault.h"
#include "tests/scheduling/fake_graph.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {

// The queue of meetings and its worker on the engine under test, against a fake
// Graph, at 09:00 on 2 March 2026. Nothing runs by itself. There is one
// workshop, 7.
class MeetingFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.File("secret")) << FakeGraph::kSecret << "\n";
    chmod(folder_.File("secret").c_str(), 0600);
    ASSERT_OK(database_.Open(clock_, Migrations()));
    provider_ = MakeGraph(absl::Seconds(20));
    worker_ = MakeWorker(*database_);
    ASSERT_OK(Apply(CreateWorkshop{.id = 7, .content = SampleContent()}));
  }

  std::unique_ptr<MeetingProvider> MakeGraph(absl::Duration patience) {
    return MakeGraphMeetings({.tenant = "trust.example.org",
                              .client_id = "app-1",
                              .secret_file = folder_.File("secret"),
                              .organiser = FakeGraph::kOrganiser,
                              .graph_url = fake_.graph_url(),
                              .login_url = fake_.login_url(),
                              .limits = {.total = patience}},
                             clock_);
  }

  std::unique_ptr<MeetingWorker> MakeWorker(db::Database& database) {
    return MakeWorker(database, *provider_);
  }

  std::unique_ptr<MeetingWorker> MakeWorker(db::Database& database,
                                            MeetingProvider& provider) {
    return std::make_unique<MeetingWorker>(
        MeetingWorker::Options{.database = &database,
                               .clock = &clock_,
                               .provider = &provider,
                               .vault = &vault_,
                               .metrics = &metrics_});
  }

  // Applies one command.
  template <class What>
  absl::Status Apply(What what) {
    const Command command = {.what = std::move(what),
                             .actor = {.kind = "OPERATOR"}};
    const Command* const pointer = &command;
    return database_->Write([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto answers,
                       ApplyCommands(tx, {&pointer, 1}, clock_.Now()));
      return answers[0].status();
    });
  }

  // Makes a session on Teams, without an address; at 18:00 unless said
  // otherwise.
  void MakeSessionOf(int64_t id, int64_t workshop_id = 7,
                     absl::Time start = At(18)) {
    SessionContent content = SampleSessionContent(workshop_id);
    content.meetings = {SampleMeeting(start, start + absl::Minutes(90))};
    ASSERT_OK(Apply(CreateSession{.id = id, .content = content}));
  }

  absl::Status Retitle(std::string title) {
    return Apply(UpdateWorkshop{.id = 7,
                                .patch = {.fields = {WorkshopField::kTitle},
                                          .content = {.title = title}}});
  }

  absl::Status Retry(int64_t session_id) {
    return database_->Write([&](db::Transaction& tx) {
      return RetryQueuedMeeting(tx, session_id, clock_.Now()).status();
    });
  }

  std::optional<QueuedMeeting> Queued(int64_t session_id) {
    std::optional<QueuedMeeting> queued;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(queued, FindQueuedMeeting(tx, session_id));
      return absl::OkStatus();
    }));
    return queued;
  }

  Session StoredSession(int64_t id) {
    Session session;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(auto found, FindSession(tx, id));
      session = *std::move(found);
      return absl::OkStatus();
    }));
    return session;
  }

  // The session's address as registration would get it; empty for none.
  std::string AddressOf(int64_t session_id) {
    std::string uri;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto address, FindJoinAddress(tx, session_id));
      if (address->uri.empty()) return absl::OkStatus();
      EXPECT_EQ(address->uri.find("teams.microsoft"), std::string::npos);
      ASSIGN_OR_RETURN(uri, vault_.OpenJoinUri(session_id, address->uri));
      return absl::OkStatus();
    }));
    return uri;
  }

  // The session has one meeting, as the fake and the queue agree, and is joined
  // there.
  void ExpectOneMeetingOf(int64_t session_id) {
    const std::string external_id = absl::StrCat("cwp-session-", session_id);
    std::vector<FakeGraph::Made> made;
    for (const FakeGraph::Made& one : fake_.meetings()) {
      if (one.external_id.find(external_id) == 0) made.push_back(one);
    }
    ASSERT_EQ(made.size(), 1);
    EXPECT_EQ(made[0].external_id, external_id);
    const std::optional<QueuedMeeting> queued = Queued(session_id);
    ASSERT_TRUE(queued.has_value());
    EXPECT_EQ(queued->state, MeetingState::kReady);
    EXPECT_EQ(queued->last_reason, "");
    EXPECT_EQ(queued->meeting_id, made[0].id);
    EXPECT_EQ(AddressOf(session_id), made[0].join_uri);
    EXPECT_EQ(queued->address_version,
              StoredSession(session_id).join_address_version);
    EXPECT_EQ(made[0].content.at("subject"),
              boost::json::value(StoredSession(session_id).workshop_title));
    EXPECT_EQ(made[0].content.at("recordAutomatically"), false);
  }

  FakeClock clock_{At(9)};
  db::TestDatabase database_;
  TempDir folder_;
  Metrics metrics_{"test"};
  FakeGraph fake_;
  const Vault vault_{crypto::Keyring("one", crypto::Key::Random())};
  std::unique_ptr<MeetingProvider> provider_;
  std::unique_ptr<MeetingWorker> worker_;
};

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_MEETING_FIXTURE_H_
