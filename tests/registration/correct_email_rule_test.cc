// Putting an e-mail address right: what is decided.
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Pool OpenPool(int64_t capacity, int64_t confirmed) {
  return {.session_id = 7,
          .session_state = SessionState::kOpen,
          .booking_close_time = kNow + absl::Hours(47),
          .start_time = kNow + absl::Hours(48),
          .end_time = kNow + absl::Hours(49),
          .capacity = capacity,
          .confirmed = confirmed,
          .revision = 3};
}

int64_t NextId() { return 1; }

absl::StatusOr<Changes> DecideAt(const Pool& pool, const CorrectEmail& command,
                                 absl::Time now) {
  static const Rules* const rules = new Rules;
  return Decide(PoolView{.pool = pool}, command,
                Moment{.now = now, .rules = *rules, .next_id = NextId});
}

Booking Live(int64_t places) {
  return {.id = 100, .session_id = 7, .contact_key = "ada", .places = places};
}

CorrectEmail ToBob() {
  Booking own = Live(2);
  own.create_time = kNow - absl::Minutes(1);
  return {.own = own, .contact_key = "bob"};
}

TEST(CorrectEmailRuleTest, ChangesWhoIsToldAndMakesLinksUseless) {
  const CorrectEmail command = ToBob();
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 2), command, kNow));
  ASSERT_EQ(changes.steps.size(), 1);
  EXPECT_EQ(changes.steps[0].cause, Cause::kEmailCorrected);
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->generation, command.own.generation + 1);
  EXPECT_EQ(changes.booking->version, command.own.version + 1);
  EXPECT_EQ(changes.booking->corrections, 1);
  EXPECT_EQ(changes.pool.confirmed, 2);
}

TEST(CorrectEmailRuleTest, AfterAWhileOrAFewTimesNothingChanges) {
  CorrectEmail command = ToBob();
  const auto unchanged = [&](absl::Time now) {
    const auto changes = DecideAt(OpenPool(5, 2), command, now);
    EXPECT_OK(changes);
    return changes.ok() && changes->steps.empty() &&
           changes->booking->contact_key == command.own.contact_key;
  };
  const absl::Time end = command.own.create_time + kCorrectionTime;
  EXPECT_FALSE(unchanged(end - absl::Microseconds(1)));
  EXPECT_TRUE(unchanged(end));
  command.own.corrections = kMaxCorrections - 1;
  EXPECT_FALSE(unchanged(kNow));
  command.own.corrections = kMaxCorrections;
  EXPECT_TRUE(unchanged(kNow));
  command = ToBob();
  command.contact_key = command.own.contact_key;
  EXPECT_TRUE(unchanged(kNow));
}

// Of the booking it has; what becomes of this one is nobody's wish.
TEST(CorrectEmailRuleTest, WhoHasPlacesGetsNoMoreAndIsTold) {
  CorrectEmail command = ToBob();
  command.theirs = Live(1);
  command.theirs->id = 101;
  command.theirs->contact_key = "bob";
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 3), command, kNow));
  ASSERT_EQ(changes.steps.size(), 2);
  EXPECT_EQ(changes.steps[0].cause, Cause::kBookingCancelled);
  EXPECT_EQ(changes.steps[1].cause, Cause::kBookingRepeated);
  EXPECT_EQ(changes.steps[1].booking->id, 101);
  EXPECT_EQ(changes.pool.confirmed, 1);
  const Booking& booking = *changes.booking;
  EXPECT_EQ(booking.id, command.own.id);
  EXPECT_EQ(booking.contact_key, "bob");
  EXPECT_EQ(booking.state, BookingState::kCancelled);
  EXPECT_EQ(booking.cancel_reason, CancelReason::kRepeat);
  EXPECT_EQ(booking.generation, command.own.generation + 1);
  EXPECT_EQ(booking.version, command.own.version + 1);
  EXPECT_EQ(booking.corrections, 1);
}

