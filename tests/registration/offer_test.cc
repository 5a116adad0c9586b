#include <optional>

#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

// One who waits for two full sessions, and is offered a place of the first.
class OfferTest : public CommandsTest {
 protected:
  static constexpr int64_t kOther = kSession + 1;

  void SetUp() override {
    CommandsTest::SetUp();
    OpenSession(1);
    OpenSession(1, kOther);
    const auto first = ApplyFor<Booking>(Book("eve", 1));
    other_ = *ApplyFor<Booking>(Book("eve", 1, "", kOther));
    entry_ = *ApplyFor<WaitlistEntry>(Join("ada", 1, 1, {kSession, kOther}));
    EXPECT_OK(ApplyOne(Cancel(first->id)));
    shown_ = OfferOf(entry_);
    EXPECT_EQ(shown_.session_id, kSession);
  }

  // That offer lapses, and one of the other session follows.
  void AnotherFollows() {
    clock_.Advance(shown_.expire_time - clock_.Now());
    ASSERT_OK(ApplyOne(LapseDue{.session_id = kSession}));
    ASSERT_OK(ApplyOne(Cancel(other_.id)));
    ASSERT_EQ(OfferOf(entry_).session_id, kOther);
  }

  AcceptOne AcceptThat(int64_t offer_id) {
    AcceptOne accept = Accept(entry_, 1);
    accept.offer_id = offer_id;
    return accept;
  }
  DeclineOne DeclineThat(int64_t offer_id) {
    return {.order = NewOrder(), .entry_id = entry_.id, .offer_id = offer_id};
  }

  Booking other_;
  WaitlistEntry entry_;
  Offer shown_;
};

// Ids follow the clock, which may have been put right in between.
TEST_F(OfferTest, AnotherFollowsWhateverTheirIds) {
  ASSERT_OK(ApplyOne(Cancel(other_.id)));
  last_id_ = shown_.id - 500;
  ASSERT_OK(ApplyOne(DeclineThat(shown_.id)));
  const Offer stands = OfferOf(entry_);
  EXPECT_EQ(stands.session_id, kOther);
  EXPECT_LT(stands.id, shown_.id);
}

// Between a page and its answer, one offer may follow another.
TEST_F(OfferTest, OnlyTheOneThatWasShownIsAnswered) {
  AnotherFollows();
  EXPECT_THAT(ApplyOne(AcceptThat(shown_.id)), HasReason("OFFER_LAPSED"));
  EXPECT_THAT(ApplyOne(DeclineThat(shown_.id)), HasReason("OFFER_LAPSED"));
  const Offer stands = OfferOf(entry_);
  EXPECT_EQ(stands.state, OfferState::kOpen);
  ASSERT_OK_AND_ASSIGN(const Booking booked,
                       ApplyFor<Booking>(AcceptThat(stands.id)));
  EXPECT_EQ(booked.session_id, kOther);
}

TEST_F(OfferTest, WhoeverNamesNoneAnswersTheOneThatStands) {
  AnotherFollows();
  ASSERT_OK_AND_ASSIGN(const Booking booked, ApplyFor<Booking>(AcceptThat(0)));
  EXPECT_EQ(booked.session_id, kOther);
}

TEST_F(OfferTest, TheOneThatWasShownIsDeclined) {
  ASSERT_OK(ApplyOne(DeclineThat(shown_.id)));
  EXPECT_EQ(StoredEntry(entry_.id).state, EntryState::kWaiting);
  EXPECT_EQ(StoredPool().offered, 0);
}

// As the button to close it says: what was offered stays, and others wait.
TEST_F(OfferTest, TheOneThatWasMadeStandsThoughTheSessionIsClosed) {
  const WaitlistEntry next = *ApplyFor<WaitlistEntry>(Join("bob", 1));
  Session session = MakeSession(2);
  session.state = SessionState::kClosed;
  Put(session);
  EXPECT_EQ(OfferOf(entry_).id, shown_.id);
  EXPECT_EQ(OfferOf(entry_).state, OfferState::kOpen);
  EXPECT_EQ(OfferOf(entry_).expire_time, shown_.expire_time);
  EXPECT_THAT(ApplyOne(Book("fay", 1)), HasReason("SESSION_NOT_OPEN"));
  EXPECT_EQ(StoredEntry(next.id).state, EntryState::kWaiting)
      << "though there is a place more";

  ASSERT_OK_AND_ASSIGN(const Booking booked,
                       ApplyFor<Booking>(AcceptThat(shown_.id)));
  EXPECT_EQ(booked.state, BookingState::kConfirmed);
  ASSERT_OK(ApplyOne(Cancel(booked.id)));
  EXPECT_EQ(StoredEntry(next.id).state, EntryState::kWaiting)
      << "nor for what comes free";
  session.state = SessionState::kOpen;
  Put(session);
  EXPECT_EQ(StoredEntry(next.id).state, EntryState::kOffered);
}

