#include "services/web/desk_series_form.h"

#include <vector>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"

namespace cwp::web {
namespace {

TEST(RuleFor, SaysItAsServicesAndPeopleDo) {
  const absl::CivilDay second_tuesday(2027, 1, 12);
  struct Case {
    const char* how;
    absl::CivilDay first;
    const char* rule;
    const char* words;
  };
  for (const Case& c : std::vector<Case>{
           {"weekly", second_tuesday, "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
            "Every week on Tuesday"},
           {"fortnightly", second_tuesday,
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3",
            "Every two weeks on Tuesday"},
           {"weekdays", second_tuesday,
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3",
            "From Monday to Friday"},
           {"monthly", second_tuesday, "FREQ=MONTHLY;BYDAY=2TU;COUNT=3",
            "On the second Tuesday of each month"},
           {"monthly", absl::CivilDay(2027, 1, 31),
            "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3",
            "On the last Sunday of each month"}}) {
    EXPECT_EQ(RuleFor(c.how, c.first, "COUNT=3"), c.rule);
    EXPECT_EQ(RuleWords(c.rule), c.words);
  }
  EXPECT_EQ(RuleFor("yearly", second_tuesday, "COUNT=3"), "");
  for (const char* odd :
       {"", "x", "FREQ=DAILY;COUNT=2", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2",
        "FREQ=MONTHLY;BYDAY=9TU;COUNT=2"}) {
    EXPECT_EQ(RuleWords(odd), odd);
  }
}

}  // namespace
}  // namespace cwp::web
