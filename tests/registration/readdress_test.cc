// Staff give a booking another e-mail address: what is decided, and what
// becomes of it.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/registration/domain.h"
#include "tests/registration/commands_fixture.h"

namespace cwp::registration {
namespace {

class ReaddressTest : public CommandsTest {
 protected:
  static ReaddressOne To(absl::string_view who, const Booking& booking,
                         const Order& order) {
    return {.order = order,
            .booking_id = booking.id,
            .contact_key = std::string(who),
            .email = absl::StrCat("sealed ", who)};
  }
  ReaddressOne To(absl::string_view who, const Booking& booking) {
    return To(who, booking, NewOrder());
  }

  Booking Booked(absl::string_view who, int64_t places,
                 int64_t session_id = kSession) {
    auto booking = ApplyFor<Booking>(Book(who, places, "", session_id));
    EXPECT_OK(booking.status());
    return *booking;
  }

  BookingRecord Stored(const Booking& booking) {
    return *Load(
        [&](db::Transaction& tx) { return FindBookingRecord(tx, booking.id); });
  }

  // A refusal of what stays as it was.
  void ExpectRefused(const ReaddressOne& asked, const Booking& booking,
                     absl::string_view reason) {
    const int64_t length = FeedLength();
    EXPECT_THAT(ApplyOne(asked), HasReason(reason));
    EXPECT_EQ(FeedLength(), length);
    const BookingRecord stored = Stored(booking);
    EXPECT_EQ(stored.booking.contact_key, booking.contact_key);
    EXPECT_EQ(stored.contact.email, "sealed");
    EXPECT_EQ(stored.booking.generation, booking.generation);
  }

