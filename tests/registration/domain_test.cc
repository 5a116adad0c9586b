#include "services/registration/domain.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
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

struct KeptCase {
  std::string name;
  EligibilityRules rules;
  bool professionals = false;
  Answer in_area;
  Answer of_age;
};

class KeptAnswersTest : public ::testing::TestWithParam<KeptCase> {};

TEST_P(KeptAnswersTest, AreThoseThatWereAsked) {
  const Answers said = {.in_area = Answer::kNo, .of_age = Answer::kNotSure};
  const Answers kept =
      KeptAnswers(said, GetParam().professionals, {}, GetParam().rules);
  EXPECT_EQ(kept.in_area, GetParam().in_area);
  EXPECT_EQ(kept.of_age, GetParam().of_age);
}

INSTANTIATE_TEST_SUITE_P(
    All, KeptAnswersTest,
    ::testing::ValuesIn(std::vector<KeptCase>{
        {.name = "Both", .in_area = Answer::kNo, .of_age = Answer::kNotSure},
        {.name = "OfProfessionals",
         .professionals = true,
         .in_area = Answer::kNone,
         .of_age = Answer::kNone},
        {.name = "OnlyTheAge",
         .rules = {.ask_area = false},
         .in_area = Answer::kNone,
         .of_age = Answer::kNotSure},
        {.name = "OnlyTheArea",
         .rules = {.ask_age = false},
         .in_area = Answer::kNo,
         .of_age = Answer::kNone},
        {.name = "Nothing",
         .rules = {.ask_area = false, .ask_age = false},
         .in_area = Answer::kNone,
         .of_age = Answer::kNone},
    }),
    [](const auto& test) { return test.param.name; });

Attendee Aged(int64_t min, int64_t max) {
  return {.ages = AgeRange{.min_years = min, .max_years = max}};
}

TEST(KeptAnswersTest, AgesAnswerForThemselves) {
  const EligibilityRules rules;
  struct Case {
    Answer said;
    std::vector<Attendee> attendees;
    Answer kept;
  };
  for (const Case& test : std::vector<Case>{
           {Answer::kNone, {Aged(5, 11)}, Answer::kYes},
           {Answer::kNone, {{}}, Answer::kNone},
           {Answer::kNotSure, {Aged(5, 11)}, Answer::kNotSure},
           {Answer::kYes, {Aged(20, 120)}, Answer::kNo},
           {Answer::kNone, {Aged(0, 4)}, Answer::kNo},
           {Answer::kNone, {Aged(0, 5)}, Answer::kYes},
           {Answer::kNone, {Aged(5, 11), Aged(20, 20)}, Answer::kNo}}) {
    const Answers said = {.of_age = test.said};
    EXPECT_EQ(KeptAnswers(said, false, test.attendees, rules).of_age,
              test.kept);
    EXPECT_EQ(KeptAnswers(said, true, test.attendees, rules).of_age,
              Answer::kNone);
  }
}

struct BandCase {
  std::string name;
  AgeRange said;
  AgeRange want;
  EligibilityRules rules = {};
  AgeRange workshop = {};
};

class BandTest : public ::testing::TestWithParam<BandCase> {};

TEST_P(BandTest, IsCutWhereTheRulesSay) {
  const BandCase& test = GetParam();
  const AgeRange band = BandOf(test.said, test.rules, test.workshop);
  EXPECT_EQ(band.min_years, test.want.min_years);
  EXPECT_EQ(band.max_years, test.want.max_years);
}

INSTANTIATE_TEST_SUITE_P(
    All, BandTest,
    ::testing::ValuesIn(std::vector<BandCase>{
        {"Under5", {3, 3}, {0, 4}},
        {"From5", {5, 5}, {5, 11}},
        {"To11", {11, 11}, {5, 11}},
        {"Twelve", {12, 12}, {12, 12}},
        {"From13", {13, 13}, {13, 15}},
        {"From16", {16, 17}, {16, 17}},
        {"From18", {19, 19}, {18, 19}},
        {"From20", {20, 20}, {20, kOldest}},
        {"Oldest", {kOldest, kOldest}, {20, kOldest}},
        {"OverSeveral", {11, 13}, {5, 15}},
        {"Anybody", {0, kOldest}, {0, kOldest}},
        {"OwnBooking", {13, 13}, {12, 14}, {.own_booking_age = 15}},
        {"Service", {21, 21}, {20, 24}, {.ages = {7, 24}}},
        {"BelowTheService", {6, 6}, {5, 6}, {.ages = {7, 24}}},
        {"Workshop", {9, 9}, {8, 10}, {}, {8, 10}},
        {"BelowTheWorkshop", {7, 7}, {5, 7}, {}, {8, 10}},
        {"AboveTheWorkshop", {11, 11}, {11, 11}, {}, {8, 10}},
    }),
    [](const auto& test) { return test.param.name; });

TEST(KeptAttendeesTest, HaveNoAgesWhereNoneAreAsked) {
  ASSERT_OK_AND_ASSIGN(std::vector<Attendee> kept,
                       KeptAttendees({Aged(7, 7)}, {}, {}));
  EXPECT_EQ(kept[0].ages, (AgeRange{5, 11}));
  ASSERT_OK_AND_ASSIGN(kept,
                       KeptAttendees({Aged(7, 7)}, {.ask_age = false}, {}));
  EXPECT_EQ(kept[0].ages, std::nullopt);
  ASSERT_OK_AND_ASSIGN(kept, KeptAttendees({{}}, {}, {}));
  EXPECT_EQ(kept[0].ages, std::nullopt);
}

