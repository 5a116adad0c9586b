#include "common/time/words.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/time/local_time.h"
#include "gtest/gtest.h"

namespace cwp::civil {
namespace {

absl::Time At(const std::string& local) {
  return ResolveLocal(local, "Europe/London").value();
}

TEST(WordsTest, WritesDates) {
  EXPECT_EQ(DateWords(At("2026-08-06T18:30"), London()),
            "Thursday 6 August 2026");
  EXPECT_EQ(DateWords(At("2027-01-01T00:00"), London()),
            "Friday 1 January 2027");
  EXPECT_EQ(DateWords(absl::FromUnixSeconds(1'793'489'400), London()),
            DateWords(At("2026-10-31T23:30"), London()));
}

TEST(WordsTest, WritesTimes) {
  struct Case {
    std::string local;
    std::string want;
  };
  for (const Case& c : std::vector<Case>{{"2026-08-06T00:00", "midnight"},
                                         {"2026-08-06T00:01", "12:01am"},
                                         {"2026-08-06T00:30", "12:30am"},
                                         {"2026-08-06T01:00", "1am"},
                                         {"2026-08-06T09:05", "9:05am"},
                                         {"2026-08-06T11:59", "11:59am"},
                                         {"2026-08-06T12:00", "midday"},
                                         {"2026-08-06T12:30", "12:30pm"},
                                         {"2026-08-06T17:00", "5pm"},
                                         {"2026-08-06T18:30", "6:30pm"},
                                         {"2026-08-06T23:59", "11:59pm"}}) {
    EXPECT_EQ(TimeWords(At(c.local), London()), c.want) << c.local;
  }
}

TEST(WordsTest, WritesRanges) {
  struct Case {
    std::string start;
    std::string end;
    std::string want;
  };
  for (const Case& c : std::vector<Case>{
           {"2026-08-06T17:00", "2026-08-06T18:30",
            "Thursday 6 August 2026, 5pm to 6:30pm"},
           {"2026-08-06T10:30", "2026-08-06T12:00",
            "Thursday 6 August 2026, 10:30am to midday"},
           {"2026-08-06T23:00", "2026-08-07T00:00",
            "Thursday 6 August 2026, 11pm to midnight"},
           {"2026-08-06T23:00", "2026-08-07T01:00",
            "Thursday 6 August 2026, 11pm to Friday 7 August 2026, 1am"}}) {
    EXPECT_EQ(RangeWords(At(c.start), At(c.end), London()), c.want);
  }
  EXPECT_EQ(
      TimeRangeWords(At("2026-08-06T18:30"), At("2026-08-06T20:00"), London()),
      "6:30pm to 8pm");
  EXPECT_EQ(DateTimeWords(At("2026-08-06T09:00"), London()),
            "Thursday 6 August 2026, 9am");
}

}  // namespace
}  // namespace cwp::civil
