#include "services/registration/domain.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::registration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Pool OpenPool(int64_t capacity, int64_t confirmed) {
  return {.session_id = 7,
          .session_state = SessionState::kOpen,
          .booking_open_time = kNow - absl::Hours(24),
          .booking_close_time = kNow + absl::Hours(47),
          .start_time = kNow + absl::Hours(48),
          .end_time = kNow + absl::Hours(49),
          .capacity = capacity,
          .confirmed = confirmed,
          .revision = 3};
}

Booking Live(int64_t places) {
  return {.id = 100, .session_id = 7, .contact_key = "ada", .places = places};
}

BookPlaces Ask(int64_t places) { return {.booking = Live(places)}; }

int64_t NextId() { return 1; }

// A decision at a moment, by the usual rules.
template <class Command>
auto DecideAt(const Pool& pool, const Command& command, absl::Time now) {
  static const Rules* const rules = new Rules;
  return Decide(PoolView{.pool = pool}, command,
                Moment{.now = now, .rules = *rules, .next_id = NextId});
}

struct BookCase {
  std::string name;
  Pool pool;
  int64_t places = 1;
  // Empty for a booking that comes about.
  std::string reason;
};

class BookTest : public ::testing::TestWithParam<BookCase> {};

TEST_P(BookTest, TakesPlacesOrSaysWhyNot) {
  const BookCase& test = GetParam();
  const absl::StatusOr<Changes> changes =
      DecideAt(test.pool, Ask(test.places), kNow);
  EXPECT_EQ(ReasonOf(changes.status()), test.reason);
  ASSERT_EQ(changes.ok(), test.reason.empty());
  if (!changes.ok()) return;
  ASSERT_EQ(changes->steps.size(), 1);
  EXPECT_EQ(changes->steps[0].cause, Cause::kBookingCreated);
  EXPECT_EQ(changes->pool.confirmed, test.pool.confirmed + test.places);
  EXPECT_LE(changes->pool.confirmed, changes->pool.capacity);
  EXPECT_EQ(changes->booking->create_time, kNow);
}

Pool With(Pool pool, SessionState state) {
  pool.session_state = state;
  return pool;
}

Pool Window(absl::Duration open, absl::Duration close, absl::Duration start) {
  Pool pool = OpenPool(10, 0);
  pool.booking_open_time = kNow + open;
  pool.booking_close_time = kNow + close;
  pool.start_time = kNow + start;
  return pool;
}

