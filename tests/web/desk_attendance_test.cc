// Attendance from the report that Teams gives.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace registration = ::cwp::registration::v1;

constexpr char kPath[] = "/desk/sessions/101/attendance";
constexpr char kByHand[] = "/desk/sessions/101/attendance/by-hand";
constexpr char kConfirm[] = "/desk/sessions/101/attendance/confirm";
constexpr char kReport[] =
    "Name\tFirst Join\tIn-Meeting Duration\tEmail\tRole\n"
    "ada example (Guest)\tx\t45m 10s\t\tAttendee\n"
    "Bo Unknown\tx\t40m\t\tAttendee\n"
    "Mystery <b>\tx\t5m\t\tAttendee\n";

class DeskAttendanceTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    registration::Booking bo = SampleBooking(6);
    bo.mutable_contact()->set_name("Bo");
    registration::Booking cleo = SampleBooking(7);
    cleo.mutable_contact()->set_name("Cleo Example");
    SetBookings({SampleBooking(5), bo, cleo});
    registration().mark.Return(SampleBooking(5));
  }

  HttpAnswer Upload(const std::string& report) {
    return browser_->Upload(browser_->Get(kPath), kPath, "report", report);
  }

  // The value that is chosen in the field of a booking.
  static std::string ChosenIn(const std::string& body, int64_t booking) {
    const std::string mark = absl::StrCat("name=\"came_", booking, "\"");
    const std::string field = body.substr(body.find(mark));
    const std::string items = field.substr(0, field.find("</select>"));
    const size_t at = items.find("\" selected");
    if (at == std::string::npos) return "none";
    const size_t begin = items.rfind('"', at - 1) + 1;
    return items.substr(begin, at - begin);
  }
};

TEST_F(DeskAttendanceTest, NotesASessionHoweverManyCome) {
  std::vector<registration::Booking> many;
  for (int64_t id = 1; id <= 300; ++id) {
    many.push_back(SampleBooking(id));
  }
  SetBookings(many);
  const HttpAnswer page = Upload(kReport);
  ASSERT_EQ(page.code, 200);
  Fields fields;
  for (const registration::Booking& booking : many) {
    fields.emplace_back(absl::StrCat("came_", booking.id()), "none");
  }
  const HttpAnswer answer = browser_->Submit(page, kConfirm, fields);
  EXPECT_THAT(answer.body, Not(HasSubstr("form fields")));
  EXPECT_EQ(answer.code, 303);
}

TEST_F(DeskAttendanceTest, ProposesWhoCameAndNotesNothingYet) {
  const HttpAnswer page = Upload(kReport);
  EXPECT_EQ(page.code, 200) << page.body;
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("In the report: ada example (by name, 45m 10s)"),
                    HasSubstr("In the report: Bo Unknown (by first name, 40m)"),
                    HasSubstr("Not in the report"),
                    HasSubstr("<li>Mystery &lt;b&gt;</li>")));
  EXPECT_EQ(ChosenIn(page.body, 5), "2");
  EXPECT_EQ(ChosenIn(page.body, 6), "leave");
  EXPECT_EQ(ChosenIn(page.body, 7), "leave");
  EXPECT_THAT(registration().mark.requests(), IsEmpty());
}

TEST_F(DeskAttendanceTest, NotesWhatSomebodyConfirmed) {
  const HttpAnswer page = Upload(kReport);
  const HttpAnswer done = browser_->Submit(
      page, kConfirm, {{"came_5", "1"}, {"came_6", "leave"}, {"came_7", "0"}});
  EXPECT_EQ(done.Header("Location"), "/desk/sessions/101?done=attendance");
  EXPECT_THAT(browser_->Get(done.Header("Location")).body,
              HasSubstr("It is noted who came."));
  const auto requests = registration().mark.requests();
  ASSERT_THAT(requests, SizeIs(2));
  using registration::Attendee;
  EXPECT_EQ(requests[0].id(), 5);
  EXPECT_EQ(requests[0].attendance(0), Attendee::ATTENDED);
  EXPECT_EQ(requests[0].attendance(1), Attendee::ABSENT);
  EXPECT_EQ(requests[1].id(), 7);
  EXPECT_EQ(requests[1].attendance(1), Attendee::ABSENT);
  EXPECT_NE(requests[0].request_id(), requests[1].request_id());
  for (const auto& request : requests) {
    EXPECT_FALSE(absl::StrContains(request.ShortDebugString(), "Mystery"));
  }
}

