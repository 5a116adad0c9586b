// Putting an e-mail address right: what becomes of what was decided.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/registration/domain.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

class CorrectEmailTest : public CommandsTest {
 protected:
  // Of the booking that `made` was, to another contact.
  CorrectOne To(absl::string_view who, const MakeBooking& made,
                absl::string_view request = "", int64_t session_id = kSession) {
    const Booking& first = made.record.booking;
    return {.order = NewOrder(request, who),
            .session_id = session_id,
            .reference = first.reference,
            .contact_key = std::string(who),
            .booking_id = first.id,
            .email = absl::StrCat("sealed ", who)};
  }

  // As a browser books.
  MakeBooking ByBrowser(absl::string_view who, int64_t places,
                        int64_t session_id = kSession) {
    MakeBooking command = Book(who, places, "", session_id);
    command.keeps_repeat = true;
    return command;
  }

  BookingRecord Stored(int64_t id) {
    return *Load(
        [&](db::Transaction& tx) { return FindBookingRecord(tx, id); });
  }
};

TEST_F(CorrectEmailTest, TheBookingIsTheOtherContacts) {
  OpenSession(10);
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  ASSERT_OK(ApplyOne(To("bob", made)));
  const BookingRecord stored = Stored(made.record.booking.id);
  EXPECT_EQ(stored.booking.contact_key, "bob");
  EXPECT_EQ(stored.contact.email, "sealed bob");
  EXPECT_EQ(stored.booking.generation, 2);
  EXPECT_EQ(CountedPlaces(), 2);
  // Ada may book now, and Bob has booked.
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  ASSERT_OK(ApplyOne(Book("bob", 1)));
  EXPECT_EQ(CountedPlaces(), 3);
}

TEST_F(CorrectEmailTest, WhetherTheWorkshopMayBeNamedIsKept) {
  for (const bool named : {false, true}) {
    const int64_t session = ++last_id_;
    OpenSession(10, session);
    MakeBooking made = Book("ada", 1, "", session);
    made.record.booking.name_workshop = named;
    ASSERT_OK(ApplyOne(made));
    const int64_t id = made.record.booking.id;
    EXPECT_EQ(Stored(id).booking.name_workshop, named);
    ASSERT_OK(ApplyOne(To("bob", made, "", session)));
    EXPECT_EQ(Stored(id).booking.contact_key, "bob");
    EXPECT_EQ(Stored(id).booking.name_workshop, named);

    // What was a repeat gets its places only now, as it was asked for.
    MakeBooking repeat = ByBrowser("bob", 1, session);
    repeat.record.booking.name_workshop = named;
    ASSERT_OK(ApplyOne(repeat));
    ASSERT_OK_AND_ASSIGN(const Booking booked,
                         ApplyFor<Booking>(To("cy", repeat, "", session)));
    EXPECT_EQ(Stored(booked.id).booking.name_workshop, named);
  }
}

TEST_F(CorrectEmailTest, AllInOneGroup) {
  OpenSession(10);
  const MakeBooking made = Book("ada", 2);
  const auto answers = Apply(
      {made, To("bob", made), Book("ada", 1), Book("bob", 3), To("cy", made)});
  for (const auto& answer : answers) EXPECT_OK(answer);
  const BookingRecord stored = Stored(made.record.booking.id);
  EXPECT_EQ(stored.booking.contact_key, "cy");
  EXPECT_EQ(stored.contact.email, "sealed cy");
  EXPECT_EQ(CountedPlaces(), 3);
}

TEST_F(CorrectEmailTest, AStoredBookingAndTheNextOneOfItsContactInOneGroup) {
  OpenSession(10);
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  const auto answers =
      Apply({Book("dan", 1), To("bob", made), Book("ada", 1), Book("bob", 3)});
  for (const auto& answer : answers) EXPECT_OK(answer);
  EXPECT_EQ(Stored(made.record.booking.id).contact.email, "sealed bob");
  EXPECT_EQ(CountedPlaces(), 4);
}

