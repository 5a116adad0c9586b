#include "services/web/attendance_report.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// As Teams gives it now: three sections, parted by tabs.
constexpr char kReport[] =
    "1. Summary\r\n"
    "Meeting title\tHelping your child with worry\r\n"
    "Attended participants\t4\r\n"
    "Start time\t12/2/26, 5:58:02 PM\r\n"
    "Meeting duration\t1h 32m 5s\r\n"
    "\r\n"
    "2. Participants\r\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\t"
    "Participant ID (UPN)\tRole\r\n"
    "Cora Example\t12/2/26, 5:58:02 PM\t12/2/26, 7:30:07 PM\t1h 32m 5s\t"
    "cora@example.org\tcora@example.org\tOrganizer\r\n"
    "Ada Example (Guest)\t12/2/26, 6:01:00 PM\t12/2/26, 7:30:00 PM\t"
    "1h 29m\tAda@Example.org\t\tAttendee\r\n"
    "Zoë \"Zo\" Example (Unverified)\t12/2/26, 6:02:00 PM\t"
    "12/2/26, 7:30:00 PM\t45m 10s\t\t\tAttendee\r\n"
    "\r\n"
    "3. In-Meeting Activities\r\n"
    "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    "Somebody Else\t12/2/26, 6:01:00 PM\t12/2/26, 7:30:00 PM\t1h 29m\t\t"
    "Attendee\r\n";