TEST_F(DeskAttendanceTest, IsNotedByHandForAllOnOnePage) {
  EXPECT_THAT(browser_->Get(kPath).body,
              HasSubstr(absl::StrCat("href=\"", kByHand, "\"")));
  const HttpAnswer page = browser_->Get(kByHand);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Who has booked"), HasSubstr("Cleo Example"),
                    Not(HasSubstr("in the report")),
                    Not(HasSubstr("This is a proposal"))));
  for (const int64_t id : {5, 6, 7}) {
    EXPECT_EQ(ChosenIn(page.body, id), "leave");
  }
  EXPECT_THAT(registration().mark.requests(), IsEmpty());
  browser_->Submit(page, kConfirm,
                   {{"came_5", "2"}, {"came_6", "leave"}, {"came_7", "0"}});
  EXPECT_THAT(registration().mark.requests(), SizeIs(2));
}

TEST_F(DeskAttendanceTest, ByHandMayBeginWithEveryoneCame) {
  registration::Booking noted = SampleBooking(6);
  for (auto& attendee : *noted.mutable_attendees()) {
    attendee.set_attendance(registration::Attendee::ABSENT);
  }
  SetBookings({SampleBooking(5), noted});
  const std::string all = absl::StrCat(kByHand, "?begin=all-came");
  EXPECT_THAT(browser_->Get(kByHand).body,
              HasSubstr(absl::StrCat("href=\"", all, "\"")));
  const std::string body = browser_->Get(all).body;
  EXPECT_EQ(ChosenIn(body, 5), "2");
  EXPECT_EQ(ChosenIn(body, 6), "leave") << "what was noted before stays";
  EXPECT_THAT(body, HasSubstr("Noted already: 0 of 2"));
}

TEST_F(DeskAttendanceTest, NobodyIsNotedByHandWhereNobodyHasBooked) {
  SetBookings({});
  EXPECT_THAT(browser_->Get(kByHand).body,
              HasSubstr("Nobody has booked this session"));
}

// tests/e2e/canary_test looks on PostgreSQL, too, and into logs.
TEST_F(DeskAttendanceTest, KeepsNoNameOfTheReport) {
  const HttpAnswer page = Upload(kReport);
  browser_->Submit(page, kConfirm, {{"came_5", "2"}});
  web_ = nullptr;
  const std::string file = database_.uri().substr(sizeof("sqlite:") - 1);
  if (!absl::StartsWith(database_.uri(), "sqlite:")) GTEST_SKIP();
  std::ostringstream kept;
  for (const char* const part : {"", "-wal"}) {
    kept << std::ifstream(absl::StrCat(file, part), std::ios::binary).rdbuf();
  }
  EXPECT_TRUE(absl::StrContains(kept.str(), "audit_entries"));
  for (const char* const name : {"ada example", "Bo Unknown", "Mystery"}) {
    EXPECT_FALSE(absl::StrContains(kept.str(), name)) << name;
  }
}

TEST_F(DeskAttendanceTest, LeavesWhatWasNotedBefore) {
  registration::Booking noted = SampleBooking(5);
  for (auto& attendee : *noted.mutable_attendees()) {
    attendee.set_attendance(registration::Attendee::ABSENT);
  }
  SetBookings({noted});
  const std::string body = Upload(kReport).body;
  EXPECT_THAT(body, HasSubstr("Noted already: 0 of 2"));
  EXPECT_EQ(ChosenIn(body, 5), "leave");
}

