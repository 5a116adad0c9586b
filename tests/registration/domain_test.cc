#include "services/registration/domain.h"

#include <optional>
#include <string>
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

BookPlaces Ask(int64_t places) {
  BookPlaces command;
  command.booking = Live(places);
  return command;
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
      Decide(test.pool, std::nullopt, Ask(test.places), kNow);
  EXPECT_EQ(ReasonOf(changes.status()), test.reason);
  ASSERT_EQ(changes.ok(), test.reason.empty());
  if (!changes.ok()) return;
  EXPECT_EQ(changes->cause, Cause::kBookingCreated);
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
  const auto changes = Decide(OpenPool(5, 3), std::nullopt, Ask(3), kNow);
  EXPECT_EQ(MetadataOf(changes.status(), "left"), "2");
}

struct EligibilityCase {
  Answer in_area;
  Answer of_age;
  bool professionals;
  bool passes;
};

TEST(BookTest, EligibilityIsAFilterThatNotSurePasses) {
  const EligibilityCase cases[] = {
      {Answer::kYes, Answer::kYes, false, true},
      {Answer::kNone, Answer::kNone, false, true},
      {Answer::kNotSure, Answer::kNotSure, false, true},
      {Answer::kNo, Answer::kYes, false, false},
      {Answer::kYes, Answer::kNo, false, false},
      {Answer::kNo, Answer::kNo, true, true},
  };
  for (const EligibilityCase& test : cases) {
    BookPlaces command = Ask(1);
    command.in_area = test.in_area;
    command.of_age = test.of_age;
    command.professionals = test.professionals;
    const auto changes = Decide(OpenPool(2, 0), std::nullopt, command, kNow);
    EXPECT_EQ(changes.ok(), test.passes);
    EXPECT_EQ(ReasonOf(changes.status()), test.passes ? "" : "NOT_ELIGIBLE");
  }
}

TEST(RepeatTest, TakesNoSecondPlaceAndTellsTheContactOnceInAWhile) {
  const Booking own = Live(2);
  ASSERT_OK_AND_ASSIGN(const Changes first,
                       Decide(OpenPool(5, 2), own, Ask(1), kNow));
  EXPECT_EQ(first.cause, Cause::kBookingRepeated);
  EXPECT_EQ(first.pool.confirmed, 2);
  EXPECT_EQ(first.booking->id, own.id);
  EXPECT_EQ(first.booking->version, own.version + 1);

  ASSERT_OK_AND_ASSIGN(const Changes second,
                       Decide(OpenPool(5, 2), first.booking, Ask(1),
                              kNow + kRepeatQuiet - absl::Microseconds(1)));
  EXPECT_EQ(second.cause, Cause::kNone);

  ASSERT_OK_AND_ASSIGN(
      const Changes third,
      Decide(OpenPool(5, 2), first.booking, Ask(1), kNow + kRepeatQuiet));
  EXPECT_EQ(third.cause, Cause::kBookingRepeated);
}

// Otherwise the answer would tell a stranger that this address has a booking.
TEST(RepeatTest, IsRefusedOnAFullSessionLikeAnybodyElse) {
  EXPECT_THAT(Decide(OpenPool(2, 2), Live(2), Ask(1), kNow),
              HasReason("NOT_ENOUGH_PLACES"));
}

TEST(CancelTest, GivesPlacesBackOnce) {
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       Decide(OpenPool(5, 4), Live(3), CancelBooking(), kNow));
  EXPECT_EQ(changes.cause, Cause::kBookingCancelled);
  EXPECT_EQ(changes.pool.confirmed, 1);
  EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
  EXPECT_EQ(changes.booking->cancel_time, kNow);

  ASSERT_OK_AND_ASSIGN(
      const Changes again,
      Decide(changes.pool, changes.booking, CancelBooking(), kNow));
  EXPECT_EQ(again.cause, Cause::kNone);
  EXPECT_EQ(again.pool.confirmed, 1);
}

TEST(CancelTest, IsRefusedOnceTheSessionIsOver) {
  const Pool pool = OpenPool(5, 3);
  EXPECT_OK(Decide(pool, Live(3), CancelBooking(),
                   pool.end_time - absl::Microseconds(1)));
  EXPECT_THAT(Decide(pool, Live(3), CancelBooking(), pool.end_time),
              HasReason("SESSION_ENDED"));
}

TEST(CancelTest, ASessionTakesItsBookingsWithItAtAnyTime) {
  const Pool pool = OpenPool(5, 3);
  ASSERT_OK_AND_ASSIGN(
      const Changes changes,
      Decide(pool, Live(3), CancelWithSession(), pool.end_time));
  EXPECT_EQ(changes.cause, Cause::kSessionCancelled);
  EXPECT_EQ(changes.pool.confirmed, 0);
}

TEST(ApplySessionTest, LowerCapacityEvictsNobodyAndAdmitsNobody) {
  Session session = {.id = 7,
                     .state = SessionState::kOpen,
                     .capacity = 2,
                     .meetings = {{.start = kNow + absl::Hours(2),
                                   .end = kNow + absl::Hours(3)}}};
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       Decide(OpenPool(5, 4), std::nullopt,
                              ApplySession{.session = session}, kNow));
  EXPECT_EQ(changes.pool.confirmed, 4);
  EXPECT_EQ(changes.pool.capacity, 2);
  EXPECT_EQ(changes.pool.left(), 0);
  EXPECT_THAT(Decide(changes.pool, std::nullopt, Ask(1), kNow),
              HasReason("NOT_ENOUGH_PLACES"));
}

struct JoinCase {
  std::string name;
  absl::Duration after_start;
  BookingState booking = BookingState::kConfirmed;
  SessionState session = SessionState::kOpen;
  std::string reason;
};

class JoinTest : public ::testing::TestWithParam<JoinCase> {};

// A course of two meetings: 0 to 1 h and 168 to 169 h after its start.
TEST_P(JoinTest, OpensFifteenMinutesBeforeEachMeeting) {
  const JoinCase& test = GetParam();
  Session session = {
      .state = test.session,
      .meetings = {{kNow, kNow + absl::Hours(1)},
                   {kNow + absl::Hours(168), kNow + absl::Hours(169)}}};
  EXPECT_EQ(ReasonOf(CheckJoin(session, test.booking, kNow + test.after_start)),
            test.reason);
}

INSTANTIATE_TEST_SUITE_P(
    All, JoinTest,
    ::testing::ValuesIn(std::vector<JoinCase>{
        {.name = "Early",
         .after_start = -absl::Minutes(15) - absl::Microseconds(1),
         .reason = "JOIN_TOO_EARLY"},
        {.name = "JustInTime", .after_start = -absl::Minutes(15)},
        {.name = "During", .after_start = absl::Minutes(30)},
        {.name = "BetweenMeetings",
         .after_start = absl::Hours(1),
         .reason = "JOIN_TOO_EARLY"},
        {.name = "SecondMeeting", .after_start = absl::Hours(168)},
        {.name = "Over",
         .after_start = absl::Hours(169),
         .reason = "SESSION_ENDED"},
        {.name = "CancelledBooking",
         .after_start = absl::Minutes(1),
         .booking = BookingState::kCancelled,
         .reason = "BOOKING_CANCELLED"},
        {.name = "CancelledSession",
         .after_start = absl::Minutes(1),
         .session = SessionState::kCancelled,
         .reason = "SESSION_CANCELLED"},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::registration