TEST_F(CorrectEmailTest, OneRequestHasOneEffect) {
  OpenSession(10);
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  ASSERT_OK(ApplyOne(To("bob", made, "r")));
  const int64_t length = FeedLength();
  ASSERT_OK(ApplyOne(To("bob", made, "r")));
  EXPECT_EQ(FeedLength(), length);
  EXPECT_EQ(Stored(made.record.booking.id).booking.corrections, 1);
}

// A repeat took no places; the right contact gets them, under the reference
// that the page showed.
TEST_F(CorrectEmailTest, WhatWasARepeatIsBooked) {
  OpenSession(10);
  ASSERT_OK(ApplyOne(Book("ada", 2)));
  const MakeBooking repeat = ByBrowser("ada", 2);
  ASSERT_OK(ApplyOne(repeat));
  EXPECT_EQ(CountedPlaces(), 2);
  ASSERT_OK_AND_ASSIGN(const Booking booked,
                       ApplyFor<Booking>(To("bob", repeat)));
  EXPECT_EQ(booked.reference, repeat.record.booking.reference);
  EXPECT_EQ(booked.contact_key, "bob");
  EXPECT_EQ(CountedPlaces(), 4);
}

// Neither the link in the e-mail, with its id and generation, nor the e-mail's
// name, with the version, nor what can be downloaded, with the times, tells the
// right contact whether the wrong one had booked.
TEST_F(CorrectEmailTest, AfterwardsNothingTellsWhetherItWasARepeat) {
  Booking after[2];
  for (const bool repeat : {false, true}) {
    const int64_t session = ++last_id_;
    OpenSession(10, session);
    if (repeat) {
      ASSERT_OK(ApplyOne(ByBrowser("ada", 1, session)));
    }
    const MakeBooking made = ByBrowser("ada", 2, session);
    ASSERT_OK(ApplyOne(made));
    const absl::Time made_at = clock_.Now();
    clock_.Advance(absl::Minutes(5));
    ASSERT_OK(ApplyOne(To("bob", made, "", session)));
    after[repeat] = Stored(made.record.booking.id).booking;
    EXPECT_EQ(after[repeat].contact_key, "bob");
    EXPECT_EQ(after[repeat].create_time, made_at);
    EXPECT_EQ(after[repeat].update_time, clock_.Now());
    EXPECT_EQ(after[repeat].reference, made.record.booking.reference);
  }
  EXPECT_EQ(after[true].state, after[false].state);
  EXPECT_EQ(after[true].generation, after[false].generation);
  EXPECT_EQ(after[true].version, after[false].version);
  EXPECT_EQ(after[true].corrections, after[false].corrections);
  EXPECT_EQ(after[true].repeat_time, after[false].repeat_time);
  EXPECT_EQ(after[true].cancel_time, after[false].cancel_time);
}

TEST_F(CorrectEmailTest, OfNothingThereIsNothingToPutRight) {
  OpenSession(10);
  CorrectOne correction = To("bob", ByBrowser("ada", 2));
  EXPECT_THAT(ApplyOne(correction), HasReason("BOOKING_NOT_FOUND"));
}

