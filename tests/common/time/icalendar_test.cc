#include "common/time/icalendar.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/time/local_time.h"
#include "gtest/gtest.h"

namespace cwp::ical {
namespace {

TEST(IcalendarTest, LinesAreFoldedAt75OctetsBetweenCharacters) {
  const std::string line = "LOCATION:" + [] {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "ŵ";
    return text;
  }();
  std::string unfolded;
  const std::string folded = FoldLine(line);
  for (const absl::string_view piece :
       absl::StrSplit(folded, "\r\n", absl::SkipEmpty())) {
    EXPECT_LE(piece.size(), 75);
    const bool continued = !unfolded.empty();
    absl::StrAppend(&unfolded, piece.substr(continued ? 1 : 0));
  }
  EXPECT_EQ(unfolded, line);
}

TEST(IcalendarTest, TextIsEscaped) {
  EXPECT_EQ(EscapeText("Hall, 1 High St; back\\door\nup"),
            "Hall\\, 1 High St\\; back\\\\door\\nup");
}

TEST(IcalendarTest, QuotedParametersHoldNoQuotes) {
  EXPECT_EQ(Quoted("the \"Team\""), "\"the 'Team'\"");
}

TEST(IcalendarTest, LondonTimesAreWallTimes) {
  const auto summer = civil::ResolveLocal("2027-04-01T18:00", "Europe/London");
  ASSERT_TRUE(summer.ok());
  EXPECT_EQ(LondonTime(*summer), "20270401T180000");
  EXPECT_EQ(UtcTime(*summer), "20270401T170000Z");
}

}  // namespace
}  // namespace cwp::ical
