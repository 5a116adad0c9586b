// The bookings of a session on paper and as a file.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk_csv.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace registration = ::cwp::registration::v1;

constexpr char kFile[] = "/desk/sessions/101/bookings.csv";
constexpr char kPaper[] = "/desk/sessions/101/list";

using DeskFileTest = DeskPeopleTest;

TEST(DeskCsvTest, TakesTheTeethOutOfFormulas) {
  for (const std::string text : {"=1+1", "+447700900123", "-2", "@SUM(A1)",
                                 "\t=1", "\r=1", "\n=1", "\uFF1D1"}) {
    EXPECT_THAT(WriteCsv({{text}}),
                EndsWith(absl::StrCat("\"'", text, "\"\r\n")));
  }
  for (const std::string text : {"", "1=1", "'=1", " x", "Ada"}) {
    EXPECT_THAT(WriteCsv({{text}}),
                EndsWith(absl::StrCat("\"", text, "\"\r\n")));
  }
}

TEST(DeskCsvTest, WritesWhatExcelAndRfc4180Read) {
  EXPECT_EQ(WriteCsv({{"A", "B"}, {"Zoë \"Zo\", x", "1\n2"}}),
            "\xEF\xBB\xBF\"A\",\"B\"\r\n\"Zoë \"\"Zo\"\", x\",\"1\n2\"\r\n");
}

TEST_F(DeskFileTest, GivesTheBookingsAsAFile) {
  registration::Booking booking = SampleBooking(5);
  booking.mutable_contact()->set_name("=cmd|' /C calc'!A0");
  booking.mutable_contact()->set_phone("+44 7700 900123");
  SetBookings({booking});
  const HttpAnswer file = browser_->Get(kFile);
  EXPECT_EQ(file.code, 200);
  EXPECT_THAT(file.Header("Content-Type"), StartsWith("text/csv"));
  EXPECT_EQ(file.Header("Cache-Control"), "no-store");
  EXPECT_EQ(file.Header("Content-Disposition"),
            "attachment; filename=\"bookings-101.csv\"");
  EXPECT_THAT(file.body, AllOf(StartsWith("\xEF\xBB\xBF\"Reference\",\"Name\""),
                               HasSubstr("\"'=cmd|' /C calc'!A0\""),
                               HasSubstr("\"'+44 7700 900123\""),
                               HasSubstr("\"ada@example.org\""),
                               HasSubstr("\"2 × Parent or carer\",\"5 to 11\""),
                               HasSubstr("\"Website\"")));
}

TEST_F(DeskFileTest, PrintsWhoComesAndNoMoreThanNeeded) {
  registration::Booking second = SampleBooking(6);
  second.mutable_contact()->set_name("Aaron <b>");
  SetBookings({SampleBooking(5), second});
  const std::string body = browser_->Get(kPaper).body;
  EXPECT_THAT(
      body, AllOf(HasSubstr("Ada Example"), HasSubstr("4 places booked"),
                  HasSubstr("Captions"), HasSubstr("Aaron &lt;b&gt;"),
                  Not(HasSubstr("ada@example.org")), Not(HasSubstr("07700"))));
  EXPECT_LT(body.find("Aaron"), body.find("Ada Example"));
  EXPECT_EQ(registration().list.requests().back().state(),
            registration::Booking::CONFIRMED);
  SetBookings({});
  EXPECT_THAT(browser_->Get(kPaper).body, HasSubstr("Nobody has booked"));
}

TEST_F(DeskFileTest, IsForThoseWhoMaySeePeople) {
  SetBookings({SampleBooking(5)});
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  DeskBrowser leader = BrowserOf("lena@example.org", v1::Staff::FACILITATOR);
  for (const char* path : {kFile, kPaper}) {
    EXPECT_EQ(reader.Get(path).code, 403) << path;
    SetBookings({SampleBooking(5)});
    EXPECT_EQ(leader.Get(path).code, 200) << path;
    registration().list.Return(MakeError(absl::StatusCode::kPermissionDenied,
                                         "NOT_YOUR_SESSION", "not theirs"));
    const HttpAnswer others = leader.Get(path);
    EXPECT_EQ(others.code, 403) << path;
    EXPECT_THAT(others.body, Not(HasSubstr("Ada Example")));
  }
}

}  // namespace
}  // namespace cwp::web