// Whether the first address has places already shows in no answer, also once
// there are none to give.
TEST_F(CorrectEmailTest,
       OnAFullOrClosedSessionItTellsNothingOfTheFirstAddress) {
  for (const bool closed : {false, true}) {
    for (const bool booked : {false, true}) {
      SCOPED_TRACE(absl::StrCat(closed, booked));
      const int64_t id = ++last_id_;
      Session session = MakeSession(4, id);
      Put(session);
      if (booked) {
        ASSERT_OK(ApplyOne(ByBrowser("ada", 1, id)));
      }
      const MakeBooking made = ByBrowser("ada", 2, id);
      ASSERT_OK(ApplyOne(made));
      if (closed) {
        session.booking_close_time = clock_.Now();
        Put(session);
      } else {
        ASSERT_OK(ApplyOne(Book("dan", StoredPool(id).left(), "", id)));
      }
      const int64_t taken = CountedPlaces(id);
      ASSERT_OK_AND_ASSIGN(const Booking answer,
                           ApplyFor<Booking>(To("bob", made, "", id)));
      EXPECT_EQ(answer.reference, made.record.booking.reference);
      EXPECT_EQ(answer.contact_key, "bob");
      EXPECT_EQ(CountedPlaces(id), taken);
      EXPECT_EQ(answer.cancel_reason,
                booked ? CancelReason::kTooLate : CancelReason::kNone);
    }
  }
}

// What of it is kept is Bob's: his export and erasure reach it.
TEST_F(CorrectEmailTest, ToOneWhoHasPlacesItIsTheirRepeat) {
  OpenSession(10);
  const MakeBooking bobs = Book("bob", 1);
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(bobs));
  ASSERT_OK(ApplyOne(made));
  ASSERT_OK(ApplyOne(To("bob", made)));
  EXPECT_EQ(CountedPlaces(), 1);
  const BookingRecord stored = Stored(made.record.booking.id);
  EXPECT_EQ(stored.booking.contact_key, "bob");
  EXPECT_EQ(stored.contact.email, "sealed bob");
  EXPECT_EQ(stored.booking.cancel_reason, CancelReason::kRepeat);
  EXPECT_TRUE(Stored(bobs.record.booking.id).booking.repeat_time.has_value());
  // Neither answer tells that Bob had booked.
  ASSERT_OK_AND_ASSIGN(const Booking next, ApplyFor<Booking>(To("cy", made)));
  EXPECT_EQ(next.state, BookingState::kConfirmed);
  EXPECT_EQ(Stored(made.record.booking.id).contact.email, "sealed cy");
  EXPECT_EQ(CountedPlaces(), 3);
  ASSERT_OK(ApplyOne(To("bob", made)));
  ASSERT_OK_AND_ASSIGN(
      const Erased erased,
      ApplyFor<Erased>(EraseOne{.order = NewOrder(), .contact_key = "bob"}));
  EXPECT_EQ(erased.bookings, 2);
  EXPECT_EQ(Stored(made.record.booking.id).contact.email, "");
}

// What was a repeat can be put right as often as what was not.
TEST_F(CorrectEmailTest, ARepeatIsPutRightThreeTimes) {
  OpenSession(10);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  const MakeBooking repeat = ByBrowser("ada", 2);
  ASSERT_OK(ApplyOne(repeat));
  Booking booking;
  for (const char* who : {"bob", "cy", "dan", "eve"}) {
    ASSERT_OK_AND_ASSIGN(booking, ApplyFor<Booking>(To(who, repeat)));
  }
  EXPECT_EQ(booking.contact_key, "dan");
}

TEST_F(CorrectEmailTest, OnAFullSessionWhoHasPlacesIsTold) {
  OpenSession(3);
  ASSERT_OK(ApplyOne(Book("ada", 1)));
  const MakeBooking bobs = Book("bob", 1);
  ASSERT_OK(ApplyOne(bobs));
  const MakeBooking repeat = ByBrowser("ada", 1);
  ASSERT_OK(ApplyOne(repeat));
  ASSERT_OK(ApplyOne(Book("dan", 1)));
  ASSERT_OK_AND_ASSIGN(const Booking answer,
                       ApplyFor<Booking>(To("bob", repeat)));
  EXPECT_EQ(answer.cancel_reason, CancelReason::kRepeat);
  EXPECT_TRUE(Stored(bobs.record.booking.id).booking.repeat_time.has_value());
}

