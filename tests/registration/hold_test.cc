#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using HoldsTest = CommandsTest;

TEST_F(HoldsTest, ConfirmingAHoldMakesABookingOfItsPlaces) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 3)));
  EXPECT_EQ(hold.state, HoldState::kHeld);
  EXPECT_EQ(StoredPool().held, 3);
  EXPECT_THAT(ApplyOne(Book("eve", 1)), HasReason("PLACES_HELD"));

  MakeBooking command = Book("ada", 2);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  ASSERT_OK(ApplyOne(command));
  EXPECT_EQ(StoredPool().held, 0);
  EXPECT_EQ(StoredPool().confirmed, 2);
  EXPECT_EQ(StoredPool().left(), 1) << "what it does not take is free";
  EXPECT_EQ(StoredHold(hold.id).state, HoldState::kConfirmed);
}

// Whoever placed it sees how it ended, and must not learn who has booked.
TEST_F(HoldsTest, EndsTheSameWhenTheBookingTakesNoPlaces) {
  options_.rules.contact_bookings = 1;
  OpenSession(9);
  OpenSession(1, 8);
  ASSERT_OK(ApplyOne(Book("repeats", 1)));
  ASSERT_OK(ApplyOne(Book("often", 1, "", 8)));
  ASSERT_OK(ApplyOne(BlockOne{
      .order = NewOrder(), .contact_key = "blocked", .reason = "sealed"}));
  for (const char* who : {"first", "repeats", "often", "blocked"}) {
    ASSERT_OK_AND_ASSIGN(const Hold hold,
                         ApplyFor<Hold>(PlaceFor(absl::StrCat("b", who), 2)));
    MakeBooking command = Book(who, 2);
    command.hold_id = hold.id;
    command.browser_key = absl::StrCat("b", who);
    ASSERT_OK(ApplyOne(command)) << who;
    const Hold ended = StoredHold(hold.id);
    EXPECT_EQ(ended.state, HoldState::kConfirmed) << who;
    EXPECT_EQ(ended.places, 2) << who;
    EXPECT_EQ(StoredPool().held, 0) << who;
  }
  EXPECT_EQ(StoredPool().confirmed, 3);
}

// Who is let in where a browser gives places up is not passed by the browser.
TEST_F(HoldsTest, WhoGetsThePlacesOfABrowserIsNotPassedByIt) {
  OpenSession(1);
  OpenSession(2, 8);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2, false, "", 8)));
  ASSERT_OK_AND_ASSIGN(
      const WaitlistEntry pair,
      ApplyFor<WaitlistEntry>(Join("pair", 2, 2, {kSession, 8})));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 1)));
  EXPECT_EQ(OfferOf(pair).session_id, 8);
  EXPECT_EQ(StoredEntry(pair.id).passed, 0);
}

TEST_F(HoldsTest, AnotherBrowserCannotConfirmIt) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 3)));
  MakeBooking command = Book("eve", 2);
  command.hold_id = hold.id;
  command.browser_key = "b2";
  EXPECT_THAT(ApplyOne(command), HasReason("PLACES_HELD"));
}

TEST_F(HoldsTest, AfterBookingsClosedAHoldIsGoodForItsOwnPlacesAlone) {
  OpenSession(9);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  Session session = MakeSession(9);
  session.state = SessionState::kClosed;
  Put(session);
  MakeBooking command = Book("ada", 3);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  EXPECT_THAT(ApplyOne(command), HasReason("SESSION_NOT_OPEN"));
  EXPECT_EQ(StoredPool().held, 2);
  command = Book("ada", 2);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  EXPECT_OK(ApplyOne(command));
}

TEST_F(HoldsTest, AHoldIsGoodForItsOwnSession) {
  OpenSession(1);
  OpenSession(2, 8);
  ASSERT_OK_AND_ASSIGN(const Hold hold,
                       ApplyFor<Hold>(PlaceFor("b1", 2, false, "", 8)));
  MakeBooking command = Book("ada", 2);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  EXPECT_THAT(ApplyOne(command), HasReason("NOT_ENOUGH_PLACES"));
  EXPECT_EQ(StoredPool(8).held, 2);
}

