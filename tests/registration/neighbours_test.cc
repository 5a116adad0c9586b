#include <vector>

#include "common/base/error.h"
#include "common/feed/log.h"
#include "common/testing/status_matchers.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/pool_store.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

using ::testing::ElementsAre;

// What commands, sessions and lapses of one group do to each other. The
// simulation found most of these.
class NeighboursTest : public CommandsTest {
 protected:
  WaitlistEntry Joined(const JoinOne& command) {
    return *ApplyFor<WaitlistEntry>(command);
  }
};

TEST_F(NeighboursTest, APositionCountsThoseOfTheSameGroup) {
  OpenSession(2);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  const auto answers =
      Apply({PlaceFor("b2", 1, true), Join("ada", 1), PlaceFor("b3", 1)});
  ASSERT_EQ(answers.size(), 3);
  ASSERT_THAT(answers[2].status(), HasReason("PLACES_HELD"));
  EXPECT_EQ(MetadataOf(answers[2].status(), "position"), "3");
}

TEST_F(NeighboursTest, ALapseElsewhereIsSettledBeforeAnybodyDecides) {
  OpenSession(1);
  OpenSession(3, 8);
  const WaitlistEntry offered = Joined(Join("ada", 1, 0, {kSession, 8}));
  ASSERT_EQ(OfferOf(offered).session_id, kSession);
  clock_.Advance(OfferOf(offered).expire_time - clock_.Now());
  // The lapse makes ada the next for session 8, and leaves places for others.
  const auto answers = Apply({Book("bob", 1), Book("cy", 2, "", 8)});
  ASSERT_EQ(answers.size(), 2);
  EXPECT_OK(answers[0]);
  EXPECT_OK(answers[1]);
  EXPECT_EQ(OfferOf(offered).session_id, 8);
}

TEST_F(NeighboursTest, ACancelledSessionTakesBackWhatAllotmentsSold) {
  OpenSession(4);
  ASSERT_OK(ApplyOne(AllotOne{.order = NewOrder(),
                              .session_id = kSession,
                              .channel = "library",
                              .places = 3}));
  for (const char* who : {"ada", "bob"}) {
    MakeBooking book = Book(who, 1);
    book.record.booking.channel = "library";
    ASSERT_OK(ApplyOne(book));
  }
  Session session = MakeSession(4);
  session.state = SessionState::kCancelled;
  Put(session);
  const auto allotment = *Load([](db::Transaction& tx) {
    return FindAllotment(tx, kSession, "library");
  });
  EXPECT_EQ(allotment.sold, 0);
  EXPECT_EQ(StoredPool().confirmed, 0);
  EXPECT_EQ(StoredPool().allotted, 3);
}

TEST_F(NeighboursTest, WhoeverWasPassedOftenEnoughIsKeptPlacesForEverywhere) {
  options_.rules.max_passes = 1;
  OpenSession(2);
  OpenSession(2, 8);
  ASSERT_OK(ApplyOne(Book("first", 1)));
  ASSERT_OK(ApplyOne(Book("first", 1, "", 8)));
  const WaitlistEntry waits = Joined(Join("ada", 2, 2, {kSession, 8}));
  EXPECT_EQ(StoredPool(8).left(), 1);
  ASSERT_OK(ApplyOne(Book("bob", 1)));
  EXPECT_EQ(StoredEntry(waits.id).passed, 1);
  EXPECT_EQ(StoredPool(8).left(), 0) << "it collects";
}

// Who changes to another session lets somebody in where they were, which passes
// one who waits for both: for the last time, so that nobody passes them here.
TEST_F(NeighboursTest, WhoeverChangesSessionsPassesNobodyOnceTooOften) {
  options_.rules.max_passes = 1;
  OpenSession(6);
  OpenSession(6, 8);
  ASSERT_OK(ApplyOne(Book("first", 5)));
  ASSERT_OK(ApplyOne(Book("first", 4, "", 8)));
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2, false, "", 8)));
  const WaitlistEntry waits = Joined(Join("ada", 5, 5, {kSession, 8}));
  const WaitlistEntry next = Joined(Join("bob", 2, 2, {8}));
  ASSERT_OK_AND_ASSIGN(const Hold turn, ApplyFor<Hold>(PlaceFor("b1", 1)));
  EXPECT_EQ(StoredEntry(next.id).state, EntryState::kOffered);
  EXPECT_EQ(StoredEntry(waits.id).passed, 1);
  EXPECT_EQ(turn.state, HoldState::kInLine);
  EXPECT_EQ(StoredPool().held, 0);
}

