#include "services/scheduling/recurrence.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/long_count.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::scheduling {
namespace {

using Day = absl::CivilDay;
using Frequency = Recurrence::Frequency;

// A Tuesday at 18:00.
const absl::CivilMinute kStart(2027, 1, 12, 18, 0);

absl::StatusOr<Recurrence> Parse(absl::string_view rule,
                                 absl::CivilMinute start = kStart) {
  return ParseRecurrence(rule, start, civil::London());
}

// The days of a rule, one behind another; the reason when there are none.
std::string DaysOf(absl::string_view rule, absl::CivilMinute start = kStart) {
  const absl::StatusOr<Recurrence> recurrence = Parse(rule, start);
  if (!recurrence.ok()) return ReasonOf(recurrence.status());
  const auto days = ExpandRecurrence(*recurrence, Day(start));
  if (!days.ok()) return ReasonOf(days.status());
  return absl::StrJoin(*days, " ", [](std::string* out, Day day) {
    out->append(absl::FormatCivilTime(day));
  });
}

TEST(RecurrenceTest, NamesItsDays) {
  struct Case {
    std::string rule;
    std::string days;
  };
  for (const Case& c : std::vector<Case>{
           {"FREQ=DAILY;COUNT=3", "2027-01-12 2027-01-13 2027-01-14"},
           {"FREQ=DAILY;INTERVAL=3;UNTIL=20270118",
            "2027-01-12 2027-01-15 2027-01-18"},
           {"FREQ=WEEKLY;COUNT=3", "2027-01-12 2027-01-19 2027-01-26"},
           {"RRULE:FREQ=WEEKLY;COUNT=1", "2027-01-12"},
           {"freq=weekly;byday=th,tu;count=3",
            "2027-01-12 2027-01-14 2027-01-19"},
           {"FREQ=WEEKLY;BYDAY=MO,TU;INTERVAL=2;COUNT=4",
            "2027-01-12 2027-01-25 2027-01-26 2027-02-08"},
           {"FREQ=MONTHLY;BYDAY=2TU;COUNT=3",
            "2027-01-12 2027-02-09 2027-03-09"},
           {"FREQ=MONTHLY;BYDAY=+2TU,-1FR;COUNT=4",
            "2027-01-12 2027-01-29 2027-02-09 2027-02-26"},
           {"FREQ=MONTHLY;BYDAY=2TU,5SA;UNTIL=20270530",
            "2027-01-12 2027-01-30 2027-02-09 2027-03-09 2027-04-13 2027-05-11 "
            "2027-05-29"}}) {
    EXPECT_EQ(DaysOf(c.rule), c.days) << c.rule;
  }
  // The fourth and the last are the same day, which counts once.
  EXPECT_EQ(DaysOf("FREQ=MONTHLY;BYDAY=4TU,-1TU;COUNT=2",
                   absl::CivilMinute(2027, 1, 26, 18, 0)),
            "2027-01-26 2027-02-23");
}

TEST(RecurrenceTest, UntilIsIncluded) {
  for (const auto& [until, last] :
       std::vector<std::pair<std::string, std::string>>{
           {"20270119", "2027-01-19"},
           {"20270118", "2027-01-12"},
           {"20270119T180000Z", "2027-01-19"},
           {"20270119T175959Z", "2027-01-12"},
           {"20270120T000000Z", "2027-01-19"}}) {
    const std::string days = DaysOf("FREQ=WEEKLY;UNTIL=" + until);
    EXPECT_EQ(days.substr(days.size() - 10), last) << until;
  }
  // In summer an instant is an hour later on the wall.
  const absl::CivilMinute summer(2027, 6, 1, 18, 0);
  EXPECT_EQ(DaysOf("FREQ=WEEKLY;UNTIL=20270608T170000Z", summer),
            "2027-06-01 2027-06-08");
  EXPECT_EQ(DaysOf("FREQ=WEEKLY;UNTIL=20270608T165959Z", summer), "2027-06-01");
}

struct RefusalCase {
  std::string rule;
  std::string reason;
  std::string part;
};

TEST(RecurrenceTest, SaysWhatIsWrong) {
  for (const RefusalCase& c : std::vector<RefusalCase>{
           {"", "RRULE_INVALID", ""},
           {"WEEKLY", "RRULE_INVALID", ""},
           {"FREQ=WEEKLY;COUNT=3;", "RRULE_INVALID", ""},
           {"FREQ=WEEKLY;;COUNT=3", "RRULE_INVALID", ""},
           {"FREQ=WEEKLY;COUNT=", "RRULE_INVALID", ""},
           {"FREQ=WEEKLY;=3", "RRULE_INVALID", ""},
           {"FREQ=WEEKLY;COUNT=3=4", "RRULE_INVALID", ""},
           {"EXRULE:FREQ=WEEKLY;COUNT=3", "RRULE_PART_UNKNOWN", "EXRULE:FREQ"},
           {"FREQ=WEEKLY;COUNT=3;COUNT=3", "RRULE_INVALID", "COUNT"},
           {"COUNT=3", "RRULE_INVALID", "FREQ"},
           {"FREQ=YEARLY;COUNT=3", "RRULE_INVALID", "FREQ"},
           {"FREQ=HOURLY;COUNT=3", "RRULE_INVALID", "FREQ"},
           {"FREQ=WEEKLY;COUNT=3;BYMONTH=1", "RRULE_PART_UNKNOWN", "BYMONTH"},
           {"FREQ=WEEKLY;COUNT=3;BYSETPOS=1", "RRULE_PART_UNKNOWN", "BYSETPOS"},
           {"FREQ=WEEKLY;COUNT=3;WKST=SU", "RRULE_PART_UNKNOWN", "WKST"},
           {"FREQ=WEEKLY;COUNT=3;INTERVAL=0", "RRULE_INVALID", "INTERVAL"},
           {"FREQ=WEEKLY;COUNT=3;INTERVAL=1000", "RRULE_INVALID", "INTERVAL"},
           {"FREQ=WEEKLY;COUNT=3;INTERVAL=-1", "RRULE_INVALID", "INTERVAL"},
           {"FREQ=WEEKLY;COUNT=-1", "RRULE_INVALID", "COUNT"},
           {"FREQ=WEEKLY;COUNT=3 ", "RRULE_INVALID", "COUNT"},
           {"FREQ=WEEKLY;COUNT=0", "SERIES_EMPTY", "COUNT"},
           {"FREQ=WEEKLY;UNTIL=2027-03-26", "RRULE_INVALID", "UNTIL"},
           {"FREQ=WEEKLY;UNTIL=20270230", "RRULE_INVALID", "UNTIL"},
           {"FREQ=WEEKLY;UNTIL=20270326T180000", "RRULE_INVALID", "UNTIL"},
           {"FREQ=WEEKLY;UNTIL=20270326T240000Z", "RRULE_INVALID", "UNTIL"},
           {"FREQ=WEEKLY;COUNT=3;UNTIL=20270326", "RRULE_COUNT_AND_UNTIL", ""},
           {"FREQ=WEEKLY", "RRULE_ENDLESS", ""},
           {"FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", "RRULE_ENDLESS", ""},
           {"FREQ=DAILY;BYDAY=TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=WEEKLY;BYDAY=2TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=WEEKLY;BYDAY=TU,;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=WEEKLY;BYDAY=TU,TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=WEEKLY;BYDAY=DI;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=WEEKLY;BYDAY=U;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=2TU,FR;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=0TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=6TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=-6TU;COUNT=3", "RRULE_INVALID", "BYDAY"},
           {"FREQ=MONTHLY;BYDAY=--1TU;COUNT=3", "RRULE_INVALID", "BYDAY"}}) {
    const absl::Status status = Parse(c.rule).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << c.rule;
    EXPECT_EQ(ReasonOf(status), c.reason) << c.rule;
    EXPECT_EQ(MetadataOf(status, "field"), "rule") << c.rule;
    EXPECT_EQ(MetadataOf(status, "part"), c.part) << c.rule;
  }
}

TEST(RecurrenceTest, RefusesTooManyTooFewAndOthers) {
  EXPECT_EQ(DaysOf("FREQ=WEEKLY;UNTIL=20270111"), "SERIES_EMPTY");
  EXPECT_EQ(DaysOf("FREQ=WEEKLY;BYDAY=WE;COUNT=3"), "START_NOT_IN_RULE");
  EXPECT_EQ(DaysOf("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270112"), "SERIES_EMPTY");
  EXPECT_EQ(DaysOf("FREQ=MONTHLY;BYDAY=1TU;COUNT=3"), "START_NOT_IN_RULE");
  EXPECT_EQ(DaysOf("FREQ=DAILY;COUNT=401"), "SERIES_TOO_LONG");
  EXPECT_EQ(DaysOf("FREQ=DAILY;COUNT=99999999999999999999"), "SERIES_TOO_LONG");
  EXPECT_EQ(DaysOf("FREQ=DAILY;UNTIL=20280216"), "SERIES_TOO_LONG");
  EXPECT_EQ(DaysOf("FREQ=DAILY;UNTIL=99991231"), "SERIES_TOO_LONG");
  // The next 29 February that is a Tuesday, and so on, beyond all bounds.
  EXPECT_EQ(DaysOf("FREQ=MONTHLY;INTERVAL=12;BYDAY=5TU;COUNT=400",
                   absl::CivilMinute(2028, 2, 29, 18, 0)),
            "SERIES_TOO_LONG");
  ASSERT_OK_AND_ASSIGN(const Recurrence most, Parse("FREQ=DAILY;COUNT=400"));
  ASSERT_OK_AND_ASSIGN(const auto days, ExpandRecurrence(most, Day(kStart)));
  EXPECT_EQ(days.size(), 400u);
  EXPECT_EQ(days.back(), Day(2028, 2, 15));
}

// Which of its kind a day is in its month, from either end.
bool IsOrdinal(Day day, int ordinal) {
  const int step = ordinal > 0 ? -7 : 7;
  int left = std::abs(ordinal) - 1;
  Day other = day + step;
  while (absl::CivilMonth(other) == absl::CivilMonth(day)) {
    --left;
    other += step;
  }
  return left == 0;
}

// Whether a rule names a day, by looking at that day alone.
bool Names(const Recurrence& rule, Day start, Day day) {
  const auto monday = [](Day of) {
    while (absl::GetWeekday(of) != absl::Weekday::monday) --of;
    return of;
  };
  switch (rule.frequency) {
    case Frequency::kDaily:
      return (day - start) % rule.interval == 0;
    case Frequency::kWeekly:
      if ((monday(day) - monday(start)) / 7 % rule.interval != 0) return false;
      break;
    case Frequency::kMonthly:
      if ((absl::CivilMonth(day) - absl::CivilMonth(start)) % rule.interval !=
          0) {
        return false;
      }
      break;
  }
  for (const RuleDay& each : rule.days) {
    if (absl::GetWeekday(day) == each.weekday &&
        (each.ordinal == 0 || IsOrdinal(day, each.ordinal))) {
      return true;
    }
  }
  return false;
}

// One day after another; what ExpandRecurrence should say.
std::string Slowly(const Recurrence& rule, Day start) {
  if (rule.until.has_value() && *rule.until < start) return "SERIES_EMPTY";
  std::vector<std::string> days;
  const size_t count = rule.count.value_or(1000);
  for (Day day = start; days.size() < count; ++day) {
    if (rule.until.has_value() && day > *rule.until) break;
    if (!Names(rule, start, day)) {
      if (day == start) return "START_NOT_IN_RULE or SERIES_EMPTY";
      continue;
    }
    days.push_back(absl::FormatCivilTime(day));
    if (days.size() > 400) return "SERIES_TOO_LONG";
  }
  return absl::StrJoin(days, " ");
}

class RandomRules {
 public:
  explicit RandomRules(uint64_t seed) : random_(seed) {}