using ReopenedTest = CommandsTest;

TEST_F(ReopenedTest, WhatIsOpenedAgainIsOfferedAtOnce) {
  Session session = MakeSession(1);
  Put(session);
  ASSERT_OK_AND_ASSIGN(const Booking booked, ApplyFor<Booking>(Book("eve", 1)));
  ASSERT_OK_AND_ASSIGN(const WaitlistEntry entry,
                       ApplyFor<WaitlistEntry>(Join("ada", 1)));
  session.state = SessionState::kClosed;
  Put(session);
  ASSERT_OK(ApplyOne(Cancel(booked.id)));
  EXPECT_EQ(StoredEntry(entry.id).state, EntryState::kWaiting);
  EXPECT_EQ(StoredPool().left(), 1);

  session.state = SessionState::kOpen;
  Put(session);
  EXPECT_EQ(StoredEntry(entry.id).state, EntryState::kOffered);
  EXPECT_EQ(StoredPool().offered, 1);
}

// A contact who has booked 1 place of 4 since it joined for 3, which are
// offered.
class OfferToWhoHasPlacesTest : public CommandsTest {
 protected:
  void SetUp() override {
    CommandsTest::SetUp();
    OpenSession(4);
    const auto most = ApplyFor<Booking>(Book("eve", 3));
    const auto last = ApplyFor<Booking>(Book("bob", 1));
    entry_ = *ApplyFor<WaitlistEntry>(Join("ada", 3, 3));
    EXPECT_OK(ApplyOne(Cancel(last->id)));
    own_ = *ApplyFor<Booking>(Book("ada", 1));
    EXPECT_OK(ApplyOne(Cancel(most->id)));
    EXPECT_EQ(StoredPool().offered, 3);
  }

  WaitlistEntry entry_;
  Booking own_;
};

// In the booking that there is, with those who come now; the rest of the offer
// goes on.
TEST_F(OfferToWhoHasPlacesTest, HasAsManyAsItAccepts) {
  ASSERT_OK_AND_ASSIGN(const Booking accepted,
                       ApplyFor<Booking>(Accept(entry_, 3)));
  EXPECT_EQ(accepted.id, own_.id);
  EXPECT_EQ(accepted.places, 3);
  EXPECT_EQ(accepted.version, own_.version + 1) << "its contact is told";
  EXPECT_EQ(StoredPool().confirmed, 3);
  EXPECT_EQ(StoredPool().offered, 0);
  EXPECT_EQ(StoredPool().left(), 1);
  EXPECT_EQ(CountedPlaces(), 3);
  EXPECT_EQ(StoredEntry(entry_.id).state, EntryState::kBooked);
  const BookingRecord stored = *Load(
      [&](db::Transaction& tx) { return FindBookingRecord(tx, own_.id); });
  EXPECT_EQ(stored.attendees.size(), 3);
}

// The places of the offer go on; the answer is the booking there is, of which
// its contact is told.
TEST_F(OfferToWhoHasPlacesTest, HasNoMoreThanItAccepts) {
  ASSERT_OK_AND_ASSIGN(const Booking accepted,
                       ApplyFor<Booking>(Accept(entry_, 1)));
  EXPECT_EQ(accepted.id, own_.id);
  EXPECT_TRUE(accepted.repeat_time.has_value());
  EXPECT_EQ(StoredPool().confirmed, 1);
  EXPECT_EQ(StoredPool().offered, 0);
  EXPECT_EQ(StoredPool().left(), 3);
}

}  // namespace
}  // namespace cwp::registration