// Whoever mistyped twice is no worse off than who mistyped once.
TEST(CorrectEmailRuleTest, AfterAnAddressThatHadPlacesTheNextComesAsANewcomer) {
  CorrectEmail command = ToBob();
  command.own.state = BookingState::kCancelled;
  command.own.cancel_reason = CancelReason::kRepeat;
  command.own.cancel_time = kNow;
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 3), command, kNow));
  EXPECT_EQ(changes.booking->state, BookingState::kConfirmed);
  EXPECT_EQ(changes.booking->cancel_reason, CancelReason::kNone);
  EXPECT_EQ(changes.booking->version, command.own.version + 1);
  EXPECT_EQ(changes.pool.confirmed, 5);
}

TEST(CorrectEmailRuleTest, WhoMayHaveNoPlacesGetsNone) {
  CorrectEmail command = ToBob();
  command.standing = Standing::kBlocked;
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 2), command, kNow));
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
  EXPECT_EQ(changes.booking->cancel_reason, CancelReason::kBlocked);
  EXPECT_EQ(changes.pool.confirmed, 0);
}

TEST(CorrectEmailRuleTest, WhatWasCancelledIsSaid) {
  CorrectEmail command = ToBob();
  command.own.state = BookingState::kCancelled;
  command.own.cancel_reason = CancelReason::kContact;
  EXPECT_THAT(DecideAt(OpenPool(5, 0), command, kNow),
              HasReason("BOOKING_CANCELLED"));
}

CorrectEmail ToBobFromBlocked() {
  CorrectEmail command = ToBob();
  command.own.state = BookingState::kCancelled;
  command.own.cancel_reason = CancelReason::kBlocked;
  command.own.cancel_time = kNow;
  return command;
}

// As if the right address had been given at once.
TEST(CorrectEmailRuleTest, WhatNeverHadPlacesComesAsANewcomer) {
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 3), ToBobFromBlocked(), kNow));
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->state, BookingState::kConfirmed);
  EXPECT_EQ(changes.booking->cancel_reason, CancelReason::kNone);
  EXPECT_EQ(changes.booking->cancel_time, std::nullopt);
  EXPECT_EQ(changes.pool.confirmed, 5);
  ASSERT_EQ(changes.steps.size(), 1);
  EXPECT_EQ(changes.steps[0].cause, Cause::kEmailCorrected);
  EXPECT_EQ(changes.steps[0].pool->confirmed, 5);
}

TEST(CorrectEmailRuleTest, WhatNeverHadPlacesGetsNoneThatAreNotThere) {
  Pool closed = OpenPool(5, 0);
  closed.booking_close_time = kNow;
  for (const Pool& pool : {OpenPool(5, 4), closed}) {
    ASSERT_OK_AND_ASSIGN(const Changes changes,
                         DecideAt(pool, ToBobFromBlocked(), kNow));
    EXPECT_EQ(changes.booking->contact_key, "bob");
    EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
    EXPECT_EQ(changes.booking->cancel_reason, CancelReason::kTooLate);
    EXPECT_EQ(changes.pool.confirmed, pool.confirmed);
  }
}

TEST(CorrectEmailRuleTest, WhatNeverHadPlacesGetsNoneForWhoMayHaveNone) {
  CorrectEmail command = ToBobFromBlocked();
  for (const auto& [standing, reason] :
       {std::pair{Standing::kAtLimit, CancelReason::kLimit},
        std::pair{Standing::kBlocked, CancelReason::kBlocked}}) {
    command.standing = standing;
    ASSERT_OK_AND_ASSIGN(const Changes changes,
                         DecideAt(OpenPool(5, 0), command, kNow));
    EXPECT_EQ(changes.booking->cancel_reason, reason);
    EXPECT_EQ(changes.pool.confirmed, 0);
  }
  command.theirs = Live(1);
  command.theirs->contact_key = "bob";
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 1), command, kNow));
  ASSERT_EQ(changes.steps.size(), 2);
  EXPECT_EQ(changes.steps[0].cause, Cause::kEmailCorrected);
  EXPECT_EQ(changes.steps[0].booking->cancel_reason, CancelReason::kRepeat);
  EXPECT_EQ(changes.steps[1].cause, Cause::kBookingRepeated);
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->corrections, 1);
  EXPECT_EQ(changes.pool.confirmed, 1);
}

}  // namespace
}  // namespace cwp::registration