TEST(KeptAttendeesTest, HaveNamesOnlyWhereTheyAreNeeded) {
  const std::vector<Attendee> named = {{.name = "sealed"}, {.name = "too"}};
  ASSERT_OK_AND_ASSIGN(std::vector<Attendee> kept,
                       KeptAttendees(named, {}, {}));
  EXPECT_EQ(kept[0].name, "");
  EXPECT_EQ(kept[1].name, "");
  ASSERT_OK_AND_ASSIGN(kept, KeptAttendees(named, {}, {.names_needed = true}));
  EXPECT_EQ(kept[1].name, "too");
  const auto without =
      KeptAttendees({{.name = "sealed"}, {}}, {}, {.names_needed = true});
  EXPECT_THAT(without.status(), HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(without.status(), "field"), "attendees.name");
}

BookPlaces AskAgain(int64_t places, const Booking& own) {
  return {.booking = Live(places), .own = own};
}

CorrectEmail ToBob() {
  Booking own = Live(2);
  own.create_time = kNow - absl::Minutes(1);
  return {.own = own, .contact_key = "bob"};
}

TEST(CorrectEmailTest, ChangesWhoIsToldAndMakesLinksUseless) {
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

TEST(CorrectEmailTest, AfterAWhileOrAFewTimesNothingChanges) {
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

TEST(CorrectEmailTest, WhoHasPlacesGetsNoMoreAndIsTold) {
  CorrectEmail command = ToBob();
  command.theirs = Live(1);
  command.theirs->id = 101;
  command.theirs->contact_key = "bob";
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 3), command, kNow));
  ASSERT_EQ(changes.steps.size(), 2);
  EXPECT_EQ(changes.steps[0].cause, Cause::kBookingCancelled);
  EXPECT_EQ(changes.steps[0].booking->contact_key, "ada");
  EXPECT_EQ(changes.steps[1].cause, Cause::kBookingRepeated);
  EXPECT_EQ(changes.steps[1].booking->id, 101);
  EXPECT_EQ(changes.booking->id, command.own.id);
  EXPECT_EQ(changes.pool.confirmed, 1);
}

TEST(CorrectEmailTest, WhoMayHaveNoPlacesGetsNone) {
  CorrectEmail command = ToBob();
  command.standing = Standing::kBlocked;
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 2), command, kNow));
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
  EXPECT_EQ(changes.booking->cancel_reason, CancelReason::kBlocked);
  EXPECT_EQ(changes.pool.confirmed, 0);
}

TEST(CorrectEmailTest, WhatWasCancelledIsSaid) {
  CorrectEmail command = ToBob();
  command.own.state = BookingState::kCancelled;
  command.own.cancel_reason = CancelReason::kContact;
  EXPECT_THAT(DecideAt(OpenPool(5, 0), command, kNow),
              HasReason("BOOKING_CANCELLED"));
  // Which the answer to booking did not tell.
  command.own.cancel_reason = CancelReason::kLimit;
  ASSERT_OK_AND_ASSIGN(const Changes changes,
                       DecideAt(OpenPool(5, 0), command, kNow));
  EXPECT_EQ(changes.booking->contact_key, "bob");
  EXPECT_EQ(changes.booking->state, BookingState::kCancelled);
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

struct OfferTimeCase {
  std::string name;
  std::string now;
  std::string start;
  std::string deadline;
};

absl::Time At(const std::string& local) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(
      absl::ParseTime("%Y-%m-%d %H:%M", local, civil::London(), &time, &error))
      << error;
  return time;
}

TEST(OfferTimeTest, CountsByDayAndShortensAsTheSessionNears) {
  const OfferTimeCase cases[] = {
      {"24 hours of daytime", "2027-03-01 12:00", "2027-04-01 18:00",
       "2027-03-03 10:00"},
      {"the night does not count", "2027-03-01 23:00", "2027-04-01 18:00",
       "2027-03-03 19:00"},
      {"across the clock change", "2027-03-27 20:00", "2027-05-01 18:00",
       "2027-03-29 18:00"},
      {"within the week", "2027-03-01 12:00", "2027-03-06 18:00",
       "2027-03-01 20:00"},
      {"the day before", "2027-03-01 12:00", "2027-03-02 18:00",
       "2027-03-01 15:00"},
      {"the same day", "2027-03-01 09:00", "2027-03-01 18:00",
       "2027-03-01 10:00"},
      {"just before", "2027-03-01 17:50", "2027-03-01 18:00",
       "2027-03-01 18:00"},
  };
  const Rules rules{.zone = civil::London()};
  for (const OfferTimeCase& test : cases) {
    SCOPED_TRACE(test.name);
    Pool pool = OpenPool(5, 5);
    pool.start_time = At(test.start);
    pool.booking_close_time = pool.start_time;
    const absl::Time deadline = OfferDeadline(
        pool, Moment{.now = At(test.now), .rules = rules, .next_id = NextId});
    EXPECT_EQ(absl::FormatTime("%Y-%m-%d %H:%M", deadline, rules.zone),
              test.deadline);
  }
}

struct JoinCase {
  std::string name;
  absl::Duration after_start;
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
  EXPECT_EQ(ReasonOf(CheckJoin(session, kNow + test.after_start)), test.reason);
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
        {.name = "CancelledSession",
         .after_start = absl::Minutes(1),
         .session = SessionState::kCancelled,
         .reason = "SESSION_CANCELLED"},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::registration