TEST_F(NeighboursTest, TheFeedSaysWhatCameOutOfAnAllotment) {
  OpenSession(4);
  ASSERT_OK(ApplyOne(AllotOne{.order = NewOrder(),
                              .session_id = kSession,
                              .channel = "library",
                              .places = 1}));
  MakeBooking book = Book("ada", 2);
  book.record.booking.channel = "library";
  ASSERT_OK(ApplyOne(book));
  const feed::Page page = Load([](db::Transaction& tx) {
    return feed::ReadAfter(tx, {}, 100, 1 << 20);
  });
  int64_t told = 0;
  for (const feed::Entry& entry : page.entries) {
    feed::v1::Change change;
    v1::BookingChange booking;
    ASSERT_TRUE(change.ParseFromString(entry.change));
    if (change.kind() != "booking") continue;
    ASSERT_TRUE(booking.ParseFromString(change.resource()));
    told = booking.from_allotment();
  }
  EXPECT_EQ(told, 1);
}

TEST_F(NeighboursTest, OnlyTheLastWordOnASessionCounts) {
  OpenSession(1);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  const WaitlistEntry waits = Joined(Join("bob", 1));
  const std::vector<Session> both = {MakeSession(2), MakeSession(1)};
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return ApplySessions(tx, both, options_, clock_.Now());
  }));
  EXPECT_EQ(StoredPool().capacity, 1);
  EXPECT_EQ(StoredEntry(waits.id).state, EntryState::kWaiting);
}

// The lapse is decided first, by the old capacity, and takes more places than
// were taken before.
TEST_F(NeighboursTest, ALapseLetsSomebodyInJustBeforeTheCapacityIsLowered) {
  OpenSession(5);
  ASSERT_OK(ApplyOne(Book("ada", 3)));
  ASSERT_OK_AND_ASSIGN(const Hold held, ApplyFor<Hold>(PlaceFor("b1", 1)));
  const WaitlistEntry waits = Joined(Join("bob", 2));
  clock_.Advance(held.expire_time - clock_.Now());
  OpenSession(2);
  EXPECT_EQ(StoredPool().capacity, 2);
  EXPECT_EQ(StoredPool().over(), 3);
  EXPECT_EQ(OfferOf(waits).places, 2);
}

TEST_F(NeighboursTest, TwoNewSessionsAtOnceAreBothOffered) {
  const WaitlistEntry first = Joined(Join("ada", 1, 0, {}));
  const WaitlistEntry second = Joined(Join("bob", 1, 0, {}));
  const std::vector<Session> both = {MakeSession(1), MakeSession(1, 8)};
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return ApplySessions(tx, both, options_, clock_.Now());
  }));
  EXPECT_EQ(OfferOf(first).session_id, kSession);
  EXPECT_EQ(OfferOf(second).session_id, 8);
}

// Sessions 7 and 8, both full, and somebody who waits for both.
class TwoSessionsTest : public NeighboursTest {
 protected:
  void SetUp() override {
    NeighboursTest::SetUp();
    OpenSession(1);
    OpenSession(1, 8);
    ASSERT_OK(ApplyOne(Book("ada", 1)));
    ASSERT_OK_AND_ASSIGN(there_, ApplyFor<Booking>(Book("bea", 1, "", 8)));
    waits_ = Joined(Join("cy", 1, 0, {kSession, 8}));
  }
  void CancelSessions(const std::vector<int64_t>& ids) {
    std::vector<Session> cancelled;
    for (const int64_t id : ids) {
      cancelled.push_back(MakeSession(1, id));
      cancelled.back().state = SessionState::kCancelled;
    }
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return ApplySessions(tx, cancelled, options_, clock_.Now());
    }));
  }

  Booking there_;
  WaitlistEntry waits_;
};

TEST_F(TwoSessionsTest, AnOfferElsewhereOutlastsACancelledSession) {
  ASSERT_OK(ApplyOne(Cancel(there_.id)));
  ASSERT_EQ(OfferOf(waits_).session_id, 8);
  CancelSessions({kSession});
  EXPECT_EQ(StoredEntry(waits_.id).state, EntryState::kOffered);
  EXPECT_THAT(StoredEntry(waits_.id).session_ids, ElementsAre(8));
  EXPECT_EQ(OfferOf(waits_).state, OfferState::kOpen);
  ASSERT_OK(ApplyOne(DeclineOne{.order = NewOrder(), .entry_id = waits_.id}));
  EXPECT_EQ(StoredEntry(waits_.id).state, EntryState::kLeft)
      << "it waits for nothing any more";
}

