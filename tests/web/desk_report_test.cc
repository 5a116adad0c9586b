#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

using ::testing::HasSubstr;
using ::testing::Not;

class DeskReportTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    services_.reports.get.Return(registration::Report());
    browser_.emplace(*client_);
    SetUpAccount(*browser_, "rea@example.org", v1::Staff::READER);
  }

  // The first and last instant that was asked about.
  std::string Asked() {
    const registration::GetReportRequest request =
        services_.reports.get.requests().back();
    const int last = request.boundaries_size() - 1;
    return absl::StrCat(request.boundaries(0).seconds(), " ",
                        request.boundaries(last).seconds(), " ", last);
  }

  std::optional<DeskBrowser> browser_;
};

TEST_F(DeskReportTest, ShowsTheLastTwelveMonthsUnlessOthersAreAskedFor) {
  const HttpAnswer usual = browser_->Get("/desk/reports");
  EXPECT_EQ(usual.code, 200);
  EXPECT_THAT(usual.body, HasSubstr("December 2025 to November 2026"));
  EXPECT_THAT(usual.body, HasSubstr("No session begins in these months"));
  // 1 December 2025 and 2026, midnight.
  EXPECT_EQ(Asked(), "1764547200 1796083200 12");

  const HttpAnswer other =
      browser_->Get("/desk/reports?from=2026-06&until=2026-07");
  EXPECT_THAT(other.body, HasSubstr("June 2026 to July 2026"));
  // In summer midnight is an hour earlier.
  EXPECT_EQ(Asked(), "1780268400 1785538800 2");
  EXPECT_EQ(services_.reports.get.callers().back().roles(0), "reader");
}

TEST_F(DeskReportTest, AnswersKindlyToTimesThatAreNone) {
  for (const char* query :
       {"from=yesterday&until=2026-11", "from=2026-11", "until=2026-11",
        "from=2026-11&until=2026-10", "from=1926-01&until=2026-11",
        "from=2026-11&until=3000-01", "from=%3Cscript%3E&until=1"}) {
    const HttpAnswer answer =
        browser_->Get(absl::StrCat("/desk/reports?", query));
    EXPECT_EQ(answer.code, 200) << query;
    EXPECT_THAT(answer.body, HasSubstr("That time is not known")) << query;
    EXPECT_THAT(answer.body, HasSubstr("December 2025 to November 2026"));
    EXPECT_THAT(answer.body, Not(HasSubstr("<script>")));
  }
}

TEST_F(DeskReportTest, DrawsTablesAndTheirCharts) {
  registration::Report report;
  for (const int period : {0, 11}) {
    registration::ReportRow& row = *report.add_rows();
    row.set_period(period);
    row.set_workshop_title("A <b>bold</b> title");
    row.set_sessions(1);
    row.set_capacity(1234);
    registration::AttendeeFigures& people = *row.add_attendees();
    people.set_role(registration::Attendee::PARENT_OR_CARER);
    people.set_places(period == 0 ? 50 : 100);
    people.set_attended(period == 0 ? 25 : 80);
    people.set_absent(period == 0 ? 25 : 20);
  }
  services_.reports.get.Return(report);
  const HttpAnswer page = browser_->Get("/desk/reports");
  EXPECT_THAT(page.body, HasSubstr("Attendance by month"));
  EXPECT_THAT(page.body, HasSubstr("1,234"));
  EXPECT_THAT(page.body, HasSubstr("80%"));
  EXPECT_THAT(page.body, HasSubstr("A &lt;b&gt;bold&lt;/b&gt; title"));
  EXPECT_THAT(page.body, HasSubstr("<rect width=\"50\" height=\"10\">"));
  EXPECT_THAT(page.body, HasSubstr("<rect width=\"100\" height=\"10\">"));
  EXPECT_THAT(page.Header("Cache-Control"), HasSubstr("no-store"));
}

TEST_F(DeskReportTest, SaysSoWhenRegistrationIsDown) {
  services_.reports.get.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  EXPECT_EQ(browser_->Get("/desk/reports").code, 503);
}

}  // namespace
}  // namespace cwp::web
