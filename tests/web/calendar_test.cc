// The calendar of the programme, which people subscribe to.
#include <libical/ical.h>

#include <memory>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CalendarTest : public WebTest {
 protected:
  // The ids of the sessions in a calendar that libical finds nothing amiss in.
  std::set<int64_t> SessionsIn(const std::string& text) {
    const std::unique_ptr<icalcomponent, void (*)(icalcomponent*)> calendar(
        icalparser_parse_string(text.c_str()), &icalcomponent_free);
    std::set<int64_t> ids;
    if (calendar == nullptr) {
      ADD_FAILURE() << "not a calendar: " << text;
      return ids;
    }
    EXPECT_TRUE(icalrestriction_check(calendar.get())) << text;
    EXPECT_EQ(icalcomponent_count_errors(calendar.get()), 0) << text;
    for (icalcomponent* event = icalcomponent_get_first_component(
             calendar.get(), ICAL_VEVENT_COMPONENT);
         event != nullptr; event = icalcomponent_get_next_component(
                               calendar.get(), ICAL_VEVENT_COMPONENT)) {
      const std::string uid = icalcomponent_get_uid(event);
      EXPECT_TRUE(absl::EndsWith(uid, "@book.example.org")) << uid;
      ids.insert(std::stoll(uid.substr(std::string("session-").size())));
    }
    return ids;
  }

  // Without the folding of lines.
  std::string Calendar(const std::string& query = "") {
    const HttpAnswer answer = Get("/workshops.ics" + query);
    EXPECT_EQ(answer.code, 200);
    return absl::StrReplaceAll(answer.body, {{"\r\n ", ""}});
  }
};

TEST_F(CalendarTest, ShowsWhatIsToComeAndWhatWasCalledOff) {
  EXPECT_THAT(SessionsIn(Calendar("?audience=parents")),
              ElementsAre(kOpen, kFull, kCancelled, kScheduled, kClosed));
  EXPECT_THAT(Calendar(), HasSubstr("STATUS:CANCELLED"));
}

TEST_F(CalendarTest, TakesTheChoicesOfThePage) {
  EXPECT_THAT(SessionsIn(Calendar("?audience=professionals")), IsEmpty());
  EXPECT_THAT(Get("/workshops?audience=parents").body,
              HasSubstr("/workshops.ics?audience=parents"));
}

TEST_F(CalendarTest, LeadsToTheWorkshopAndToNoMeeting) {
  const std::string calendar = Calendar();
  EXPECT_THAT(calendar, HasSubstr("URL:https://book.example.org/workshops/"));
  EXPECT_THAT(calendar, HasSubstr("ORGANIZER;CN="));
  EXPECT_THAT(calendar, HasSubstr(":mailto:wellbeing@example.org"));
  EXPECT_THAT(calendar, Not(HasSubstr("teams.microsoft.com")));
}

TEST_F(CalendarTest, IsSentOnceWhileNothingChanges) {
  const HttpAnswer first = Get("/workshops.ics");
  EXPECT_THAT(first.Header("Content-Type"), HasSubstr("text/calendar"));
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(
      Get("/workshops.ics", {{"If-None-Match", first.Header("ETag")}}).code,
      304);
}

}  // namespace
}  // namespace cwp::web