TEST_F(TwoSessionsTest, NothingIsLeftToWaitForWhenBothAreCancelledAtOnce) {
  ASSERT_OK(ApplyOne(Cancel(there_.id)));
  CancelSessions({8, kSession});
  EXPECT_EQ(StoredEntry(waits_.id).state, EntryState::kEnded);
  EXPECT_EQ(OfferOf(waits_).state, OfferState::kWithdrawn);
  EXPECT_EQ(StoredPool(8).offered, 0);
}

TEST_F(TwoSessionsTest, WhoWaitsIsToldTheTurnInWhatComesNext) {
  Session soon = MakeSession(1, 8);
  soon.meetings = {{.start = clock_.Now() + absl::Hours(1),
                    .end = clock_.Now() + absl::Hours(2)}};
  Put(soon);
  const auto next = [this] {
    return Load([this](db::Transaction& tx) {
      return FindNextSession(tx, waits_.session_ids, clock_.Now());
    });
  };
  EXPECT_EQ(next(), 8);
  clock_.Advance(absl::Hours(3));
  EXPECT_EQ(next(), kSession);
  clock_.Advance(absl::Hours(24 * 30));
  EXPECT_EQ(next(), 0);
}

// What has run out by then would go to the next.
TEST_F(TwoSessionsTest, NobodyIsOfferedPlacesInWhatIsAboutToBeCancelled) {
  ASSERT_OK(ApplyOne(Cancel(there_.id)));
  const WaitlistEntry next = Joined(Join("dee", 1, 0, {8}));
  clock_.Advance(OfferOf(waits_).expire_time - clock_.Now());
  CancelSessions({8});
  EXPECT_EQ(StoredEntry(next.id).state, EntryState::kEnded);
  EXPECT_EQ(StoredEntry(next.id).offer_id, 0);
  EXPECT_EQ(StoredEntry(waits_.id).state, EntryState::kWaiting);
  EXPECT_EQ(StoredPool(8).offered, 0);
}

// Not for a moment: an offer is mailed.
TEST_F(TwoSessionsTest, NobodyIsOfferedPlacesInWhatIsCancelledToo) {
  ASSERT_OK(ApplyOne(Cancel(there_.id)));
  const int64_t offer = OfferOf(waits_).id;
  // A place comes free where it waits, too.
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return ApplySessions(tx, {MakeSession(2)}, options_, clock_.Now());
  }));
  ASSERT_EQ(StoredPool().left(), 1);
  CancelSessions({8, kSession});
  EXPECT_EQ(StoredEntry(waits_.id).state, EntryState::kEnded);
  EXPECT_EQ(StoredEntry(waits_.id).offer_id, offer);
}

TEST_F(NeighboursTest, WhoeverWaitsForAnySessionMayWhileOneIsClosed) {
  Session session = MakeSession(1);
  session.booking_close_time = clock_.Now();
  Put(session);
  EXPECT_EQ(Joined(Join("ada", 1, 0, {})).state, EntryState::kWaiting);
  EXPECT_THAT(ApplyOne(Join("bob", 1)), HasReason("BOOKING_CLOSED"));
}

TEST_F(NeighboursTest, AReleaseOfNothingIsAnsweredTheSameTwice) {
  OpenSession(1);
  const AllotOne release{
      .order = NewOrder("again"), .session_id = kSession, .channel = "library"};
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const Allotment allotment,
                         ApplyFor<Allotment>(release));
    EXPECT_EQ(allotment.channel, "library");
    EXPECT_EQ(allotment.places, 0);
  }
}

// Without passing, places collect for whoever is first in line.
TEST_F(NeighboursTest, PlacesCollectAtOnceWhereNobodyMayPass) {
  options_.rules.max_passes = 0;
  OpenSession(3);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK(ApplyOne(PlaceFor("b2", 2, true)));
  EXPECT_EQ(StoredPool().left(), 0);
}

TEST_F(NeighboursTest, AClientsOwnHoldPassesItsTurnInLine) {
  options_.rules.client_places = 2;
  OpenSession(3);
  ASSERT_OK(ApplyOne(PlaceFor("b1", 2)));
  ASSERT_OK_AND_ASSIGN(const Hold waits,
                       ApplyFor<Hold>(PlaceFor("b2", 2, true, "address")));
  ASSERT_OK(ApplyOne(PlaceFor("b3", 1, false, "address")));
  EXPECT_EQ(StoredHold(waits.id).passed, 1);
}