  absl::CivilMinute Start() {
    return absl::CivilMinute(Day(2026, 1, 1) + Below(4000)) + Below(24 * 60);
  }

  Recurrence Rule(Day start) {
    Recurrence rule;
    rule.frequency = static_cast<Frequency>(Below(3));
    rule.interval = Below(3) == 0 ? 1 + Below(12) : 1;
    if (rule.frequency != Frequency::kDaily) AddDays(start, rule);
    if (Below(2) == 0) {
      rule.count = 1 + Below(Below(8) == 0 ? 450 : 40);
    } else {
      rule.until = start + Below(Below(8) == 0 ? 4000 : 400) - 5;
    }
    return rule;
  }

 private:
  int Below(int limit) { return static_cast<int>(random_() % limit); }

  int Ordinal() {
    const int ordinal = 1 + Below(5);
    return Below(2) == 0 ? ordinal : -ordinal;
  }

  // Mostly with the day that the series starts on.
  void AddDays(Day start, Recurrence& rule) {
    const bool monthly = rule.frequency == Frequency::kMonthly;
    if (Below(8) != 0) {
      rule.days.push_back({.ordinal = monthly ? (start.day() + 6) / 7 : 0,
                           .weekday = absl::GetWeekday(start)});
    }
    for (int more = Below(3); more > 0 || rule.days.empty(); --more) {
      const RuleDay day = {.ordinal = monthly ? Ordinal() : 0,
                           .weekday = static_cast<absl::Weekday>(Below(7))};
      const bool there =
          std::find(rule.days.begin(), rule.days.end(), day) != rule.days.end();
      if (!there) rule.days.push_back(day);
    }
  }