  void Block(const std::string& who) {
    ASSERT_OK(ApplyOne(
        BlockOne{.order = NewOrder(), .contact_key = who, .reason = "sealed"}));
  }
};

// Long after the browser that booked may, and more often.
TEST_F(ReaddressTest, TheBookingKeepsItsPlacesAndLosesItsLinks) {
  OpenSession(2);
  const Booking booking = Booked("ada", 2);
  clock_.Advance(absl::Hours(24));
  Booking before = booking;
  for (const char* who : {"bob", "cy", "dan", "eve"}) {
    ASSERT_OK_AND_ASSIGN(const Booking now,
                         ApplyFor<Booking>(To(who, booking)));
    EXPECT_EQ(now.generation, before.generation + 1) << "old links are dead";
    EXPECT_EQ(now.version, before.version + 1) << "the right address is told";
    EXPECT_EQ(now.corrections, 0) << "the browser's tries are its own";
    before = now;
  }
  const BookingRecord stored = Stored(booking);
  EXPECT_EQ(stored.booking.contact_key, "eve");
  EXPECT_EQ(stored.booking.reference, booking.reference);
  EXPECT_EQ(stored.contact.email, "sealed eve");
  EXPECT_EQ(stored.contact.phone, "sealed");
  EXPECT_EQ(stored.booking.places, 2);
  EXPECT_EQ(CountedPlaces(), 2);
  EXPECT_EQ(StoredPool().confirmed, 2);
}

TEST_F(ReaddressTest, WhoHadNoAddressGetsAFirst) {
  OpenSession(5);
  MakeBooking by_phone = Book("phone of ada", 1);
  by_phone.record.contact.email.clear();
  ASSERT_OK_AND_ASSIGN(const Booking booking, ApplyFor<Booking>(by_phone));
  EXPECT_EQ(Stored(booking).contact.email, "");
  ASSERT_OK(ApplyOne(To("ada", booking)));
  EXPECT_EQ(Stored(booking).contact.email, "sealed ada");
  EXPECT_EQ(Stored(booking).contact.phone, "sealed");
}

// Of all that the wrong address has, this one alone is the right one's.
TEST_F(ReaddressTest, WhatElseTheWrongAddressHasStaysItsOwn) {
  OpenSession(5);
  OpenSession(5, 8);
  const Booking put_right = Booked("ada", 1);
  const Booking other = Booked("ada", 1, 8);
  for (const auto& answer :
       Apply({To("bob", put_right), Book("ada", 2), Book("bob", 2)})) {
    EXPECT_OK(answer);
  }
  EXPECT_EQ(Stored(put_right).booking.contact_key, "bob");
  EXPECT_EQ(Stored(other).booking.contact_key, "ada");
  EXPECT_EQ(Stored(other).booking.generation, other.generation);
  EXPECT_EQ(CountedPlaces(), 3) << "ada may book again, bob has booked";
}

TEST_F(ReaddressTest, WhoHasBookedHereIsSaid) {
  OpenSession(10);
  const Booking booking = Booked("ada", 2);
  const Booking theirs = Booked("bob", 1);
  ExpectRefused(To("bob", booking), booking, "CONTACT_ALREADY_BOOKED");
  ASSERT_OK(ApplyOne(Cancel(theirs.id)));
  EXPECT_OK(ApplyOne(To("bob", booking)));
  // Also when that came in the same group.
  const Booking another = Booked("cy", 1);
  const auto answers = Apply({Book("dan", 1), To("dan", another)});
  EXPECT_OK(answers[0]);
  EXPECT_THAT(answers[1], HasReason("CONTACT_ALREADY_BOOKED"));
}

TEST_F(ReaddressTest, WhoMayHaveNoBookingIsSaid) {
  OpenSession(10);
  OpenSession(10, 8);
  options_.rules.contact_bookings = 1;
  const Booking booking = Booked("ada", 2);
  Booked("bob", 1, 8);
  ExpectRefused(To("bob", booking), booking, "CONTACT_AT_LIMIT");
  Block("eve");
  ExpectRefused(To("eve", booking), booking, "CONTACT_BLOCKED");
  // Whose address was typed is none of theirs.
  Block("ada");
  EXPECT_OK(ApplyOne(To("cy", booking)));
}

TEST_F(ReaddressTest, TwiceIsOnceAndTheSameAddressNothing) {
  OpenSession(10);
  const Booking booking = Booked("ada", 2);
  const Order order = NewOrder("once");
  ASSERT_OK_AND_ASSIGN(const Booking first,
                       ApplyFor<Booking>(To("bob", booking, order)));
  const int64_t length = FeedLength();
  ASSERT_OK_AND_ASSIGN(const Booking second,
                       ApplyFor<Booking>(To("bob", booking, order)));
  EXPECT_EQ(second.revision, first.revision);
  ASSERT_OK_AND_ASSIGN(const Booking same,
                       ApplyFor<Booking>(To("bob", booking)));
  EXPECT_EQ(same.revision, first.revision);
  EXPECT_EQ(same.generation, first.generation);
  EXPECT_EQ(FeedLength(), length);
}

TEST_F(ReaddressTest, NothingIsDoneToWhatHasChanged) {
  OpenSession(10);
  const Booking booking = Booked("ada", 2);
  Order order = NewOrder();
  order.if_revision = booking.revision - 1;
  ExpectRefused(To("bob", booking, order), booking, "ETAG_MISMATCH");
  order.if_revision = booking.revision;
  EXPECT_OK(ApplyOne(To("bob", booking, order)));
  EXPECT_THAT(ApplyOne(To("bob", Booking{.id = 1})),
              HasReason("BOOKING_NOT_FOUND"));
}

// Who rings since nothing came can still be let in.
TEST_F(ReaddressTest, UntilTheSessionIsOver) {
  const Session session = MakeSession(10);
  Put(session);
  const Booking booking = Booked("ada", 2);
  clock_.Advance(session.end() - absl::Seconds(1) - clock_.Now());
  EXPECT_OK(ApplyOne(To("bob", booking)));
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(ApplyOne(To("cy", booking)), HasReason("SESSION_ENDED"));
  EXPECT_EQ(Stored(booking).booking.contact_key, "bob");
}

TEST_F(ReaddressTest, WhatIsCancelledOrErasedStaysSo) {
  OpenSession(10);
  const Booking booking = Booked("ada", 2);
  ASSERT_OK(ApplyOne(Cancel(booking.id)));
  ExpectRefused(To("bob", booking), booking, "BOOKING_CANCELLED");
  // One that came again after its session was over and it was erased.
  Booking erased = booking;
  erased.contact_kept = false;
  const Rules rules;
  EXPECT_THAT(Decide(StoredPool(), Readdress{.own = erased, .contact_key = "b"},
                     Moment{.now = clock_.Now(),
                            .rules = rules,
                            .next_id = options_.next_id}),
              HasReason("CONTACT_GONE"));
}

}  // namespace
}  // namespace cwp::registration