// Whoever comes too late comes back as a newcomer, and may be lucky.
TEST_F(HoldsTest, AHoldThatLapsedDoesNoHarm) {
  OpenSession(3);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 3)));
  clock_.Advance(absl::Minutes(20));
  MakeBooking command = Book("ada", 2);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  ASSERT_OK(ApplyOne(command));
  EXPECT_EQ(StoredHold(hold.id).state, HoldState::kLapsed);
  EXPECT_EQ(StoredPool().confirmed, 2);
  EXPECT_EQ(StoredPool().held, 0);
}

TEST_F(HoldsTest, LapsesExactlyWhenItsTimeIsUpWithoutAnyTimer) {
  OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  clock_.Advance(absl::Minutes(20) - absl::Microseconds(1));
  EXPECT_THAT(ApplyOne(Book("eve", 1)), HasReason("PLACES_HELD"));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_OK(ApplyOne(Book("eve", 1)));
}

TEST_F(HoldsTest, SaysWhichPlaceInLineAndWhenTheLongestLapses) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  clock_.Advance(absl::Minutes(5));
  ASSERT_OK_AND_ASSIGN(const Hold longest, ApplyFor<Hold>(PlaceFor("b2", 1)));
  clock_.Advance(absl::Minutes(1));
  // Whoever waits keeps no places, though the turn ends last.
  ASSERT_OK(ApplyOne(PlaceFor("b3", 2, /*wait_in_line=*/true)));
  const auto refused = ApplyOne(PlaceFor("b4", 1));
  EXPECT_THAT(refused, HasReason("PLACES_HELD"));
  EXPECT_EQ(MetadataOf(refused.status(), "position"), "2");
  EXPECT_EQ(MetadataOf(refused.status(), "left"), "0");
  EXPECT_EQ(MetadataOf(refused.status(), "lapse_time"),
            absl::FormatTime(absl::RFC3339_sec, longest.expire_time,
                             absl::UTCTimeZone()));
}

// Whoever asks for more places than they have is told the same.
TEST_F(HoldsTest, EveryoneWhoAsksForPlacesIsToldTheirTurn) {
  OpenSession(3);
  OpenSession(3, 8);
  ASSERT_OK_AND_ASSIGN(const Booking booking,
                       ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking elsewhere,
                       ApplyFor<Booking>(Book("bob", 1, "", 8)));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 1, /*wait_in_line=*/true)));
  ChangeOne change{.order = NewOrder(), .booking_id = booking.id};
  change.attendees.resize(2);
  const WriteCommand commands[] = {change,
                                   MoveOne{.order = NewOrder(),
                                           .booking_id = elsewhere.id,
                                           .to_session_id = kSession},
                                   AllotOne{.order = NewOrder(),
                                            .session_id = kSession,
                                            .channel = "library",
                                            .places = 1}};
  for (const WriteCommand& command : commands) {
    SCOPED_TRACE(command.index());
    const auto refused = ApplyOne(command);
    EXPECT_THAT(refused, HasReason("PLACES_HELD"));
    EXPECT_EQ(MetadataOf(refused.status(), "position"), "2");
    EXPECT_EQ(
        MetadataOf(refused.status(), "lapse_time"),
        absl::FormatTime(absl::RFC3339_sec, clock_.Now() + absl::Minutes(20),
                         absl::UTCTimeZone()));
  }
}

// However many lapse in one session, the others are not kept waiting for it.
TEST_F(HoldsTest, WhatIsDueIsCountedBySessions) {
  for (const int64_t session : {7, 8, 9}) {
    OpenSession(6, session);
    for (int i = 0; i < 3; ++i) {
      const std::string browser = absl::StrCat(session, " ", i);
      ASSERT_OK(ApplyOne(PlaceFor(browser, 1, false, "", session)));
      clock_.Advance(absl::Seconds(1));
    }
  }
  const absl::Time all_due = clock_.Now() + absl::Minutes(20);
  const auto due = [&](int limit) {
    return Load([&](db::Transaction& tx) {
      return FindDueSessions(tx, all_due, limit);
    });
  };
  EXPECT_EQ(due(2), (std::vector<int64_t>{7, 8}));
  EXPECT_EQ(due(3), (std::vector<int64_t>{7, 8, 9}));
}