TEST_F(CorrectEmailTest, OfACancelledSessionItTellsNothingOfTheFirstAddress) {
  Session session = MakeSession(10);
  Put(session);
  const MakeBooking first = ByBrowser("ada", 1);
  const MakeBooking repeat = ByBrowser("ada", 1);
  ASSERT_OK(ApplyOne(first));
  ASSERT_OK(ApplyOne(repeat));
  session.state = SessionState::kCancelled;
  Put(session);
  EXPECT_THAT(ApplyOne(To("bob", first)), HasReason("BOOKING_CANCELLED"));
  EXPECT_THAT(ApplyOne(To("bob", repeat)), HasReason("BOOKING_CANCELLED"));
}

MoveOne Move(const Order& order, int64_t id, int64_t to) {
  return {.order = order, .booking_id = id, .to_session_id = to};
}

TEST_F(CorrectEmailTest, WhatWasMovedIsPutRightWhereItIs) {
  for (const bool in_one_group : {false, true}) {
    SCOPED_TRACE(in_one_group);
    const int64_t old_id = ++last_id_;
    const int64_t new_id = ++last_id_;
    OpenSession(10, old_id);
    OpenSession(10, new_id);
    const MakeBooking made = Book("ada", 2, "", old_id);
    ASSERT_OK(ApplyOne(made));
    const int64_t id = made.record.booking.id;
    const std::vector<WriteCommand> both = {Move(NewOrder(), id, new_id),
                                            To("bob", made, "", old_id)};
    if (in_one_group) {
      for (const auto& answer : Apply(both)) EXPECT_OK(answer);
    } else {
      for (const WriteCommand& one : both) EXPECT_OK(ApplyOne(one));
    }
    EXPECT_EQ(CountedPlaces(old_id), 0);
    EXPECT_EQ(CountedPlaces(new_id), 2);
    EXPECT_EQ(StoredPool(old_id).confirmed, 0);
    EXPECT_EQ(StoredPool(new_id).confirmed, 2);
    const BookingRecord stored = Stored(id);
    EXPECT_EQ(stored.booking.contact_key, "bob");
    EXPECT_EQ(stored.booking.session_id, new_id);
    EXPECT_EQ(stored.contact.email, "sealed bob");
    ASSERT_OK(ApplyOne(Cancel(id)));
  }
}

TEST_F(CorrectEmailTest, TheReadBeforeFindsWhatWasMoved) {
  constexpr int64_t kOther = 8;
  OpenSession(10);
  OpenSession(10, kOther);
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  const Booking& booking = made.record.booking;
  ASSERT_OK(ApplyOne(Move(NewOrder(), booking.id, kOther)));
  const auto find = [&](int64_t session_id) {
    return Load([&](db::Transaction& tx) {
      return FindBookingByReference(tx, session_id, booking.reference);
    });
  };
  EXPECT_EQ(find(kSession)->session_id, kOther);
  EXPECT_EQ(find(kOther)->session_id, kOther);
  Session elsewhere = MakeSession(10, 9);
  elsewhere.workshop_id = kWorkshop + 1;
  Put(elsewhere);
  EXPECT_EQ(find(9), std::nullopt);
}

// One that is live no more, or it would have been cancelled first.
TEST_F(CorrectEmailTest, WhatWasErasedStaysErased) {
  for (const bool in_one_group : {false, true}) {
    SCOPED_TRACE(in_one_group);
    const int64_t session = ++last_id_;
    OpenSession(10, session);
    ASSERT_OK(ApplyOne(BlockOne{
        .order = NewOrder(), .contact_key = "ada", .reason = "asked to call"}));
    const MakeBooking made = Book("ada", 2, "", session);
    ASSERT_OK(ApplyOne(made));
    const std::vector<WriteCommand> both = {
        EraseOne{.order = NewOrder(), .contact_key = "ada"},
        To("bob", made, "", session)};
    if (in_one_group) {
      for (const auto& answer : Apply(both)) EXPECT_OK(answer);
    } else {
      for (const WriteCommand& one : both) EXPECT_OK(ApplyOne(one));
    }
    const BookingRecord stored = Stored(made.record.booking.id);
    EXPECT_FALSE(stored.booking.contact_kept);
    EXPECT_EQ(stored.contact.email, "");
    EXPECT_NE(stored.booking.contact_key, "bob");
    EXPECT_EQ(CountedPlaces(session), 0);
    // Nor past the rules, in the row alone.
    ASSERT_OK(database_->Write([&](db::Transaction& tx) {
      return SaveContact(tx, made.record.booking.id, "bob", "sealed");
    }));
    EXPECT_EQ(Stored(made.record.booking.id).contact.email, "");
  }
}

