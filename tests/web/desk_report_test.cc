#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

size_t CountOf(absl::string_view words, const std::string& text) {
  const std::vector<absl::string_view> between = absl::StrSplit(text, words);
  return between.size() - 1;
}

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
        "from=2026-11&until=3000-01", "from=%3Cscript%3E&until=1",
        "from=9223372036854775807-12&until=2026-11",
        "from=-9223372036854775807-01&until=2026-11",
        "from=2026-11&until=9223372036854775807-12"}) {
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

// Last term's workshops are archived by the time that somebody asks.
TEST_F(DeskReportTest, CountsPeopleOfArchivedWorkshopsWithWhomTheyWereFor) {
  constexpr int64_t kArchived = 77;
  registration::Report report;
  registration::ReportRow& row = *report.add_rows();
  row.set_period(11);
  row.set_workshop_id(kArchived);
  row.set_workshop_title("Last term");
  row.set_sessions(1);
  row.set_capacity(50);
  registration::AttendeeFigures& people = *row.add_attendees();
  people.set_role(registration::Attendee::PROFESSIONAL);
  people.set_places(50);
  people.set_attended(50);
  services_.reports.get.Return(report);
  const auto by_audience = [&] {
    const std::string body = browser_->Get("/desk/reports").body;
    return body.substr(body.find("Attendance by whom workshops are for"));
  };
  EXPECT_THAT(by_audience(), HasSubstr("Not known"));
  scheduling::v1::Workshop archived = SampleWorkshop();
  archived.set_id(kArchived);
  archived.set_state(scheduling::v1::Workshop::ARCHIVED);
  archived.set_audience(scheduling::v1::AUDIENCE_PROFESSIONALS);
  services_.scheduling.workshops = {archived};
  EXPECT_THAT(by_audience(),
              AllOf(HasSubstr("Professionals"), Not(HasSubstr("Not known"))));
}

// Of 3 people the page and the file say the same, and nobody can tell from
// them.
TEST_F(DeskReportTest, GivesTheSameTablesAsAFile) {
  registration::Report report;
  for (const int64_t workshop : {1, 2}) {
    registration::ReportRow& row = *report.add_rows();
    row.set_period(11);
    row.set_workshop_id(workshop);
    row.set_workshop_title(workshop == 1 ? "=HYPERLINK(A1)" : "Sleep");
    row.set_sessions(1);
    row.set_capacity(1234);
    registration::AttendeeFigures& people = *row.add_attendees();
    people.set_role(registration::Attendee::PARENT_OR_CARER);
    people.set_attended(workshop == 1 ? 3 : 1000);
    people.set_absent(20);
    people.set_places(workshop == 1 ? 23 : 1020);
  }
  services_.reports.get.Return(report);
  const HttpAnswer page =
      browser_->Get("/desk/reports?from=2025-12&until=2026-11");
  const std::string address =
      "/desk/reports.csv?from=2025-12&amp;until=2026-11";
  ASSERT_THAT(page.body, HasSubstr(address));
  const HttpAnswer file =
      browser_->Get(absl::StrReplaceAll(address, {{"&amp;", "&"}}));
  EXPECT_EQ(file.code, 200);
  EXPECT_EQ(Asked(), "1764547200 1796083200 12");
  EXPECT_EQ(services_.reports.get.callers().back().roles(0), "reader");
  EXPECT_THAT(file.Header("Content-Type"), StartsWith("text/csv"));
  EXPECT_THAT(file.Header("Cache-Control"), HasSubstr("no-store"));
  EXPECT_EQ(file.Header("Content-Disposition"),
            "attachment; filename=\"report-2025-12-to-2026-11.csv\"");
  EXPECT_THAT(file.body,
              AllOf(HasSubstr("\"Reports: December 2025 to November 2026\""),
                    HasSubstr("\"Attendance by workshop\"\r\n\"Workshop\","),
                    HasSubstr("\"'=HYPERLINK(A1)\",\"1\",\"0\",\"1234\","
                              "\"not shown\","),
                    Not(HasSubstr("\"3\""))));
  EXPECT_GT(CountOf("\"not shown\"", file.body), 3);
  EXPECT_EQ(CountOf("\"not shown\"", file.body),
            CountOf("</span>not shown", page.body));
}

TEST_F(DeskReportTest, SaysSoWhenRegistrationIsDown) {
  services_.reports.get.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  EXPECT_EQ(browser_->Get("/desk/reports").code, 503);
}

}  // namespace
}  // namespace cwp::web
