#include "absl/time/time.h"

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/time/bank_holidays.h"
#include "common/time/local_time.h"
#include "gtest/gtest.h"
#include "services/registration/domain.h"

namespace cwp::registration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

int64_t NextId() { return 1; }

struct OfferTimeCase {
  std::string name;
  std::string now;
  std::string start;
  std::string deadline;
  // When bookings close; empty for not before the start.
  std::string close = "";
};

absl::Time At(const std::string& local) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(
      absl::ParseTime("%Y-%m-%d %H:%M", local, civil::London(), &time, &error))
      << error;
  return time;
}

// The deadline of an offer that is made then.
std::string DeadlineOf(const OfferTimeCase& test, const Rules& rules) {
  const absl::Time start = At(test.start);
  const Pool pool = {
      .booking_close_time = test.close.empty() ? start : At(test.close),
      .start_time = start};
  const absl::Time deadline = OfferDeadline(
      pool, Moment{.now = At(test.now), .rules = rules, .next_id = NextId});
  return absl::FormatTime("%Y-%m-%d %H:%M", deadline, rules.zone);
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
      {"until bookings close", "2027-03-01 12:00", "2027-04-01 18:00",
       "2027-03-02 09:00", "2027-03-02 09:00"},
  };
  const Rules rules{.zone = civil::London()};
  for (const OfferTimeCase& test : cases) {
    EXPECT_EQ(DeadlineOf(test, rules), test.deadline) << test.name;
  }
}

TEST(OfferTimeTest, StandsStillOnBankHolidays) {
  const OfferTimeCase cases[] = {
      // 26 and 29 March are Good Friday and Easter Monday.
      {"over Easter", "2027-03-25 12:00", "2027-05-01 18:00",
       "2027-03-28 10:00"},
      {"over Easter Monday", "2027-03-27 20:00", "2027-05-01 18:00",
       "2027-03-30 18:00"},
      {"made on Good Friday", "2027-03-26 12:00", "2027-05-01 18:00",
       "2027-03-28 19:00"},
      {"never beyond the start", "2027-03-29 09:00", "2027-03-30 09:30",
       "2027-03-30 09:30"},
  };
  Rules rules{.zone = civil::London()};
  for (const civil::BankHoliday& holiday : civil::BundledBankHolidays()) {
    rules.bank_holidays.insert(holiday.day);
  }
  for (const OfferTimeCase& test : cases) {
    EXPECT_EQ(DeadlineOf(test, rules), test.deadline) << test.name;
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