TEST_F(DeskAttendanceTest, AsksAgainForWhatChangedMeanwhile) {
  const HttpAnswer page = Upload(kReport);
  registration::Booking changed = SampleBooking(5);
  changed.set_etag("\"99\"");
  registration::Booking cleo = SampleBooking(7);
  SetBookings({changed, cleo});
  registration().mark.Do([&](const registration::MarkAttendanceRequest& asked)
                             -> absl::StatusOr<registration::Booking> {
    if (asked.id() == 5 && asked.etag() != changed.etag()) {
      return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed");
    }
    return SampleBooking(asked.id());
  });
  const Fields chosen = {{"came_5", "2"}, {"came_7", "0"}};
  const HttpAnswer again = browser_->Submit(page, kConfirm, chosen);
  EXPECT_EQ(again.code, 409);
  EXPECT_THAT(again.body,
              AllOf(HasSubstr("1 booking was noted."),
                    HasSubstr("changed the bookings of Ada Example"),
                    HasSubstr("ada example (by name, 45m 10s)")));
  EXPECT_EQ(ChosenIn(again.body, 5), "2");
  EXPECT_EQ(browser_->Submit(again, kConfirm, chosen).code, 303);
  // The one that was noted at once is the same request again.
  const auto requests = registration().mark.requests();
  ASSERT_THAT(requests, SizeIs(4));
  EXPECT_NE(requests[2].request_id(), requests[0].request_id());
  EXPECT_EQ(requests[3].request_id(), requests[1].request_id());
}

constexpr char kBooking[] = "/desk/bookings/5";
constexpr char kMark[] = "/desk/bookings/5/attendance";

// A mark that is chosen for an attendee of a booking: "2", "0"; empty without.
std::string MarkChosenIn(const std::string& body, int attendee) {
  const std::string name = absl::StrCat("name=\"attendance_", attendee, "\"");
  for (size_t at = body.find(name); at != std::string::npos;
       at = body.find(name, at + 1)) {
    const std::string input = body.substr(at, body.find('>', at) - at);
    if (!absl::StrContains(input, "checked")) continue;
    const size_t begin = input.find("value=\"") + 7;
    return input.substr(begin, input.find('"', begin) - begin);
  }
  return "";
}

TEST_F(DeskAttendanceTest, NotesOneBookingByHand) {
  registration().get.Return(SampleBooking(5));
  const HttpAnswer page = browser_->Get(kBooking);
  EXPECT_EQ(
      browser_
          ->Submit(
              page, kMark,
              {{"attendance_1", absl::StrCat(registration::Attendee::ATTENDED)},
               {"attendance_2", absl::StrCat(registration::Attendee::ABSENT)}})
          .Header("Location"),
      "/desk/sessions/101?done=attendance");
  const auto requests = registration().mark.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].etag(), "\"5\"");
  EXPECT_EQ(requests[0].attendance(0), registration::Attendee::ATTENDED);
  EXPECT_EQ(requests[0].attendance(1), registration::Attendee::ABSENT);
}