TEST_F(CorrectEmailTest, WhoMistypedABlockedAddressIsBooked) {
  OpenSession(10);
  ASSERT_OK(ApplyOne(BlockOne{
      .order = NewOrder(), .contact_key = "ada", .reason = "asked to call"}));
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  EXPECT_EQ(CountedPlaces(), 0);
  ASSERT_OK(ApplyOne(To("bob", made)));
  EXPECT_EQ(CountedPlaces(), 2);
  EXPECT_EQ(StoredPool().confirmed, 2);
  const BookingRecord stored = Stored(made.record.booking.id);
  EXPECT_EQ(stored.booking.contact_key, "bob");
  EXPECT_EQ(stored.booking.cancel_reason, CancelReason::kNone);
}

// The row is the wrong contact's until it is not: nobody has two live bookings
// in a session, at no moment.
TEST_F(CorrectEmailTest, OneThatNeverHadPlacesBesideOneOfTheWrongContact) {
  OpenSession(10);
  options_.rules.contact_bookings = 1;
  OpenSession(10, 8);
  const MakeBooking elsewhere = Book("ada", 1, "", 8);
  ASSERT_OK(ApplyOne(elsewhere));
  const MakeBooking refused = Book("ada", 2);
  ASSERT_OK(ApplyOne(refused));
  ASSERT_OK(ApplyOne(Cancel(elsewhere.record.booking.id)));
  const auto answers =
      Apply({Book("ada", 3), To("bob", refused), To("cy", refused),
             Cancel(refused.record.booking.id), Book("cy", 1)});
  for (const auto& answer : answers) EXPECT_OK(answer);
  EXPECT_EQ(CountedPlaces(), 4);
  EXPECT_EQ(StoredPool().confirmed, 4);
}

// `bob` gives up places here, and comes from there, in one group.
TEST_F(CorrectEmailTest, AnAddressTakenOverAndAMoveInOneGroup) {
  OpenSession(10);
  OpenSession(10, 8);
  const MakeBooking moved = Book("bob", 1, "", 8);
  const MakeBooking made = Book("bob", 2);
  ASSERT_OK(ApplyOne(moved));
  ASSERT_OK(ApplyOne(made));
  const auto answers = Apply(
      {To("cy", made), Move(NewOrder(), moved.record.booking.id, kSession)});
  for (const auto& answer : answers) EXPECT_OK(answer);
  EXPECT_EQ(CountedPlaces(), 3);
}

TEST_F(CorrectEmailTest, WhoeverIsBlockedGetsRoundNothing) {
  OpenSession(10);
  ASSERT_OK(ApplyOne(BlockOne{
      .order = NewOrder(), .contact_key = "bob", .reason = "asked to call"}));
  const MakeBooking made = Book("ada", 2);
  ASSERT_OK(ApplyOne(made));
  ASSERT_OK(ApplyOne(To("bob", made)));
  EXPECT_EQ(CountedPlaces(), 0);
  const Booking stored = Stored(made.record.booking.id).booking;
  EXPECT_EQ(stored.cancel_reason, CancelReason::kBlocked);
  EXPECT_EQ(stored.contact_key, "bob");
}

}  // namespace
}  // namespace cwp::registration