// In UTF-16, of text in the Basic Multilingual Plane and beyond.
std::string Utf16(const std::string& text, bool big, bool mark) {
  std::string bytes;
  const auto add = [&](unsigned unit) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    bytes += big ? std::string{high, low} : std::string{low, high};
  };
  if (mark) add(0xFEFF);
  for (size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    unsigned point = more == 0 ? first : first & (0x3F >> more);
    for (int i = 1; i <= more; ++i) {
      point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    at += more + 1;
    if (point < 0x10000) {
      add(point);
    } else {
      add(0xD800 + ((point - 0x10000) >> 10));
      add(0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  return bytes;
}

std::vector<std::string> NamesIn(const std::string& bytes) {
  const auto people = ReadAttendanceReport(bytes);
  EXPECT_OK(people);
  std::vector<std::string> names;
  if (people.ok()) {
    for (const Participant& one : *people) names.push_back(one.name);
  }
  return names;
}

TEST(AttendanceReportTest, ReadsThePeopleOfAReport) {
  const auto people = ReadAttendanceReport(kReport);
  ASSERT_OK(people);
  ASSERT_THAT(*people, SizeIs(2));
  EXPECT_EQ((*people)[0].name, "Ada Example");
  EXPECT_EQ((*people)[0].email, "ada@example.org");
  EXPECT_EQ((*people)[0].stayed, "1h 29m");
  EXPECT_EQ((*people)[1].name, "Zoë \"Zo\" Example");
}

TEST(AttendanceReportTest, ReadsEveryEncodingThatTeamsAndEditorsWrite) {
  const std::string report =
      absl::StrReplaceAll(kReport, {{"Ada Example", "Ada 🌳 Ładna"}});
  const auto expected = ElementsAre("Ada 🌳 Ładna", "Zoë \"Zo\" Example");
  EXPECT_THAT(NamesIn(report), expected);
  EXPECT_THAT(NamesIn("\xEF\xBB\xBF" + report), expected);
  EXPECT_THAT(NamesIn(Utf16(report, /*big=*/false, /*mark=*/true)), expected);
  EXPECT_THAT(NamesIn(Utf16(report, /*big=*/false, /*mark=*/false)), expected);
  EXPECT_THAT(NamesIn(Utf16(report, /*big=*/true, /*mark=*/true)), expected);
}

TEST(AttendanceReportTest, ReadsOldReportsAndThoseSavedAgain) {
  EXPECT_THAT(NamesIn("Full Name\tUser Action\tTimestamp\n"
                      "Ada\tJoined\t9/1/2020, 6:00 PM\n"
                      "Bo\tJoined\t9/1/2020, 6:01 PM\n"
                      "Ada\tLeft\t9/1/2020, 7:00 PM\n"),
              ElementsAre("Ada", "Bo"));
  EXPECT_THAT(NamesIn("Meeting Summary\nTotal Number of Participants,2\n\n"
                      "Full Name,Join Time,Leave Time,Duration,Email,Role\n"
                      "\"Example, Ada\",\"9/1/2021, 6:00 PM\",,1h,,Attendee\n"
                      "Bo \"\"B\"\",,,1h,,Presenter\n"),
              ElementsAre("Example, Ada", "Bo \"\"B\"\""));
  EXPECT_THAT(NamesIn("Role;Name;First Join\nAttendee;Ada;18:00\n"),
              ElementsAre("Ada"));
}

TEST(AttendanceReportTest, SaysWhatIsWrongWithAFile) {
  struct Case {
    std::string bytes;
    std::string reason;
  };
  std::string many = "Name\tFirst Join\n";
  for (int i = 0; i < 1001; ++i) absl::StrAppend(&many, "P", i, "\tx\n");
  for (const Case& c : std::vector<Case>{
           {"", "REPORT_COLUMNS"},
           {"PK\x03\x04 a workbook", "REPORT_KIND"},
           {"%PDF-1.7", "REPORT_KIND"},
           {"\xFF\xD8\xFF\xE0 a picture", "REPORT_KIND"},
           {"Name\tFirst Join\n\xE4\xE4\tx\n", "REPORT_ENCODING"},
           {"\xFF\xFE"
            "a",
            "REPORT_ENCODING"},
           {std::string("\xFF\xFE\x00\xD8\x41\x00", 6), "REPORT_ENCODING"},
           {std::string("Name\0", 5), "REPORT_ENCODING"},
           {"Nom\tPremière participation\nAda\tx\n", "REPORT_COLUMNS"},
           {"Email\tFirst Join\nada@example.org\tx\n", "REPORT_COLUMNS"},
           {"Name\tEmail\nAda\tada@example.org\n", "REPORT_COLUMNS"},
           {"Name\tFirst Join\n\n", "REPORT_EMPTY"},
           {"Name\tFirst Join\tRole\nCora\tx\tOrganizer\n", "REPORT_EMPTY"},
           {many, "REPORT_TOO_LONG"}}) {
    EXPECT_THAT(ReadAttendanceReport(c.bytes), HasReason(c.reason))
        << c.bytes.substr(0, 30);
  }
}

TEST(AttendanceReportTest, TakesNothingThatIsTooLongForAName) {
  EXPECT_THAT(NamesIn(absl::StrCat("Name\tFirst Join\n",
                                   std::string(10'000, 'x'), "\tx\nBo\tx\n")),
              ElementsAre("Bo"));
}

std::vector<Match> Matches(const std::vector<Participant>& people) {
  const std::vector<Party> parties = {
      {1, "Ada Example", "ada@example.org", {}},
      {2, "Bo", "bo@example.org", {"Kim Example", "Lee"}},
      {3, "Cleo Example", "", {}},
      {4, "cleo  EXAMPLE", "", {}},
      {5, "Ada Other", "", {}}};
  return MatchParticipants(people, parties);
}

TEST(AttendanceReportTest, FindsPartiesByAddressThenNameThenFirstName) {
  const auto by_email = Matches({{"Nobody", "ada@example.org", ""}});
  ASSERT_THAT(by_email, SizeIs(1));
  EXPECT_EQ(by_email[0].party, 0);
  EXPECT_EQ(by_email[0].by, MatchedBy::kEmail);
  EXPECT_TRUE(by_email[0].sure);

  const auto by_name = Matches({{"ADA example", "", ""}});
  ASSERT_THAT(by_name, SizeIs(1));
  EXPECT_EQ(by_name[0].by, MatchedBy::kName);
  EXPECT_TRUE(by_name[0].sure);

  const auto attendee = Matches({{"kim example", "", ""}});
  ASSERT_THAT(attendee, SizeIs(1));
  EXPECT_EQ(attendee[0].party, 1);

  const auto first = Matches({{"Bo Example", "", ""}});
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].by, MatchedBy::kFirstName);
  EXPECT_FALSE(first[0].sure);
}

TEST(AttendanceReportTest, IsSureOfNobodyWhoFitsSeveral) {
  const auto same_name = Matches({{"Cleo Example", "", ""}});
  ASSERT_THAT(same_name, SizeIs(2));
  EXPECT_FALSE(same_name[0].sure);
  EXPECT_FALSE(same_name[1].sure);
  EXPECT_THAT(Matches({{"Ada", "", ""}}), SizeIs(2));
  EXPECT_THAT(Matches({{"Nobody Known", "", ""}, {"", "x@example.org", ""}}),
              IsEmpty());
}

}  // namespace
}  // namespace cwp::web