// Or one client could fill the line so that nobody behind it is seen.
TEST_F(HoldsTest, AClientHasSoManyInLineAndNoMore) {
  OpenSession(2);
  ASSERT_OK(ApplyOne(PlaceFor("holder", 2)));
  std::vector<WriteCommand> group;
  for (int64_t i = 0; i < kClientInLine - 1; ++i) {
    group.push_back(PlaceFor(absl::StrCat("b", i), 1, true, "school"));
  }
  for (const auto& answer : Apply(group)) ASSERT_OK(answer);
  const auto answers = Apply({PlaceFor("last", 1, true, "school"),
                              PlaceFor("over", 1, true, "school"),
                              PlaceFor("other", 1, true, "home")});
  ASSERT_EQ(answers.size(), 3);
  EXPECT_OK(answers[0]);
  EXPECT_THAT(answers[1], HasReason("PLACES_HELD"));
  EXPECT_EQ(MetadataOf(answers[1].status(), "position"),
            absl::StrCat(kClientInLine + 1));
  EXPECT_OK(answers[2]);
  // Whoever leaves makes room.
  ASSERT_OK(ApplyOne(ChangeHold{.order = NewOrder(),
                                .hold_id = As<Hold>(answers[0])->id,
                                .browser_key = "last"}));
  EXPECT_OK(ApplyOne(PlaceFor("over", 1, true, "school")));
}

// Where those who came to the line in one group stand, those before it and
// those who left meanwhile included.
TEST_F(HoldsTest, WhoeverIsNewInLineIsToldItsPlace) {
  OpenSession(2);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold first,
                       ApplyFor<Hold>(PlaceFor("b2", 1, true)));
  EXPECT_EQ(first.position, 1);
  const auto answers =
      Apply({PlaceFor("b3", 1, true), Join("ada", 1), PlaceFor("b4", 1, true),
             ChangeHold{
                 .order = NewOrder(), .hold_id = first.id, .browser_key = "b2"},
             PlaceFor("b5", 1, true), PlaceFor("b3", 1, true)});
  ASSERT_EQ(answers.size(), 6);
  EXPECT_EQ(As<Hold>(answers[0])->position, 2);
  EXPECT_EQ(As<Hold>(answers[2])->position, 4);
  EXPECT_EQ(As<Hold>(answers[4])->position, 4);
  EXPECT_EQ(As<Hold>(answers[5])->position, 0) << "to be read: not the last";
}

TEST_F(HoldsTest, WhatIsBookedIsNotOnlyHeld) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 1)));
  EXPECT_THAT(ApplyOne(PlaceFor("b2", 2, true)),
              HasReason("NOT_ENOUGH_PLACES"));
}

TEST_F(HoldsTest, TheNextInLineGetsWhatLapses) {
  OpenSession(2);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  clock_.Advance(absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const Hold first,
                       ApplyFor<Hold>(PlaceFor("b2", 2, true)));
  ASSERT_OK_AND_ASSIGN(const Hold second,
                       ApplyFor<Hold>(PlaceFor("b3", 1, true)));
  EXPECT_EQ(first.state, HoldState::kInLine);
  clock_.Advance(absl::Minutes(19));
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  EXPECT_EQ(StoredHold(first.id).state, HoldState::kHeld);
  EXPECT_EQ(StoredHold(first.id).expire_time, clock_.Now() + absl::Minutes(20));
  EXPECT_EQ(StoredHold(second.id).state, HoldState::kInLine);
  EXPECT_EQ(StoredPool().held, 2);
}

TEST_F(HoldsTest, ABrowserHasOneLiveHold) {
  OpenSession(5);
  OpenSession(5, 8);
  ASSERT_OK_AND_ASSIGN(const Hold first, ApplyFor<Hold>(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold again, ApplyFor<Hold>(PlaceFor("b1", 2)));
  EXPECT_EQ(again.id, first.id) << "a form sent twice keeps its hold";
  ASSERT_OK_AND_ASSIGN(const Hold fewer, ApplyFor<Hold>(PlaceFor("b1", 1)));
  EXPECT_EQ(fewer.id, first.id);
  EXPECT_EQ(StoredPool().held, 1);
  ASSERT_OK_AND_ASSIGN(const Hold more, ApplyFor<Hold>(PlaceFor("b1", 4)));
  EXPECT_NE(more.id, first.id);
  EXPECT_EQ(StoredPool().held, 4);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 1, false, "", 8)));
  EXPECT_EQ(StoredPool().held, 0);
  EXPECT_EQ(StoredPool(8).held, 1);
}

TEST_F(HoldsTest, ARefusedChangeKeepsWhatThereWas) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 1)));
  EXPECT_THAT(ApplyOne(PlaceFor("b1", 3)), HasReason("PLACES_HELD"));
  EXPECT_EQ(StoredPool().held, 3);
}