TEST_F(DeskAttendanceTest, KeepsMarksOfABookingForThoseWhoStillCome) {
  const std::string came = absl::StrCat(registration::Attendee::ATTENDED);
  const std::string absent = absl::StrCat(registration::Attendee::ABSENT);
  registration().get.Return(SampleBooking(5));
  const HttpAnswer page = browser_->Get(kBooking);
  registration::Booking theirs = SampleBooking(5);
  theirs.set_etag("\"99\"");
  theirs.mutable_attendees(1)->set_role(registration::Attendee::YOUNG_PERSON);
  registration().get.Return(theirs);
  registration().mark.Return(
      MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed"));
  const HttpAnswer again = browser_->Submit(
      page, kMark, {{"attendance_1", came}, {"attendance_2", absent}});
  EXPECT_EQ(again.code, 409);
  EXPECT_THAT(again.body, HasSubstr("has changed in the meantime"));
  EXPECT_EQ(MarkChosenIn(again.body, 1), came);
  EXPECT_NE(MarkChosenIn(again.body, 2), absent) << "somebody else comes now";
  EXPECT_NE(HiddenIn(again.body, "form_id"), HiddenIn(page.body, "form_id"));
  registration().mark.Return(theirs);
  EXPECT_EQ(browser_
                ->Submit(again, kMark,
                         {{"attendance_1", came}, {"attendance_2", came}})
                .code,
            303);
  EXPECT_EQ(registration().mark.requests().back().etag(), "\"99\"");
}

TEST_F(DeskAttendanceTest, KeepsMarksOfABookingWhenItIsTooEarly) {
  const std::string came = absl::StrCat(registration::Attendee::ATTENDED);
  registration().get.Return(SampleBooking(5));
  registration().mark.Return(
      FailedPrecondition("SESSION_NOT_STARTED", "not yet"));
  const HttpAnswer early = browser_->Submit(browser_->Get(kBooking), kMark,
                                            {{"attendance_1", came}});
  EXPECT_EQ(early.code, 409);
  EXPECT_EQ(MarkChosenIn(early.body, 1), came);
}

TEST_F(DeskAttendanceTest, SaysWhenItIsTooEarly) {
  registration().mark.Return(
      FailedPrecondition("SESSION_NOT_STARTED", "not yet"));
  const HttpAnswer early =
      browser_->Submit(Upload(kReport), kConfirm, {{"came_5", "2"}});
  EXPECT_EQ(early.code, 409);
  EXPECT_THAT(early.body, AllOf(HasSubstr("Nothing was noted."),
                                HasSubstr("15 minutes before the start")));
}

TEST_F(DeskAttendanceTest, AnswersKindlyToFilesThatAreNoReport) {
  struct Case {
    std::string content;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"", "Choose the report"},
           {"PK\x03\x04 a workbook", "a file of another kind"},
           {"Name\tFirst Join\n\xE4\tx\n", "cannot be read as text"},
           {"Name\tEmail\nAda\tx\n", "no list of people"},
           {"Name\tFirst Join\n", "Nobody is in this report"},
           {std::string((1 << 20) + 1, 'x'), "larger than 1MB"}}) {
    const HttpAnswer answer = Upload(c.content);
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
  }
  SetBookings({});
  EXPECT_THAT(Upload(kReport).body, HasSubstr("Nobody has booked"));
}

TEST_F(DeskAttendanceTest, TakesNoProposalOfAnotherSession) {
  const HttpAnswer page = Upload(kReport);
  Fields fields = {{"came_5", "2"},
                   {"etag_5", "\"5\""},
                   {"proposal", HiddenIn(page.body, "proposal")},
                   {"csrf", HiddenIn(page.body, "csrf")}};
  EXPECT_EQ(browser_->Post(kConfirm, fields).code, 303);
  EXPECT_EQ(
      browser_->Post("/desk/sessions/102/attendance/confirm", fields).code,
      400);
}

TEST_F(DeskAttendanceTest, TakesNoFileWithoutItsOwnForm) {
  HttpAnswer page = browser_->Get(kPath);
  page.body.clear();
  EXPECT_EQ(browser_->Upload(page, kPath, "report", kReport).code, 403);
}

TEST_F(DeskAttendanceTest, IsForThoseWhoLeadTheSession) {
  DeskBrowser reader = BrowserOf("rea@example.org", v1::Staff::READER);
  EXPECT_EQ(reader.Get(kPath).code, 403);
  DeskBrowser leader = BrowserOf("lena@example.org", v1::Staff::FACILITATOR);
  const HttpAnswer page = leader.Get(kPath);
  EXPECT_EQ(leader.Upload(page, kPath, "report", kReport).code, 200);
  registration().list.Return(MakeError(absl::StatusCode::kPermissionDenied,
                                       "NOT_YOUR_SESSION", "not theirs"));
  EXPECT_EQ(leader.Upload(page, kPath, "report", kReport).code, 403);
}

// Also with a proposal that is right in every other way.
TEST_F(DeskAttendanceTest, NotesNothingForThoseWhoLeadAnother) {
  DeskBrowser leader = BrowserOf("lena@example.org", v1::Staff::FACILITATOR);
  const HttpAnswer page =
      leader.Upload(leader.Get(kPath), kPath, "report", kReport);
  ASSERT_EQ(page.code, 200);
  registration().list.Return(MakeError(absl::StatusCode::kPermissionDenied,
                                       "NOT_YOUR_SESSION", "not theirs"));
  const HttpAnswer refused =
      leader.Submit(page, kConfirm, {{"came_5", "2"}, {"came_7", "0"}});
  EXPECT_EQ(refused.code, 403);
  EXPECT_THAT(refused.body, Not(HasSubstr("Ada Example")));
  EXPECT_THAT(registration().mark.requests(), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
