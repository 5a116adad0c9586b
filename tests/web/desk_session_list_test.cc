#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace scheduling = ::cwp::scheduling::v1;
using scheduling::Session;

class DeskSessionListTest : public DeskTest {
 protected:
  scheduling::ListSessionsRequest LastAsked() {
    return services_.scheduling.session_requests().back();
  }
};

TEST_F(DeskSessionListTest, NarrowsTheListAndKeepsTheChoice) {
  services_.scheduling.workshops = {SampleWorkshop()};
  services_.scheduling.sessions = {
      SampleSession(kOpen, clock_.Now() + absl::Hours(30), Session::OPEN),
      SampleSession(kFull, clock_.Now() + absl::Hours(40), Session::OPEN)};
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org", v1::Staff::READER);
  const HttpAnswer page = browser.Get(
      "/desk/sessions?workshop=11&state=open&where=teams&from=1+December+2026&"
      "until=31/12/2026&sort=last");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("/desk/sessions/101"));
  EXPECT_THAT(page.body, HasSubstr("<option value=\"open\" selected>"));
  EXPECT_THAT(page.body, HasSubstr("value=\"1 December 2026\""));
  EXPECT_THAT(page.body, Not(HasSubstr("something that there is not")));
  const scheduling::ListSessionsRequest asked = LastAsked();
  EXPECT_EQ(asked.workshop_id(), 11);
  EXPECT_EQ(asked.state(), Session::OPEN);
  EXPECT_EQ(asked.delivery_mode(), scheduling::Delivery::TEAMS);
  EXPECT_EQ(asked.order(), scheduling::ListSessionsRequest::START_DESCENDING);
  EXPECT_EQ(asked.start_time_min().seconds(), 1796083200);
  EXPECT_EQ(asked.start_time_max().seconds(), 1798761599);
  // The fake has one to a page; the next asks for the same.
  EXPECT_THAT(page.body,
              HasSubstr("workshop=11&amp;state=open&amp;where=teams&amp;from="
                        "1%20December%202026&amp;until=31%2F12%2F2026&amp;"
                        "sort=last&amp;page=x"));
  const HttpAnswer second = browser.Get("/desk/sessions?page=x");
  EXPECT_THAT(second.body, HasSubstr("/desk/sessions/102"));
  EXPECT_THAT(second.body, Not(HasSubstr("rel=\"next\"")));
}

TEST_F(DeskSessionListTest, LeavesOutWhatThereIsNotAndSaysSo) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  for (const char* query :
       {"workshop=x", "state=lost", "where=moon", "from=never", "until=%3Cb%3E",
        "sort=sideways", "sort=first&state=a&where=b"}) {
    const HttpAnswer page = browser.Get(absl::StrCat("/desk/sessions?", query));
    EXPECT_EQ(page.code, 200) << query;
    EXPECT_THAT(page.body, HasSubstr("something that there is not")) << query;
    EXPECT_THAT(page.body, Not(HasSubstr("<b>"))) << query;
  }
  services_.scheduling.FailPages(
      InvalidArgument("PAGE_TOKEN_INVALID", "not ours"));
  const HttpAnswer page = browser.Get("/desk/sessions?page=made-up");
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("something that there is not"));
}

TEST_F(DeskSessionListTest, ShowsFacilitatorsTheirOwnAlone) {
  Session own =
      SampleSession(201, clock_.Now() + absl::Hours(30), Session::OPEN);
  own.add_facilitator_ids(71);
  Session other =
      SampleSession(202, clock_.Now() + absl::Hours(40), Session::OPEN);
  other.add_facilitator_ids(72);
  services_.scheduling.sessions = {other, own};
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "flo@example.org", v1::Staff::FACILITATOR);
  for (const char* path :
       {"/desk", "/desk/sessions", "/desk/programme?month=2026-11",
        "/desk/workshops/11"}) {
    services_.scheduling.get_workshop.Return(SampleWorkshop());
    const std::string body = browser.Get(path).body;
    EXPECT_THAT(body, HasSubstr("/desk/sessions/201")) << path;
    EXPECT_THAT(body, Not(HasSubstr("/desk/sessions/202"))) << path;
  }
}

}  // namespace
}  // namespace cwp::web
