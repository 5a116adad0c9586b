// What is decided about the options of a meeting, and what then becomes of the
// meeting, on the engine under test and a fake Graph.
#include "services/scheduling/meeting_options_commands.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/feed/log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/meeting_options_store.h"
#include "services/scheduling/session_store.h"
#include "tests/scheduling/meeting_fixture.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWhy[] = "A choir that sings.";

class MeetingOptionsCommandsTest : public MeetingFixture {
 protected:
  // Whom workshop 7 is for.
  void MakeItFor(Audience audience) {
    ASSERT_OK(
        Apply(UpdateWorkshop{.id = 7,
                             .patch = {.fields = {WorkshopField::kAudience},
                                       .content = {.audience = audience}}}));
  }

  // Sets one option of session 8.
  absl::Status Set(bool MeetingOptions::*option, bool value,
                   std::string reason = "") {
    return Apply(SetMeetingOptions{.session_id = 8,
                                   .patch = {{option, value}},
                                   .reason = std::move(reason)});
  }

  std::vector<OptionsChange> Changes(int64_t session_id = 8) {
    std::vector<OptionsChange> changes;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(changes, ListOptionsChanges(tx, session_id, 0, 100));
      return absl::OkStatus();
    }));
    return changes;
  }

  MeetingOptions InForce(int64_t session_id = 8) {
    MeetingOptions options;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const SessionOptions found,
                       LoadSessionOptions(tx, session_id, true));
      options = found.options;
      return absl::OkStatus();
    }));
    return options;
  }

  // What Graph was last told of the one meeting.
  boost::json::value Told(absl::string_view what) {
    const std::vector<FakeGraph::Made> made = fake_.meetings();
    EXPECT_THAT(made, SizeIs(1));
    return made.empty() ? boost::json::value()
                        : made[0].content.at(std::string(what));
  }

  // All that the feed holds, as bytes.
  std::string Feed() {
    std::string bytes;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const feed::Page page,
                       feed::ReadAfter(tx, {}, 100000, 1 << 30));
      for (const feed::Entry& entry : page.entries) bytes += entry.change;
      return absl::OkStatus();
    }));
    return bytes;
  }
};

TEST_F(MeetingOptionsCommandsTest, LoosenedMeetingsAreLoosenedInTeamsAndBack) {
  MakeItFor(Audience::kYoungPeople);
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowMeetingChat"), "disabled");
  EXPECT_EQ(Told("allowRecording"), false);

  ASSERT_OK(Set(&MeetingOptions::chat, true, kWhy));
  EXPECT_EQ(Queued(8)->state, MeetingState::kWaiting);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  EXPECT_EQ(Told("allowMeetingChat"), "enabled");
  EXPECT_EQ(Told("allowAttendeeToEnableMic"), false) << "only what was asked";
  EXPECT_THAT(fake_.calls(), SizeIs(3)) << "it is not made again";

  ASSERT_OK(Set(&MeetingOptions::lobby_for_outsiders, false, kWhy));
  ASSERT_OK(Set(&MeetingOptions::recording, true, kWhy));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("lobbyBypassSettings").at("scope"), "everyone");
  EXPECT_EQ(Told("allowRecording"), true);
  EXPECT_EQ(Told("recordAutomatically"), true);

  ASSERT_OK(Apply(
      SetMeetingOptions{.session_id = 8,
                        .patch = {{&MeetingOptions::lobby_for_outsiders, true},
                                  {&MeetingOptions::chat, false},
                                  {&MeetingOptions::recording, false}}}));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  ExpectOneMeetingOf(8);
  EXPECT_EQ(Told("lobbyBypassSettings").at("scope"), "organization");
  EXPECT_EQ(Told("allowMeetingChat"), "disabled");
  EXPECT_EQ(Told("allowRecording"), false);
  EXPECT_EQ(InForce(), OptionsFor(Audience::kYoungPeople));
}