// One address holds at most 8 places, or a quarter of the session; beyond that
// it waits in line, is never refused, and keeps nobody else back.
TEST_F(HoldsTest, AClientThatHoldsMuchWaitsInLine) {
  OpenSession(20);
  for (int i = 0; i < 4; ++i) {
    ASSERT_OK(ApplyOne(PlaceFor(absl::StrCat("b", i), 2, false, "school")));
  }
  ASSERT_OK_AND_ASSIGN(const Hold waits,
                       ApplyFor<Hold>(PlaceFor("b9", 1, false, "school")));
  EXPECT_EQ(waits.state, HoldState::kInLine);
  ASSERT_OK_AND_ASSIGN(const Hold other, ApplyFor<Hold>(PlaceFor("c1", 10)));
  EXPECT_EQ(other.state, HoldState::kHeld);
  EXPECT_EQ(StoredHold(waits.id).passed, 0);

  clock_.Advance(absl::Minutes(19));
  ASSERT_OK(ApplyOne(ChangeHold{.order = NewOrder(),
                                .hold_id = waits.id,
                                .browser_key = "b9",
                                .extend = true}));
  clock_.Advance(absl::Minutes(1));
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  EXPECT_EQ(StoredHold(waits.id).state, HoldState::kHeld);
}

TEST_F(HoldsTest, AQuarterOfALargeSessionIsTheLimitOfAClient) {
  OpenSession(100);
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK_AND_ASSIGN(
        const Hold hold,
        ApplyFor<Hold>(PlaceFor(absl::StrCat("b", i), 5, false, "school")));
    EXPECT_EQ(hold.state, HoldState::kHeld);
  }
  ASSERT_OK_AND_ASSIGN(const Hold waits,
                       ApplyFor<Hold>(PlaceFor("b9", 1, false, "school")));
  EXPECT_EQ(waits.state, HoldState::kInLine);
}

// More than a decision looks at, all of one client that holds as much as it
// may.
TEST_F(HoldsTest, ALongLineOfOneClientKeepsNobodyBack) {
  OpenSession(20);
  for (int i = 0; i < 4; ++i) {
    ASSERT_OK(ApplyOne(PlaceFor(absl::StrCat("b", i), 2, false, "school")));
  }
  for (int i = 0; i < 3 * kQueueWindow; ++i) {
    ASSERT_OK_AND_ASSIGN(
        const Hold waits,
        ApplyFor<Hold>(PlaceFor(absl::StrCat("w", i), 1, true, "school")));
    ASSERT_EQ(waits.state, HoldState::kInLine);
  }
  ASSERT_OK_AND_ASSIGN(const Hold first,
                       ApplyFor<Hold>(PlaceFor("c1", 10, true)));
  EXPECT_EQ(first.state, HoldState::kHeld);
  ASSERT_OK_AND_ASSIGN(const Hold behind,
                       ApplyFor<Hold>(PlaceFor("c2", 5, true)));
  EXPECT_EQ(behind.state, HoldState::kInLine);
  ASSERT_OK(ApplyOne(ChangeHold{
      .order = NewOrder(), .hold_id = first.id, .browser_key = "c1"}));
  EXPECT_EQ(StoredHold(behind.id).state, HoldState::kHeld);
}

// It holds nothing yet: its first ones come before those behind it, as many as
// it may hold, and no places idle.
TEST_F(HoldsTest, ALongLineOfOneClientTakesWhatItMayHoldAndNoMore) {
  OpenSession(20);
  ASSERT_OK_AND_ASSIGN(const Hold all, ApplyFor<Hold>(PlaceFor("c0", 20)));
  clock_.Advance(absl::Minutes(1));
  for (int i = 0; i < 3 * kQueueWindow; ++i) {
    ASSERT_OK(ApplyOne(PlaceFor(absl::StrCat("w", i), 1, true, "school")));
  }
  ASSERT_OK_AND_ASSIGN(const Hold behind,
                       ApplyFor<Hold>(PlaceFor("c1", 10, true)));
  ASSERT_EQ(behind.state, HoldState::kInLine);
  clock_.Advance(absl::Minutes(19));
  ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
  EXPECT_EQ(StoredHold(all.id).state, HoldState::kLapsed);
  EXPECT_EQ(StoredHold(behind.id).state, HoldState::kHeld);
  EXPECT_EQ(StoredPool().held, 18) << "eight of the school, ten behind it";
}

