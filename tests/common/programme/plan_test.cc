#include "common/programme/plan.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/programme/when.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using scheduling::v1::Meeting;
using scheduling::v1::Session;
using scheduling::v1::Workshop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

google::protobuf::Timestamp At(const std::string& local) {
  return ToTimestamp(civil::ResolveLocal(local, "Europe/London").value());
}

Meeting MeetingAt(const std::string& local, int64_t minutes = 90) {
  Meeting meeting;
  meeting.set_local_start(local);
  meeting.set_local_end(AddMinutes(local, minutes));
  *meeting.mutable_start_time() = At(local);
  return meeting;
}

// An open session of 20 places, made on 4 January.
Session SessionAt(const std::string& local, int64_t id = 7) {
  Session session;
  session.set_id(id);
  *session.add_meetings() = MeetingAt(local);
  session.set_capacity(20);
  session.set_state(Session::OPEN);
  session.add_facilitator_ids(11);
  *session.mutable_create_time() = At("2027-01-04T09:00");
  *session.mutable_booking_open_time() = session.create_time();
  *session.mutable_booking_close_time() = session.meetings(0).start_time();
  return session;
}

Workshop Worries() {
  Workshop workshop;
  workshop.set_id(3);
  workshop.set_slug("worries");
  workshop.set_title("Worries");
  workshop.set_state(Workshop::PUBLISHED);
  workshop.mutable_meeting_duration()->set_seconds(5400);
  workshop.add_topics("worry");
  return workshop;
}

SessionEntry EntryAt(const std::string& local) {
  SessionEntry entry;
  entry.meetings.push_back({.local_start = local});
  return entry;
}

// Ade is to lead what is looked at.
const Leaders kLeaders = {.ids = std::vector<int64_t>{11},
                          .names = {{11, "Ade Example"}, {12, "Bo Example"}}};

std::string Words(const std::vector<FieldChange>& changes) {
  std::string words;
  for (const FieldChange& change : changes) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", change.key, " '",
                    change.before, "' '", change.after, "'");
  }
  return words;
}

TEST(PlanWorkshopTest, ChangesWhatTheFileGivesAndNothingElse) {
  WorkshopEntry entry;
  entry.workshop.set_slug("worries");
  entry.workshop.set_title("Worry less");
  entry.given = {"title", "topics"};
  ASSERT_OK_AND_ASSIGN(const WorkshopPlan plan,
                       PlanWorkshop("a.yaml", entry, Worries()));
  EXPECT_EQ(Words(plan.changes),
            "title 'Worries' 'Worry less', topics 'worry' ''");
  EXPECT_THAT(plan.fields, ElementsAre("title", "topics"));
  EXPECT_EQ(plan.wanted.meeting_duration().seconds(), 5400);

  entry.given = {};
  ASSERT_OK_AND_ASSIGN(const WorkshopPlan none,
                       PlanWorkshop("a.yaml", entry, Worries()));
  EXPECT_THAT(none.changes, IsEmpty());
  EXPECT_THAT(none.fields, IsEmpty());
}

TEST(PlanWorkshopTest, ANewOneNeedsEnoughToBeMade) {
  WorkshopEntry entry;
  entry.place = {.line = 4, .column = 5};
  entry.workshop.set_slug("worries");
  entry.given = {"title", "summary", "audience", "age_range"};
  const absl::Status status =
      PlanWorkshop("a.yaml", entry, std::nullopt).status();
  EXPECT_THAT(status, HasReason("PROGRAMME_INVALID"));
  EXPECT_EQ(status.message(),
            "a.yaml:4:5: minutes is missing, and there is no workshop worries "
            "yet");
}

struct SessionCase {
  std::string name;
  std::function<void(SessionEntry&, Session&)> differ;
  std::string changes;
  bool moves = false;
  std::vector<std::string> fields;
  std::vector<Session::State> states;
};