TEST_F(MeetingOptionsCommandsTest, WithoutAReasonNothingComesOfIt) {
  MakeItFor(Audience::kYoungPeople);
  MakeSessionOf(8);
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(Set(&MeetingOptions::chat, true), HasReason("REASON_REQUIRED"));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(Changes(), IsEmpty());
  EXPECT_EQ(InForce(), OptionsFor(Audience::kYoungPeople));
}

TEST_F(MeetingOptionsCommandsTest, LoosenedBeforeItIsMadeItIsMadeSo) {
  MakeItFor(Audience::kYoungPeople);
  MakeSessionOf(8);
  ASSERT_OK(Set(&MeetingOptions::attendee_camera, true, kWhy));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowAttendeeToEnableCamera"), true);
  EXPECT_EQ(Told("allowAttendeeToEnableMic"), false);
}

TEST_F(MeetingOptionsCommandsTest, WhatIsClosedWhileInHandIsDoneNext) {
  MakeSessionOf(8);
  std::optional<MeetingTask> task;
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    const absl::Time now = clock_.Now();
    ASSIGN_OR_RETURN(task, TakeMeetingTask(tx, 8, now + absl::Minutes(5), now));
    return absl::OkStatus();
  }));
  const auto made = provider_->CreateOrGet(*task->plan);
  ASSERT_OK(made);
  ASSERT_OK(provider_->Change(made->id, *task->plan));
  ASSERT_OK(Set(&MeetingOptions::chat, false));
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return RecordMeeting(tx, *task, *made, vault_, clock_.Now());
  }));
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowMeetingChat"), "disabled");
}

TEST_F(MeetingOptionsCommandsTest,
       ForYoungPeopleWhatOthersWereAllowedIsClosed) {
  MakeSessionOf(8);
  ASSERT_OK(Set(&MeetingOptions::recording, true, "For those who are ill."));
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowRecording"), true);

  MakeItFor(Audience::kYoungPeople);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowRecording"), false);
  EXPECT_EQ(Told("recordAutomatically"), false);
  EXPECT_EQ(Told("allowMeetingChat"), "disabled");
  EXPECT_EQ(InForce(), OptionsFor(Audience::kYoungPeople));
  EXPECT_THAT(Set(&MeetingOptions::recording, true),
              HasReason("REASON_REQUIRED"))
      << "the reason was for others";

  MakeItFor(Audience::kParentsAndCarers);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_EQ(Told("allowRecording"), true) << "as was decided for them";
}

TEST_F(MeetingOptionsCommandsTest, KeepsWhoDidWhatAndWhy) {
  MakeSessionOf(8);
  ASSERT_OK(Set(&MeetingOptions::recording, true, kWhy));
  ASSERT_OK(Set(&MeetingOptions::recording, true, "Again."));
  clock_.Advance(absl::Minutes(5));
  ASSERT_OK(Set(&MeetingOptions::chat, false));
  MeetingOptions recorded = OptionsFor(Audience::kParentsAndCarers);
  recorded.recording = true;
  MeetingOptions quiet = recorded;
  quiet.chat = false;
  EXPECT_THAT(
      Changes(),
      ElementsAre(
          OptionsChange{.session_id = 8,
                        .number = 1,
                        .time = At(9),
                        .actor_kind = "OPERATOR",
                        .before = OptionsFor(Audience::kParentsAndCarers),
                        .after = recorded,
                        .reason = kWhy},
          OptionsChange{.session_id = 8,
                        .number = 2,
                        .time = At(9, 5),
                        .actor_kind = "OPERATOR",
                        .before = recorded,
                        .after = quiet}));
}

TEST_F(MeetingOptionsCommandsTest, ReasonsAreOnNoFeed) {
  MakeSessionOf(8);
  const std::string before = Feed();
  ASSERT_OK(Set(&MeetingOptions::recording, true, kWhy));
  EXPECT_EQ(Feed(), before) << "followers show none of this";
  ASSERT_THAT(worker_->TryDue(), IsOkAndHolds(1));
  EXPECT_THAT(Feed(), Not(HasSubstr(kWhy)));
}