// What a group has read ahead, changed by one of its commands for the next.
class ReadAheadTest : public NeighboursTest {
 protected:
  int64_t GenerationOf(int64_t booking_id) {
    return Load(
               [&](db::Transaction& tx) { return FindBooking(tx, booking_id); })
        ->generation;
  }
  CorrectOne CorrectTo(absl::string_view who, const Booking& booking) {
    return {.order = NewOrder(),
            .session_id = booking.session_id,
            .reference = booking.reference,
            .contact_key = std::string(who),
            .booking_id = booking.id,
            .email = "sealed"};
  }
  WriteCommand Revoke(const Booking& booking) {
    return RevokeOne{.order = NewOrder(), .booking_id = booking.id};
  }
};

TEST_F(ReadAheadTest, ABookingThatWasNotThereIsMade) {
  OpenSession(2);
  const MakeBooking made = Book("ada", 1);
  const int64_t id = made.record.booking.id;
  const auto answers = Apply({Cancel(id), made, Cancel(id)});
  EXPECT_THAT(answers[0], HasReason("BOOKING_NOT_FOUND"));
  EXPECT_OK(answers[1]);
  ASSERT_OK_AND_ASSIGN(const Booking cancelled, As<Booking>(answers[2]));
  EXPECT_EQ(cancelled.state, BookingState::kCancelled);
  EXPECT_EQ(StoredPool().confirmed, 0);
}

TEST_F(ReadAheadTest, AContactWhoJoinsTwiceWaitsOnce) {
  OpenSession(1);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  const auto answers = Apply({Join("bob", 1), Join("bob", 1)});
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry first,
                       As<WaitlistEntry>(answers[0]));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry second,
                       As<WaitlistEntry>(answers[1]));
  EXPECT_EQ(first.id, second.id);
}

TEST_F(ReadAheadTest, ABlockHoldsThoughOthersWereBlockedBefore) {
  OpenSession(2);
  const auto block = [this](const char* who, const char* reason) {
    return BlockOne{.order = NewOrder(), .contact_key = who, .reason = reason};
  };
  ASSERT_OK(ApplyOne(block("mallory", "x")));
  const auto answers = Apply({block("eve", "x"), Book("eve", 1),
                              block("mallory", ""), Book("mallory", 1)});
  ASSERT_OK_AND_ASSIGN(const Booking refused, As<Booking>(answers[1]));
  EXPECT_EQ(refused.cancel_reason, CancelReason::kBlocked);
  ASSERT_OK_AND_ASSIGN(const Booking booked, As<Booking>(answers[3]));
  EXPECT_EQ(booked.state, BookingState::kConfirmed);
}

TEST_F(ReadAheadTest, LinksToWhatCameMeanwhileAreRevokedToo) {
  OpenSession(2);
  OpenSession(1, 8);
  OpenSession(1, 9);
  ASSERT_OK_AND_ASSIGN(const Booking first, ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Book("bob", 1, "", 9)));
  const auto answers =
      Apply({Book("ada", 1, "", 8), Join("ada", 1, 0, {9}), Revoke(first)});
  ASSERT_OK_AND_ASSIGN(const Booking second, As<Booking>(answers[0]));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry waits,
                       As<WaitlistEntry>(answers[1]));
  EXPECT_OK(answers[2]);
  EXPECT_EQ(GenerationOf(first.id), first.generation + 1);
  EXPECT_EQ(GenerationOf(second.id), second.generation + 1);
  EXPECT_EQ(StoredEntry(waits.id).generation, waits.generation + 1);
}

// The correction itself makes the links useless that were sent before.
TEST_F(ReadAheadTest, LinksOfACorrectedBookingAreRevokedWithItsContacts) {
  OpenSession(2);
  OpenSession(2, 8);
  ASSERT_OK_AND_ASSIGN(const Booking put_right,
                       ApplyFor<Booking>(Book("ada", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking of_old,
                       ApplyFor<Booking>(Book("ada", 1, "", 8)));
  ASSERT_OK_AND_ASSIGN(const Booking of_new,
                       ApplyFor<Booking>(Book("bob", 1, "", 8)));
  for (const auto& answer :
       Apply({CorrectTo("bob", put_right), Revoke(of_old)})) {
    EXPECT_OK(answer);
  }
  EXPECT_EQ(GenerationOf(put_right.id), put_right.generation + 1);
  for (const auto& answer :
       Apply({CorrectTo("cy", put_right), CorrectTo("bob", put_right),
              Revoke(of_new)})) {
    EXPECT_OK(answer);
  }
  EXPECT_EQ(GenerationOf(put_right.id), put_right.generation + 4);
}

}  // namespace
}  // namespace cwp::registration
