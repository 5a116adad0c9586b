#include "services/scheduling/domain.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/session_change.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

const absl::Time kNow = At(9);

TEST(IsVisibleTest, DraftsAreForStaff) {
  Workshop workshop = SampleWorkshop();
  EXPECT_TRUE(IsVisible(workshop, Viewer::kPublic));
  EXPECT_TRUE(IsVisible(workshop, Viewer::kStaff));
  workshop.state = WorkshopState::kDraft;
  EXPECT_FALSE(IsVisible(workshop, Viewer::kPublic));
  EXPECT_TRUE(IsVisible(workshop, Viewer::kStaff));
}

TEST(CheckSlugTest, IsFreeOrOnesOwn) {
  EXPECT_OK(CheckSlug(std::nullopt, 7));
  EXPECT_OK(CheckSlug(7, 7));
  EXPECT_THAT(CheckSlug(8, 7), HasReason("SLUG_TAKEN"));
  EXPECT_THAT(CheckSlug(8, 7), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST(MakeWorkshopTest, IsADraft) {
  const Workshop made = MakeWorkshop(7, SampleContent(), kNow);
  EXPECT_EQ(made.id, 7);
  EXPECT_EQ(made.content, SampleContent());
  EXPECT_EQ(made.state, WorkshopState::kDraft);
  EXPECT_EQ(made.create_time, kNow);
  EXPECT_EQ(made.update_time, kNow);
  EXPECT_EQ(made.publish_time, std::nullopt);
}

struct ReviseCase {
  std::string name;
  WorkshopField field;
  // Makes the same change as a patch with that field.
  std::function<void(WorkshopContent&)> change;
};

class ReviseTest : public ::testing::TestWithParam<ReviseCase> {};

TEST_P(ReviseTest, ChangesTheNamedFieldAlone) {
  const Workshop workshop = SampleWorkshop();
  WorkshopContent other = {.slug = "other",
                           .title = "Other",
                           .summary = "Other.",
                           .description = "Other text.",
                           .audience = Audience::kProfessionals,
                           .age_range = {.min_years = 12, .max_years = 18},
                           .topics = {"mood"},
                           .meeting_duration = absl::Minutes(60),
                           .delivery = AtTheHall(),
                           .what_to_bring = "A cushion.",
                           .content_note = "We talk about loss.",
                           .languages = {"bfi"},
                           .default_capacity = 8};
  Workshop want = workshop;
  GetParam().change(want.content);
  want.update_time = kNow;
  EXPECT_THAT(
      Revise(workshop, {.fields = {GetParam().field}, .content = other}, kNow),
      IsOkAndHolds(want));
}

INSTANTIATE_TEST_SUITE_P(
    All, ReviseTest,
    ::testing::ValuesIn(std::vector<ReviseCase>{
        {"Slug", WorkshopField::kSlug, [](auto& to) { to.slug = "other"; }},
        {"Title", WorkshopField::kTitle, [](auto& to) { to.title = "Other"; }},
        {"Summary", WorkshopField::kSummary,
         [](auto& to) { to.summary = "Other."; }},
        {"Description", WorkshopField::kDescription,
         [](auto& to) { to.description = "Other text."; }},
        {"Audience", WorkshopField::kAudience,
         [](auto& to) { to.audience = Audience::kProfessionals; }},
        {"AgeRange", WorkshopField::kAgeRange,
         [](auto& to) { to.age_range = {.min_years = 12, .max_years = 18}; }},
        {"Topics", WorkshopField::kTopics,
         [](auto& to) { to.topics = {"mood"}; }},
        {"MeetingDuration", WorkshopField::kMeetingDuration,
         [](auto& to) { to.meeting_duration = absl::Minutes(60); }},
        {"Delivery", WorkshopField::kDelivery,
         [](auto& to) { to.delivery = AtTheHall(); }},
        {"AttendeeNamesReason", WorkshopField::kAttendeeNamesReason,
         [](auto& to) { to.attendee_names_reason = ""; }},
        {"WhatToBring", WorkshopField::kWhatToBring,
         [](auto& to) { to.what_to_bring = "A cushion."; }},
        {"ContentNote", WorkshopField::kContentNote,
         [](auto& to) { to.content_note = "We talk about loss."; }},
        {"Languages", WorkshopField::kLanguages,
         [](auto& to) { to.languages = {"bfi"}; }},
        {"DefaultCapacity", WorkshopField::kDefaultCapacity,
         [](auto& to) { to.default_capacity = 8; }},
        {"SupervisedPair", WorkshopField::kSupervisedPair,
         [](auto& to) { to.supervised_pair = false; }},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ReviseEtagTest, ChangesOnlyTheVersionMeant) {
  const Workshop workshop = SampleWorkshop();
  WorkshopPatch patch = {.fields = {WorkshopField::kTitle},
                         .content = {.title = "New"}};
  patch.if_revision = workshop.revision;
  EXPECT_OK(Revise(workshop, patch, kNow));
  patch.if_revision = workshop.revision - 1;
  EXPECT_THAT(Revise(workshop, patch, kNow), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Revise(workshop, patch, kNow),
              StatusIs(absl::StatusCode::kAborted));
}

TEST(ReviseEtagTest, SameContentChangesNothing) {
  const Workshop workshop = SampleWorkshop();
  EXPECT_THAT(Revise(workshop,
                     {.fields = {WorkshopField::kTitle, WorkshopField::kTopics},
                      .content = workshop.content},
                     kNow),
              IsOkAndHolds(workshop));
}

TEST(PublishTest, OnceOnly) {
  Workshop draft = SampleWorkshop();
  draft.state = WorkshopState::kDraft;
  draft.publish_time = std::nullopt;
  const Workshop published = Publish(draft, kNow);
  EXPECT_EQ(published.state, WorkshopState::kPublished);
  EXPECT_EQ(published.publish_time, kNow);
  EXPECT_EQ(published.update_time, kNow);
  EXPECT_EQ(Publish(published, At(10)), published);
}

TEST(ArchiveTest, OnlyWhenNothingIsToCome) {
  const Workshop workshop = SampleWorkshop();
  const absl::StatusOr<Workshop> refused = Archive(workshop, 8, kNow);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason("WORKSHOP_HAS_SESSIONS"));
  EXPECT_EQ(MetadataOf(refused.status(), "session"), "8");
  ASSERT_OK_AND_ASSIGN(const Workshop archived,
                       Archive(workshop, std::nullopt, kNow));
  EXPECT_EQ(archived.state, WorkshopState::kArchived);
  EXPECT_EQ(archived.update_time, kNow);
  EXPECT_FALSE(IsVisible(archived, Viewer::kPublic));
  EXPECT_THAT(Archive(archived, std::nullopt, At(10)), IsOkAndHolds(archived));
  EXPECT_EQ(Publish(archived, At(10)).state, WorkshopState::kPublished);
}

TEST(CloneTest, IsADraftWithTheContentAndASlugOfItsOwn) {
  const Workshop clone = Clone(SampleWorkshop(), 9, "worries-2", kNow);
  EXPECT_EQ(clone, MakeWorkshop(9, SampleContent("worries-2"), kNow));
}

TEST(MakeSessionTest, ShowsItsWorkshop) {
  Workshop workshop = SampleWorkshop();
  workshop.content.delivery = AtTheHall();
  ASSERT_OK_AND_ASSIGN(
      const Session made,
      MakeSession(8, SampleSessionContent(), false, workshop, kNow));
  EXPECT_EQ(made.state, SessionState::kScheduled);
  EXPECT_EQ(made.workshop_title, workshop.content.title);
  EXPECT_EQ(made.delivery, AtTheHall());
  EXPECT_EQ(made.join_address_version, 0);
  EXPECT_EQ(made.create_time, kNow);
  EXPECT_EQ(made.booking_opens(), kNow);
  EXPECT_EQ(made.booking_closes(), At(18));
}

TEST(MakeSessionTest, FirstJoinAddressIsVersionOne) {
  ASSERT_OK_AND_ASSIGN(
      const Session made,
      MakeSession(8, SampleSessionContent(), true, SampleWorkshop(), kNow));
  EXPECT_EQ(made.join_address_version, 1);
}

TEST(MakeSessionTest, HasTheCapacityOfItsWorkshopWhereItGivesNone) {
  SessionContent content = SampleSessionContent();
  content.capacity = 0;
  Workshop workshop = SampleWorkshop();
  ASSERT_OK_AND_ASSIGN(const Session made,
                       MakeSession(8, content, false, workshop, kNow));
  EXPECT_EQ(made.content.capacity, 12);
  workshop.content.default_capacity = 0;
  const absl::StatusOr<Session> refused =
      MakeSession(8, content, false, workshop, kNow);
  EXPECT_THAT(refused, HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(refused.status(), "field"), "capacity");
}

TEST(MakeSessionTest, NotOfAnArchivedWorkshop) {
  Workshop workshop = SampleWorkshop();
  workshop.state = WorkshopState::kArchived;
  EXPECT_THAT(MakeSession(8, SampleSessionContent(), false, workshop, kNow),
              HasReason("WORKSHOP_ARCHIVED"));
}

struct MakeSessionCase {
  std::string name;
  std::vector<Meeting> meetings;
  std::optional<absl::Time> opens;
  std::optional<absl::Time> closes;
  // Empty: it is made.
  std::string reason;
  std::string field;
};

class MakeSessionCaseTest : public ::testing::TestWithParam<MakeSessionCase> {};

TEST_P(MakeSessionCaseTest, Decides) {
  const MakeSessionCase& param = GetParam();
  SessionContent content = {.workshop_id = 7,
                            .meetings = param.meetings,
                            .capacity = 20,
                            .booking_open_time = param.opens,
                            .booking_close_time = param.closes};
  const absl::StatusOr<Session> made =
      MakeSession(8, content, false, SampleWorkshop(), kNow);
  if (param.reason.empty()) {
    ASSERT_OK(made);
    EXPECT_EQ(made->content, content);
    return;
  }
  EXPECT_THAT(made, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(made, HasReason(param.reason));
  EXPECT_EQ(MetadataOf(made.status(), "field"), param.field);
}

const absl::Duration kDay = absl::Hours(24);
const std::vector<Meeting> kEvening = {SampleMeeting(At(18), At(19))};

INSTANTIATE_TEST_SUITE_P(
    Ahead, MakeSessionCaseTest,
    ::testing::ValuesIn(std::vector<MakeSessionCase>{
        {.name = "InThePast",
         .meetings = {SampleMeeting(At(7), At(8))},
         .reason = "MEETING_IN_PAST",
         .field = "meetings[0].local_start"},
        {.name = "StartsNow",
         .meetings = {SampleMeeting(kNow, At(19))},
         .reason = "MEETING_IN_PAST",
         .field = "meetings[0].local_start"},
        {.name = "HasStarted",
         .meetings = {SampleMeeting(kNow - kDay, At(18) - kDay),
                      SampleMeeting(At(18), At(19))},
         .reason = "MEETING_IN_PAST",
         .field = "meetings[0].local_start"},
        {.name = "FiveYearsAhead",
         .meetings = {SampleMeeting(kNow + kFarthestAhead,
                                    kNow + kFarthestAhead + absl::Hours(1))}},
        {.name = "FartherAhead",
         .meetings = {SampleMeeting(At(18), At(19)),
                      SampleMeeting(At(18) + kFarthestAhead + kDay,
                                    At(19) + kFarthestAhead + kDay)},
         .reason = "FIELD_INVALID",
         .field = "meetings[1].local_start"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    All, MakeSessionCaseTest,
    ::testing::ValuesIn(std::vector<MakeSessionCase>{
        {.name = "OneMeeting", .meetings = kEvening},
        {.name = "EndsAsItStarts",
         .meetings = {SampleMeeting(At(18), At(18))},
         .reason = "MEETING_ENDS_BEFORE_START",
         .field = "meetings[0].local_end"},
        {.name = "EndsBeforeItStarts",
         .meetings = {SampleMeeting(At(18), At(17))},
         .reason = "MEETING_ENDS_BEFORE_START",
         .field = "meetings[0].local_end"},
        {.name = "TwentyFourHours",
         .meetings = {SampleMeeting(At(18), At(18) + kDay)}},
        {.name = "LongerThanTwentyFourHours",
         .meetings = {SampleMeeting(At(18), At(18) + kDay + absl::Minutes(1))},
         .reason = "FIELD_INVALID",
         .field = "meetings[0].local_end"},
        {.name = "BackToBack",
         .meetings = {SampleMeeting(At(18), At(19)),
                      SampleMeeting(At(19), At(20))}},
        {.name = "Overlap",
         .meetings = {SampleMeeting(At(18), At(19)),
                      SampleMeeting(At(18, 59), At(20))},
         .reason = "MEETINGS_OVERLAP",
         .field = "meetings[1].local_start"},
        {.name = "OutOfOrder",
         .meetings = {SampleMeeting(At(18), At(19)),
                      SampleMeeting(At(16), At(17))},
         .reason = "MEETINGS_OVERLAP",
         .field = "meetings[1].local_start"},
        {.name = "WindowUntilTheStart",
         .meetings = kEvening,
         .opens = At(10),
         .closes = At(18)},
        {.name = "WindowUntilAfterTheStart",
         .meetings = kEvening,
         .closes = At(18, 1),
         .reason = "BOOKING_WINDOW_INVALID",
         .field = "booking_close_time"},
        {.name = "WindowEndsBeforeItStarts",
         .meetings = kEvening,
         .opens = At(12),
         .closes = At(11),
         .reason = "BOOKING_WINDOW_INVALID",
         .field = "booking_open_time"},
        {.name = "WindowOfNoLength",
         .meetings = kEvening,
         .opens = At(12),
         .closes = At(12),
         .reason = "BOOKING_WINDOW_INVALID",
         .field = "booking_open_time"},
        {.name = "WindowOpensAtTheStart",
         .meetings = kEvening,
         .opens = At(18),
         .reason = "BOOKING_WINDOW_INVALID",
         .field = "booking_open_time"},
    }),
    [](const auto& test) { return test.param.name; });

using Move = std::function<absl::StatusOr<Session>(
    const Session&, const Workshop&, absl::Time)>;

const Move kOpen = &Open;
const Move kClose = &Close;
const Move kCancel = [](const Session& session, const Workshop& workshop,
                        absl::Time now) {
  return Cancel(session, workshop, {.now = now, .at_once = true});
};

struct MoveCase {
  std::string name;
  SessionState from;
  Move move;
  SessionState to = SessionState::kScheduled;
  WorkshopState workshop = WorkshopState::kPublished;
  absl::Time now = kNow;
  // Empty: it ends in state `to`.
  std::string reason;
};

class MoveTest : public ::testing::TestWithParam<MoveCase> {};

TEST_P(MoveTest, Decides) {
  const MoveCase& param = GetParam();
  Workshop workshop = SampleWorkshop();
  workshop.state = param.workshop;
  Session session = SampleSession();
  session.state = param.from;
  const absl::StatusOr<Session> moved =
      param.move(session, workshop, param.now);
  if (!param.reason.empty()) {
    EXPECT_THAT(moved, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(moved, HasReason(param.reason));
    return;
  }
  Session want = session;
  if (param.to != param.from) {
    want.state = param.to;
    want.update_time = param.now;
  }
  EXPECT_THAT(moved, IsOkAndHolds(want));
}

using S = SessionState;

INSTANTIATE_TEST_SUITE_P(
    All, MoveTest,
    ::testing::ValuesIn(std::vector<MoveCase>{
        {.name = "OpenScheduled",
         .from = S::kScheduled,
         .move = kOpen,
         .to = S::kOpen},
        {.name = "OpenOpen", .from = S::kOpen, .move = kOpen, .to = S::kOpen},
        {.name = "OpenClosed",
         .from = S::kClosed,
         .move = kOpen,
         .to = S::kOpen},
        {.name = "OpenCancelled",
         .from = S::kCancelled,
         .move = kOpen,
         .reason = "SESSION_CANCELLED"},
        {.name = "OpenOfDraft",
         .from = S::kScheduled,
         .move = kOpen,
         .workshop = WorkshopState::kDraft,
         .reason = "WORKSHOP_NOT_PUBLISHED"},
        {.name = "OpenJustBeforeTheStart",
         .from = S::kScheduled,
         .move = kOpen,
         .to = S::kOpen,
         .now = At(18) - absl::Microseconds(1)},
        {.name = "OpenAtTheStart",
         .from = S::kScheduled,
         .move = kOpen,
         .now = At(18),
         .reason = "SESSION_STARTED"},
        {.name = "OpenOpenAfterTheStart",
         .from = S::kOpen,
         .move = kOpen,
         .to = S::kOpen,
         .now = At(18)},
        {.name = "CloseScheduled",
         .from = S::kScheduled,
         .move = kClose,
         .reason = "SESSION_NOT_OPEN"},
        {.name = "CloseOpen",
         .from = S::kOpen,
         .move = kClose,
         .to = S::kClosed},
        {.name = "CloseClosed",
         .from = S::kClosed,
         .move = kClose,
         .to = S::kClosed},
        {.name = "CloseCancelled",
         .from = S::kCancelled,
         .move = kClose,
         .reason = "SESSION_CANCELLED"},
        {.name = "CancelScheduled",
         .from = S::kScheduled,
         .move = kCancel,
         .to = S::kCancelled},
        {.name = "CancelOpen",
         .from = S::kOpen,
         .move = kCancel,
         .to = S::kCancelled},
        {.name = "CancelClosed",
         .from = S::kClosed,
         .move = kCancel,
         .to = S::kCancelled},
        {.name = "CancelCancelled",
         .from = S::kCancelled,
         .move = kCancel,
         .to = S::kCancelled},
    }),
    [](const auto& test) { return test.param.name; });

TEST(MoveShowsTest, TakesOverTheWorkshopAsItIs) {
  Workshop workshop = SampleWorkshop();
  workshop.content.title = "Renamed";
  workshop.content.delivery = AtTheHall();
  workshop.content.age_range = {.min_years = 13, .max_years = 17};
  workshop.content.attendee_names_reason = "";
  ASSERT_OK_AND_ASSIGN(const Session moved,
                       Open(SampleSession(), workshop, kNow));
  EXPECT_EQ(moved.workshop_title, "Renamed");
  EXPECT_EQ(moved.delivery, AtTheHall());
  EXPECT_EQ(moved.age_range, workshop.content.age_range);
  EXPECT_FALSE(moved.attendee_names_needed);
}

TEST(ShowWorkshopTest, ASessionMayBeElsewhere) {
  SessionContent content = SampleSessionContent();
  content.delivery = AtTheHall();
  const Workshop workshop = SampleWorkshop();
  ASSERT_OK_AND_ASSIGN(const Session made,
                       MakeSession(8, content, false, workshop, kNow));
  EXPECT_EQ(made.delivery, AtTheHall());
  Workshop moved = workshop;
  moved.content.delivery.mode = DeliveryMode::kVenue;
  moved.content.delivery.venue = Venue{.name = "Library", .address = "Here"};
  EXPECT_EQ(ShowWorkshop(made, moved, kNow), made);
}

TEST(ShowWorkshopTest, UntilTheLastMeetingHasEnded) {
  Workshop workshop = SampleWorkshop();
  const Session session = SampleSession();
  EXPECT_EQ(ShowWorkshop(session, workshop, kNow), session);

  workshop.content.title = "Renamed";
  Session want = session;
  want.workshop_title = "Renamed";
  want.update_time = At(19);
  EXPECT_EQ(ShowWorkshop(session, workshop, At(19)), want);
  EXPECT_EQ(ShowWorkshop(session, workshop, session.end()), session);
}

}  // namespace
}  // namespace cwp::scheduling