TEST_F(MeetingOptionsCommandsTest, NewSessionsHaveTheUsual) {
  MakeItFor(Audience::kYoungPeople);
  MakeSessionOf(8);
  ASSERT_OK(Set(&MeetingOptions::chat, true, kWhy));
  MakeSessionOf(9);
  EXPECT_EQ(InForce(9), OptionsFor(Audience::kYoungPeople));
  ASSERT_OK(Apply(CloneWorkshop{.id = 17, .workshop_id = 7, .slug = "again"}));
  MakeSessionOf(10, 17);
  EXPECT_EQ(InForce(10), OptionsFor(Audience::kYoungPeople));
  EXPECT_TRUE(InForce(8).chat);
}

TEST_F(MeetingOptionsCommandsTest, TypedAddressesAskNobody) {
  ASSERT_OK(Apply(CreateSession{.id = 8,
                                .content = SampleSessionContent(),
                                .sealed_join_uri = vault_.SealJoinUri(
                                    8, "https://typed.example.org/1")}));
  ASSERT_OK(Set(&MeetingOptions::chat, false));
  EXPECT_FALSE(InForce().chat);
  EXPECT_EQ(Queued(8), std::nullopt);
  EXPECT_THAT(worker_->TryDue(), IsOkAndHolds(0));
  EXPECT_THAT(fake_.calls(), IsEmpty());
}

TEST_F(MeetingOptionsCommandsTest, WhatIsOverOrCancelledStaysAsItWas) {
  MakeSessionOf(8);
  MakeSessionOf(9);
  ASSERT_OK(Apply(CancelSession{.id = 8, .at_once = true}));
  EXPECT_THAT(Set(&MeetingOptions::chat, false),
              HasReason("SESSION_CANCELLED"));
  clock_.Advance(absl::Hours(11));
  EXPECT_THAT(Apply(SetMeetingOptions{
                  .session_id = 9, .patch = {{&MeetingOptions::chat, false}}}),
              HasReason("SESSION_COMPLETED"))
      << "whether or not that was saved";
  EXPECT_THAT(Apply(SetMeetingOptions{
                  .session_id = 10, .patch = {{&MeetingOptions::chat, false}}}),
              HasReason("SESSION_NOT_FOUND"));
}

TEST_F(MeetingOptionsCommandsTest, EveryOptionIsKeptInItsOwnPlace) {
  MakeSessionOf(8);
  int64_t number = 0;
  std::vector<OptionsChange> written;
  for (const MeetingOption& one : kMeetingOptions) {
    OptionsChange change = {.session_id = 8,
                            .number = ++number,
                            .time = At(9, static_cast<int>(number)),
                            .actor_kind = "STAFF",
                            .actor_id = "someone",
                            .audience = Audience::kProfessionals,
                            .reason = kWhy};
    change.before.*one.value = !(change.before.*one.value);
    for (const MeetingOption& other : kMeetingOptions) {
      if (other.name == one.name) continue;
      change.after.*other.value = !(change.after.*other.value);
    }
    ASSERT_OK(database_->Write(
        [&](db::Transaction& tx) { return InsertOptionsChange(tx, change); }));
    written.push_back(std::move(change));
  }
  EXPECT_EQ(Changes(), written);
  std::optional<OptionsChange> last;
  std::vector<OptionsChange> page;
  ASSERT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, FindLastOptionsChange(tx, 8));
    ASSIGN_OR_RETURN(page, ListOptionsChanges(tx, 8, 2, 2));
    return absl::OkStatus();
  }));
  EXPECT_EQ(last, written.back());
  EXPECT_THAT(page, ElementsAre(written[2], written[3]));
  EXPECT_FALSE(database_
                   ->Write([&](db::Transaction& tx) {
                     return InsertOptionsChange(tx, written[0]);
                   })
                   .ok())
      << "nothing is written over";
}

}  // namespace
}  // namespace cwp::scheduling