const SessionCase kSessionCases[] = {
    {"nothing", [](SessionEntry&, Session&) {}, ""},
    {"what the file leaves out",
     [](SessionEntry&, Session& there) {
       there.set_capacity(5);
       *there.mutable_booking_close_time() = At("2027-02-01T12:00");
     },
     ""},
    {"a length of its own, left out",
     [](SessionEntry&, Session& there) {
       *there.mutable_meetings(0) = MeetingAt("2027-02-02T18:00", 60);
     },
     ""},
    {"capacity",
     [](SessionEntry& entry, Session&) { entry.capacity = 12; },
     "capacity '20' '12'",
     false,
     {"capacity"}},
    {"start",
     [](SessionEntry& entry, Session&) {
       entry.meetings[0].local_start = "2027-02-03T19:00";
     },
     "start '2027-02-02T18:00' '2027-02-03T19:00'", true},
    {"length",
     [](SessionEntry& entry, Session&) { entry.meetings[0].minutes = 60; },
     "minutes '' '60'", true},
    {"another meeting",
     [](SessionEntry& entry, Session&) {
       entry.meetings.push_back({.local_start = "2027-02-09T18:00"});
     },
     "start '2027-02-02T18:00' '', meetings '' '2027-02-02T18:00; "
     "2027-02-09T18:00'",
     true},
    {"booking window",
     [](SessionEntry& entry, Session&) {
       entry.book_from = "2027-01-20T09:00";
       entry.book_until = "2027-02-01T12:00";
     },
     "book_from '' '2027-01-20T09:00', book_until '' '2027-02-01T12:00'",
     false,
     {"booking_open_time", "booking_close_time"}},
    {"who leads it",
     [](SessionEntry&, Session& there) {
       there.set_facilitator_ids(0, 12);
       there.add_facilitator_ids(13);
     },
     "facilitators 'Bo Example; 13' 'Ade Example'",
     false,
     {"facilitator_ids"}},
    {"place and format",
     [](SessionEntry& entry, Session& there) {
       there.mutable_delivery_override()->set_mode(
           scheduling::v1::Delivery::TEAMS);
       entry.delivery.emplace().set_mode(scheduling::v1::Delivery::VENUE);
       entry.delivery->mutable_venue()->set_name("Hall");
       entry.format = Session::LIVE_WEBINAR;
     },
     "online 'yes' '', venue '' 'Hall', format '' 'live webinar'",
     false,
     {"delivery_override", "format"}},
    {"further on",
     [](SessionEntry& entry, Session& there) {
       entry.state = Session::CLOSED;
       there.set_state(Session::DRAFT);
     },
     "state 'draft' 'closed'",
     false,
     {},
     {Session::SCHEDULED, Session::OPEN, Session::CLOSED}},
    {"cancelled",
     [](SessionEntry& entry, Session&) { entry.state = Session::CANCELLED; },
     "state 'open' 'cancelled'",
     false,
     {},
     {Session::CANCELLED}},
    {"never back",
     [](SessionEntry& entry, Session& there) {
       entry.state = Session::SCHEDULED;
       there.set_state(Session::CLOSED);
     },
     ""},
    {"what is over stays",
     [](SessionEntry& entry, Session& there) {
       entry.capacity = 5;
       there.set_state(Session::COMPLETED);
     },
     ""},
    {"what waits has come",
     [](SessionEntry&, Session& there) {
       *there.mutable_meetings(0) = MeetingAt("2027-01-26T18:00");
       *there.mutable_pending_change()->add_meetings() =
           MeetingAt("2027-02-02T18:00");
       *there.mutable_booking_close_time() = there.meetings(0).start_time();
     },
     ""},
    {"a cancellation that waits has come",
     [](SessionEntry& entry, Session& there) {
       entry.state = Session::CANCELLED;
       *there.mutable_pending_change()->mutable_apply_time() =
           At("2027-01-04T09:10");
     },
     ""},
};