TEST_F(HoldsTest, IsExtendedTenTimesAndNoMore) {
  OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  ChangeHold extend{.hold_id = hold.id, .browser_key = "b1", .extend = true};
  for (int i = 0; i < 10; ++i) {
    clock_.Advance(absl::Minutes(19));
    ASSERT_OK(ApplyOne(extend));
  }
  EXPECT_THAT(ApplyOne(extend), HasReason("HOLD_NOT_EXTENDABLE"));
  clock_.Advance(absl::Minutes(20));
  EXPECT_THAT(ApplyOne(extend), HasReason("HOLD_LAPSED"));
  extend.browser_key = "b2";
  EXPECT_THAT(ApplyOne(extend), HasReason("HOLD_NOT_FOUND"));
}

TEST_F(HoldsTest, PlacesAreExtendedTenTimesHoweverOftenTheTurnForThemWas) {
  OpenSession(2);
  options_.rules.max_extensions = 1;
  ASSERT_OK_AND_ASSIGN(const Hold all, ApplyFor<Hold>(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold next,
                       ApplyFor<Hold>(PlaceFor("b2", 1, true)));
  const ChangeHold extend{
      .hold_id = next.id, .browser_key = "b2", .extend = true};
  ASSERT_OK(ApplyOne(extend));
  EXPECT_THAT(ApplyOne(extend), HasReason("HOLD_NOT_EXTENDABLE"));
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = all.id, .browser_key = "b1"}));
  ASSERT_EQ(StoredHold(next.id).state, HoldState::kHeld);
  ASSERT_OK(ApplyOne(extend));
  EXPECT_THAT(ApplyOne(extend), HasReason("HOLD_NOT_EXTENDABLE"));
}

TEST_F(HoldsTest, ReleasingServesTheNextAtOnce) {
  OpenSession(2);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold next,
                       ApplyFor<Hold>(PlaceFor("b2", 1, true)));
  const ChangeHold release{.hold_id = hold.id, .browser_key = "b1"};
  ASSERT_OK(ApplyOne(release));
  EXPECT_EQ(StoredHold(next.id).state, HoldState::kHeld);
  ASSERT_OK(ApplyOne(release)) << "twice changes nothing";
  EXPECT_EQ(StoredPool().held, 1);
}

TEST_F(HoldsTest, ATurnInLineThatIsGivenBackKeepsNobodyBack) {
  options_.rules.max_passes = 0;
  OpenSession(3);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold waits,
                       ApplyFor<Hold>(PlaceFor("b2", 2, true)));
  EXPECT_EQ(StoredPool().left(), 0);
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = waits.id, .browser_key = "b2"}));
  EXPECT_EQ(StoredPool().left(), 1);
  EXPECT_FALSE(StoredPool().queued);
}

// What it only waits for is not counted with what an address holds.
TEST_F(HoldsTest, ALargePartyInLineIsServed) {
  OpenSession(6);
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 6)));
  ASSERT_OK_AND_ASSIGN(const Hold waits,
                       ApplyFor<Hold>(PlaceFor("b2", 6, true)));
  ASSERT_OK(ApplyOne(ChangeHold{.hold_id = hold.id, .browser_key = "b1"}));
  EXPECT_EQ(StoredHold(waits.id).state, HoldState::kHeld);
}

TEST_F(HoldsTest, WhatLapsedIsNotCountedWithWhatAClientHolds) {
  OpenSession(20);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 8, false, "school")));
  clock_.Advance(absl::Minutes(20));
  ASSERT_OK_AND_ASSIGN(const Hold hold,
                       ApplyFor<Hold>(PlaceFor("b2", 8, false, "school")));
  EXPECT_EQ(hold.state, HoldState::kHeld);
}

// A contact who has places already gives the hold back, and the answer is the
// same as for a first booking.
TEST_F(HoldsTest, ARepeatGivesTheHoldBack) {
  OpenSession(5);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Hold hold, ApplyFor<Hold>(PlaceFor("b1", 2)));
  MakeBooking command = Book("ada", 2);
  command.hold_id = hold.id;
  command.browser_key = "b1";
  ASSERT_OK(ApplyOne(command));
  EXPECT_EQ(StoredPool().held, 0);
  EXPECT_EQ(StoredPool().confirmed, 1);
}

}  // namespace
}  // namespace cwp::registration