INSTANTIATE_TEST_SUITE_P(
    All, BookTest,
    ::testing::ValuesIn(std::vector<BookCase>{
        {.name = "FirstPlace", .pool = OpenPool(2, 0)},
        {.name = "LastPlace", .pool = OpenPool(2, 1)},
        {.name = "LastPlaces", .pool = OpenPool(5, 2), .places = 3},
        {.name = "Full", .pool = OpenPool(2, 2), .reason = "NOT_ENOUGH_PLACES"},
        {.name = "OneTooMany",
         .pool = OpenPool(5, 3),
         .places = 3,
         .reason = "NOT_ENOUGH_PLACES"},
        {.name = "OverSinceCapacityWasLowered",
         .pool = OpenPool(2, 3),
         .reason = "NOT_ENOUGH_PLACES"},
        {.name = "NoPlacesAtAll",
         .pool = OpenPool(0, 0),
         .reason = "NOT_ENOUGH_PLACES"},
        {.name = "Scheduled",
         .pool = With(OpenPool(2, 0), SessionState::kScheduled),
         .reason = "SESSION_NOT_OPEN"},
        {.name = "Closed",
         .pool = With(OpenPool(2, 0), SessionState::kClosed),
         .reason = "SESSION_NOT_OPEN"},
        {.name = "AboutToChange",
         .pool = With(OpenPool(2, 0), SessionState::kChanging),
         .reason = "SESSION_CHANGING"},
        {.name = "Cancelled",
         .pool = With(OpenPool(2, 0), SessionState::kCancelled),
         .reason = "SESSION_CANCELLED"},
        {.name = "OpensNow",
         .pool = Window(absl::ZeroDuration(), absl::Hours(1), absl::Hours(2))},
        {.name = "OpensInAMoment",
         .pool = Window(absl::Microseconds(1), absl::Hours(1), absl::Hours(2)),
         .reason = "BOOKING_NOT_YET_OPEN"},
        {.name = "ClosesInAMoment",
         .pool = Window(-absl::Hours(1), absl::Microseconds(1),
                        absl::Hours(2))},
        {.name = "ClosesNow",
         .pool = Window(-absl::Hours(1), absl::ZeroDuration(), absl::Hours(2)),
         .reason = "BOOKING_CLOSED"},
        {.name = "StartsNow",
         .pool = Window(-absl::Hours(1), absl::Hours(3), absl::ZeroDuration()),
         .reason = "SESSION_STARTED"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(BookTest, SaysHowManyAreLeft) {
  const auto changes = DecideAt(OpenPool(5, 3), Ask(3), kNow);
  EXPECT_EQ(MetadataOf(changes.status(), "left"), "2");
}

struct EligibilityCase {
  Answer in_area;
  Answer of_age;
  bool passes;
};

TEST(BookTest, EligibilityIsAFilterThatNotSurePasses) {
  const EligibilityCase cases[] = {
      {Answer::kYes, Answer::kYes, true},
      {Answer::kNone, Answer::kNone, true},
      {Answer::kNotSure, Answer::kNotSure, true},
      {Answer::kNo, Answer::kYes, false},
      {Answer::kYes, Answer::kNo, false},
  };
  for (const EligibilityCase& test : cases) {
    BookPlaces command = Ask(1);
    command.answers = {.in_area = test.in_area, .of_age = test.of_age};
    const auto changes = DecideAt(OpenPool(2, 0), command, kNow);
    EXPECT_EQ(changes.ok(), test.passes);
    EXPECT_EQ(ReasonOf(changes.status()), test.passes ? "" : "NOT_ELIGIBLE");
  }
}

BookPlaces AskAgain(int64_t places, const Booking& own) {
  return {.booking = Live(places), .own = own};
}

TEST(RepeatTest, TakesNoSecondPlaceAndTellsTheContactOnceInAWhile) {
  const Booking own = Live(2);
  ASSERT_OK_AND_ASSIGN(const Changes first,
                       DecideAt(OpenPool(5, 2), AskAgain(1, own), kNow));
  ASSERT_EQ(first.steps.size(), 1);
  EXPECT_EQ(first.steps[0].cause, Cause::kBookingRepeated);
  EXPECT_EQ(first.pool.confirmed, 2);
  EXPECT_EQ(first.booking->id, own.id);
  EXPECT_EQ(first.booking->version, own.version + 1);

  ASSERT_OK_AND_ASSIGN(const Changes second,
                       DecideAt(OpenPool(5, 2), AskAgain(1, *first.booking),
                                kNow + kRepeatQuiet - absl::Microseconds(1)));
  EXPECT_TRUE(second.steps.empty());

  ASSERT_OK_AND_ASSIGN(const Changes third,
                       DecideAt(OpenPool(5, 2), AskAgain(1, *first.booking),
                                kNow + kRepeatQuiet));
  EXPECT_EQ(third.steps.size(), 1);
}

TEST(RefusalTest, SaysHowManyAreLeftAsPeopleWould) {
  const auto words = [](const Pool& pool) {
    return std::string(DecideAt(pool, Ask(3), kNow).status().message());
  };
  EXPECT_EQ(words(OpenPool(5, 5)), "this session is full");
  EXPECT_EQ(words(OpenPool(5, 4)), "only 1 place is left");
  EXPECT_EQ(words(OpenPool(5, 3)), "only 2 places are left");
}

// Otherwise the answer would tell a stranger that this address has a booking.
TEST(RepeatTest, IsRefusedOnAFullSessionLikeAnybodyElse) {
  EXPECT_THAT(DecideAt(OpenPool(2, 2), AskAgain(1, Live(2)), kNow),
              HasReason("NOT_ENOUGH_PLACES"));
}

// It answers as for a booking, takes nothing, and an e-mail explains.
TEST(StandingTest, AContactWhoMayNotBookTakesNoPlace) {
  for (const auto& [standing, reason] :
       {std::pair{Standing::kAtLimit, CancelReason::kLimit},
        std::pair{Standing::kBlocked, CancelReason::kBlocked}}) {
    BookPlaces command = Ask(2);
    command.standing = standing;
    ASSERT_OK_AND_ASSIGN(const Changes changes,
                         DecideAt(OpenPool(5, 2), command, kNow));
    EXPECT_EQ(changes.pool.confirmed, 2);
    EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
    EXPECT_EQ(changes.booking->cancel_reason, reason);
    EXPECT_EQ(changes.steps.at(0).cause, Cause::kBookingRefused);
  }
}

TEST(CancelTest, GivesPlacesBackOnce) {
  ASSERT_OK_AND_ASSIGN(
      const Changes changes,
      DecideAt(OpenPool(5, 4), CancelBooking{.own = Live(3)}, kNow));
  ASSERT_EQ(changes.steps.size(), 1);
  EXPECT_EQ(changes.steps[0].cause, Cause::kBookingCancelled);
  EXPECT_EQ(changes.pool.confirmed, 1);
  EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
  EXPECT_EQ(changes.booking->cancel_time, kNow);

  ASSERT_OK_AND_ASSIGN(
      const Changes again,
      DecideAt(changes.pool, CancelBooking{.own = *changes.booking}, kNow));
  EXPECT_TRUE(again.steps.empty());
  EXPECT_EQ(again.pool.confirmed, 1);
}

TEST(CancelTest, IsRefusedOnceTheSessionIsOver) {
  const Pool pool = OpenPool(5, 3);
  const CancelBooking command{.own = Live(3)};
  EXPECT_OK(DecideAt(pool, command, pool.end_time - absl::Microseconds(1)));
  EXPECT_THAT(DecideAt(pool, command, pool.end_time),
              HasReason("SESSION_ENDED"));
}

struct ChangeCase {
  std::string name;
  Pool pool;
  int64_t from = 1;
  int64_t to = 1;
  std::string reason;
};

TEST(ChangePlacesTest, FewerGiveBackAndMoreNeedPlaces) {
  const ChangeCase cases[] = {
      {.name = "fewer", .pool = OpenPool(5, 5), .from = 3, .to = 1},
      {.name = "same", .pool = OpenPool(5, 5), .from = 3, .to = 3},
      {.name = "more", .pool = OpenPool(5, 4), .from = 3, .to = 4},
      {.name = "too many",
       .pool = OpenPool(5, 4),
       .from = 3,
       .to = 5,
       .reason = "NOT_ENOUGH_PLACES"},
      {.name = "fewer in a closed session",
       .pool = With(OpenPool(5, 5), SessionState::kClosed),
       .from = 3,
       .to = 2},
      {.name = "more in a closed session",
       .pool = With(OpenPool(5, 3), SessionState::kClosed),
       .from = 3,
       .to = 4,
       .reason = "SESSION_NOT_OPEN"},
  };
  for (const ChangeCase& test : cases) {
    SCOPED_TRACE(test.name);
    const auto changes =
        DecideAt(test.pool,
                 ChangePlaces{.own = Live(test.from), .places = test.to}, kNow);
    EXPECT_EQ(ReasonOf(changes.status()), test.reason);
    if (!changes.ok()) continue;
    EXPECT_EQ(changes->pool.confirmed,
              test.pool.confirmed + test.to - test.from);
    EXPECT_EQ(changes->booking->places, test.to);
  }
}

TEST(AllotmentTest, ItsChannelSellsItWhileTheRestIsFull) {
  Pool pool = OpenPool(5, 2);
  pool.allotted = 3;
  BookPlaces direct = Ask(1);
  EXPECT_THAT(DecideAt(pool, direct, kNow), HasReason("NOT_ENOUGH_PLACES"));
  BookPlaces partner = Ask(2);
  partner.allotment = Allotment{.session_id = 7, .channel = "p", .places = 3};
  ASSERT_OK_AND_ASSIGN(const Changes changes, DecideAt(pool, partner, kNow));
  EXPECT_EQ(changes.pool.confirmed, 4);
  EXPECT_EQ(changes.pool.allotted, 1);
  EXPECT_EQ(changes.pool.taken(), 5);
  EXPECT_EQ(changes.steps.at(0).allotment->sold, 2);

  ASSERT_OK_AND_ASSIGN(
      const Changes back,
      DecideAt(changes.pool,
               CancelBooking{.own = *changes.booking,
                             .allotment = changes.steps[0].allotment},
               kNow));
  EXPECT_EQ(back.pool.allotted, 3) << "what it sold goes back to it";
  EXPECT_EQ(back.pool.taken(), 5);
}

TEST(AllotmentTest, WhatItSoldStaysSold) {
  Pool pool = OpenPool(5, 2);
  pool.allotted = 2;
  const SetAllotment command = {
      .allotment = {.session_id = 7, .channel = "p", .places = 4, .sold = 2},
      .places = 1};
  ASSERT_OK_AND_ASSIGN(const Changes changes, DecideAt(pool, command, kNow));
  EXPECT_EQ(changes.steps.at(0).allotment->places, 2);
  EXPECT_EQ(changes.pool.allotted, 0);
}

TEST(AllotmentTest, WhatIsGivenBackAfterItsReleaseIsEverybodys) {
  const Pool pool = OpenPool(5, 3);
  const Allotment sold_out = {
      .session_id = 7, .channel = "p", .places = 3, .sold = 3};
  ASSERT_OK_AND_ASSIGN(
      const Changes released,
      DecideAt(pool, SetAllotment{.allotment = sold_out, .places = 1}, kNow));
  const Allotment& fewer = *released.steps.at(0).allotment;
  EXPECT_EQ(fewer.places, 3);
  Booking own = Live(3);
  own.from_allotment = 3;
  ASSERT_OK_AND_ASSIGN(
      const Changes back,
      DecideAt(pool, CancelBooking{.own = own, .allotment = fewer}, kNow));
  const Allotment& left = *back.steps.at(0).allotment;
  EXPECT_EQ(left.places, 1) << "as many as are wanted";
  EXPECT_EQ(left.sold, 0);
  EXPECT_EQ(left.surplus, 0);
  EXPECT_EQ(back.pool.allotted, 1);
  EXPECT_EQ(back.pool.left(), 4);
}

TEST(AllotmentTest, SellsNothingWhileALoweredCapacityIsPassed) {
  Pool pool = OpenPool(5, 5);
  pool.allotted = 3;
  BookPlaces partner = Ask(1);
  partner.allotment = Allotment{.session_id = 7, .channel = "p", .places = 3};
  EXPECT_THAT(DecideAt(pool, partner, kNow), HasReason("NOT_ENOUGH_PLACES"));
  EXPECT_THAT(
      DecideAt(pool,
               ChangePlaces{
                   .own = Live(1), .places = 2, .allotment = partner.allotment},
               kNow),
      HasReason("NOT_ENOUGH_PLACES"));
}

TEST(AllotmentTest, IsForNewPlacesOnlyWhileTheSessionIsOpen) {
  Pool pool = With(OpenPool(5, 1), SessionState::kClosed);
  pool.allotted = 3;
  const ChangePlaces more = {
      .own = Live(1),
      .places = 2,
      .allotment = Allotment{.session_id = 7, .channel = "p", .places = 3}};
  EXPECT_THAT(DecideAt(pool, more, kNow), HasReason("SESSION_NOT_OPEN"));
}

TEST(AllotmentTest, NothingOfItsSurplusIsLeftWhenItsSessionIsCancelled) {
  const Allotment released = {
      .session_id = 7, .channel = "p", .places = 3, .sold = 3, .surplus = 3};
  ApplySession command = {
      .session = {.id = 7,
                  .state = SessionState::kCancelled,
                  .capacity = 5,
                  .meetings = {{.start = kNow + absl::Hours(2),
                                .end = kNow + absl::Hours(3)}}},
      .allotments = {released}};
  for (const int64_t places : {2, 1}) {
    Booking& booking = command.bookings.emplace_back(Live(places));
    booking.channel = "p";
    booking.from_allotment = places;
  }
  const Changes changes = DecideAt(OpenPool(5, 3), command, kNow);
  const Allotment& left = *changes.steps.back().allotment;
  EXPECT_EQ(left.places, 0);
  EXPECT_EQ(left.sold, 0);
  EXPECT_EQ(changes.pool.allotted, 0);
  EXPECT_EQ(changes.pool.confirmed, 0);
}

TEST(ApplySessionTest, LowerCapacityEvictsNobodyAndAdmitsNobody) {
  Session session = {.id = 7,
                     .state = SessionState::kOpen,
                     .capacity = 2,
                     .meetings = {{.start = kNow + absl::Hours(2),
                                   .end = kNow + absl::Hours(3)}}};
  const Changes changes =
      DecideAt(OpenPool(5, 4), ApplySession{.session = session}, kNow);
  EXPECT_EQ(changes.pool.confirmed, 4);
  EXPECT_EQ(changes.pool.capacity, 2);
  EXPECT_EQ(changes.pool.left(), 0);
  EXPECT_EQ(changes.pool.over(), 2);
  EXPECT_THAT(DecideAt(changes.pool, Ask(1), kNow),
              HasReason("NOT_ENOUGH_PLACES"));
}

}  // namespace
}  // namespace cwp::registration