TEST(PlanSessionTest, SaysWhatDiffers) {
  for (const SessionCase& test : kSessionCases) {
    SCOPED_TRACE(test.name);
    SessionEntry entry = EntryAt("2027-02-02T18:00");
    Session there = SessionAt("2027-02-02T18:00");
    test.differ(entry, there);
    ASSERT_OK_AND_ASSIGN(const SessionPlan plan,
                         PlanSession(entry, Worries(), &there, kLeaders));
    EXPECT_EQ(Words(plan.changes), test.changes);
    EXPECT_EQ(plan.move, test.moves);
    EXPECT_EQ(plan.fields, test.fields);
    EXPECT_EQ(plan.states, test.states);
    EXPECT_EQ(plan.note, "");
  }
}

TEST(PlanSessionTest, ASessionThatIsMovedAwayIsLeftAndNamed) {
  Session there = SessionAt("2027-02-02T18:00");
  *there.mutable_pending_change()->add_meetings() =
      MeetingAt("2027-02-03T18:00");
  ASSERT_OK_AND_ASSIGN(
      const SessionPlan plan,
      PlanSession(EntryAt("2027-02-02T18:00"), Worries(), &there, {}));
  EXPECT_THAT(plan.changes, IsEmpty());
  EXPECT_THAT(plan.note, HasSubstr("is about to move to 2027-02-03T18:00"));
}

TEST(PlanSessionTest, ANewOneGoesFromStateToState) {
  SessionEntry entry = EntryAt("2027-02-02T18:00");
  ASSERT_OK_AND_ASSIGN(SessionPlan plan,
                       PlanSession(entry, Worries(), nullptr, {}));
  EXPECT_FALSE(plan.draft);
  EXPECT_THAT(plan.states, ElementsAre(Session::OPEN));
  EXPECT_EQ(plan.wanted.meetings(0).local_end(), "2027-02-02T19:30");
  EXPECT_FALSE(plan.wanted.has_booking_close_time());

  entry.state = Session::DRAFT;
  ASSERT_OK_AND_ASSIGN(plan, PlanSession(entry, Worries(), nullptr, {}));
  EXPECT_TRUE(plan.draft);
  EXPECT_THAT(plan.states, IsEmpty());

  entry.state = Session::CANCELLED;
  entry.bookings.emplace_back();
  ASSERT_OK_AND_ASSIGN(plan, PlanSession(entry, Worries(), nullptr, {}));
  EXPECT_THAT(plan.states, ElementsAre(Session::OPEN, Session::CANCELLED));
}

TEST(PlanSessionTest, ATimeThatTheClocksLeaveOutIsRefused) {
  EXPECT_THAT(PlanSession(EntryAt("2027-03-28T01:30"), Worries(), nullptr, {}),
              HasReason("TIME_SKIPPED"));
}

TEST(FindSessionTest, GoesByStartThenByWhereItMovedFrom) {
  std::vector<Session> all = {SessionAt("2027-02-02T18:00", 1),
                              SessionAt("2027-02-09T18:00", 2),
                              SessionAt("2027-02-16T18:00", 3)};
  *all[2].mutable_pending_change()->add_meetings() =
      MeetingAt("2027-02-17T18:00");
  SessionEntry entry = EntryAt("2027-02-09T18:00");
  const auto found = [&](const std::set<int64_t>& used = {}) {
    const Session* const session = FindSession(entry, all, used);
    return session == nullptr ? 0 : session->id();
  };
  EXPECT_EQ(found(), 2);
  EXPECT_EQ(found({2}), 0);
  entry.moved_from = "2027-02-02T18:00";
  EXPECT_EQ(found(), 2) << "it has moved already";
  entry.meetings[0].local_start = "2027-02-10T18:00";
  EXPECT_EQ(found(), 1);
  entry.meetings[0].local_start = "2027-02-17T18:00";
  EXPECT_EQ(found(), 3) << "it is moving there";
  entry.meetings[0].local_start = "2027-02-16T18:00";
  EXPECT_EQ(found(), 3) << "it is moving away";
}

}  // namespace
}  // namespace cwp::programme