  std::mt19937_64 random_;
};

// CWP_SEED repeats a run.
uint64_t Seed() {
  const char* given = std::getenv("CWP_SEED");
  uint64_t seed = 0;
  if (given == nullptr || !absl::SimpleAtoi(given, &seed)) {
    seed = std::random_device()();
  }
  return seed;
}

TEST(RecurrenceTest, AgreesWithOneDayAfterAnother) {
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
  RandomRules random(seed);
  int expanded = 0;
  const int64_t wanted = LongCount(100'000);
  for (int64_t i = 0; i < wanted; ++i) {
    const absl::CivilMinute start = random.Start();
    const Recurrence rule = random.Rule(Day(start));
    const std::string text = FormatRecurrence(rule);
    SCOPED_TRACE(absl::StrCat(absl::FormatCivilTime(start), " ", text));
    ASSERT_THAT(Parse(text, start), IsOkAndHolds(rule));
    const std::string got = DaysOf(text, start);
    const std::string want = Slowly(rule, Day(start));
    if (want == "START_NOT_IN_RULE or SERIES_EMPTY") {
      ASSERT_TRUE(got == "START_NOT_IN_RULE" || got == "SERIES_EMPTY") << got;
    } else {
      ASSERT_EQ(got, want);
    }
    expanded += got.find('-') != std::string::npos;
  }
  // Most rules are good for something.
  EXPECT_GT(expanded, wanted / 2);
}

// Rules put together from pieces, most of them nonsense: each is refused with
// one of the reasons, or is a rule.
TEST(RecurrenceTest, HasAnAnswerToAnything) {
  const std::vector<std::string> pieces = {"FREQ=DAILY",
                                           "FREQ=WEEKLY",
                                           "FREQ=MONTHLY",
                                           "FREQ=",
                                           "INTERVAL=2",
                                           "COUNT=3",
                                           "COUNT=",
                                           "UNTIL=20270301",
                                           "BYDAY=TU",
                                           "BYDAY=2TU",
                                           "BYDAY=-1FR,",
                                           "UNTIL=20270301T",
                                           "000000Z",
                                           ";",
                                           ";",
                                           ";",
                                           "=",
                                           ",",
                                           "-",
                                           "+",
                                           "TU",
                                           "9",
                                           "99999999999999999",
                                           "RRULE:",
                                           std::string(1, '\0'),
                                           "\xC3\xA9"};
  const std::set<std::string> reasons = {
      "RRULE_INVALID",    "RRULE_PART_UNKNOWN", "RRULE_COUNT_AND_UNTIL",
      "RRULE_ENDLESS",    "SERIES_EMPTY",       "SERIES_TOO_LONG",
      "START_NOT_IN_RULE"};
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
  std::mt19937_64 random(seed);
  std::set<std::string> seen;
  const int64_t rounds = LongCount(1'000'000);
  for (int64_t i = 0; i < rounds; ++i) {
    // Half of them begin well, or few would get any further.
    std::string rule = random() % 2 == 0 ? "" : "FREQ=WEEKLY;";
    for (int left = 1 + static_cast<int>(random() % 8); left > 0; --left) {
      rule += pieces[random() % pieces.size()];
    }
    const std::string days = DaysOf(rule);
    if (reasons.count(days) == 0) {
      ASSERT_EQ(days.substr(0, 10), "2027-01-12") << rule;
    }
    seen.insert(days);
  }
  EXPECT_GE(seen.size(), 6u);
}

}  // namespace
}  // namespace cwp::scheduling
