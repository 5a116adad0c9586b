// Who gets what at the desk: every role, every route, own and others'.
#include "tests/web/desk_matrix.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "services/web/desk.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace gateway = ::cwp::gateway::v1;
namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

class DeskMatrixTest : public DeskPeopleTest {
 protected:
  // The services say yes; of a session that somebody does not lead, they say
  // what registration says then (leaders_test).
  void SetServices(bool others) {
    FakeRegistration& fake = registration();
    SetBookings({SampleBooking(5)});
    SetWaiting({});
    fake.get.Return(SampleBooking(5));
    fake.mark.Return(SampleBooking(5));
    fake.preview.Return(registration::PreviewSessionChangeResponse());
    registration::WaitlistEntry offered = SampleEntry(9);
    offered.set_state(registration::WaitlistEntry::OFFERED);
    offered.mutable_offer()->set_state(registration::Offer::OPEN);
    offered.mutable_offer()->set_places(2);
    fake.get_entry.Return(offered);
    fake.leave.Return(SampleEntry(9));
    fake.decline.Return(SampleEntry(9));
    fake.list_notices.Return(registration::ListNoticesResponse());
    registration::Notice notice;
    notice.set_session_id(kOpen);
    fake.take_back.Return(notice);
    services_.notifications.list.Return(notifications::ListMessagesResponse());
    services_.scheduling.cancel_session.Return(
        SampleSession(kOpen, clock_.Now(), scheduling::Session::CANCELLED));
    services_.facilitators.list.Return(scheduling::ListFacilitatorsResponse());
    scheduling::Series series;
    series.set_id(kOpen);
    services_.series.get.Return(series);
    services_.series.undo.Return(series);
    services_.reports.get.Return(registration::Report());
    gateway::ListPartnersResponse partners;
    partners.add_partners()->set_id(kOpen);
    services_.gateway.list.Return(partners);
    services_.gateway.revoke.Return(partners.partners(0));
    services_.webinars.get.Return(SampleWebinar());
    services_.webinars.list_views.Return(
        webinars::v1::ListViewCountsResponse());
    services_.organisation.update.Return(scheduling::OrganisationPart());
    services_.organisation.restore.Return(scheduling::OrganisationPart());
    services_.notifications.preview_letter.Return(
        notifications::LetterPreview());
    services_.notifications.send_test.Return(
        notifications::SendTestLetterResponse());
    if (!others) return;
    const absl::Status no = MakeError(absl::StatusCode::kPermissionDenied,
                                      "NOT_YOUR_SESSION", "not theirs");
    fake.list.Return(no);
    fake.list_waitlist.Return(no);
    fake.get.Return(no);
    fake.mark.Return(no);
    fake.list_notices.Return(no);
    fake.take_back.Return(no);
  }

  static v1::Staff::Role RoleOf(Asker asker) {
    switch (asker) {
      case Asker::kAdministrator:
        return v1::Staff::ADMINISTRATOR;
      case Asker::kCoordinator:
        return v1::Staff::COORDINATOR;
      case Asker::kReader:
        return v1::Staff::READER;
      default:
        return v1::Staff::FACILITATOR;
    }
  }

  // A browser that is signed in, and the token of its forms.
  void SignInAnew(Asker asker) {
    browser_ = std::make_unique<DeskBrowser>(*client_);
    last_ = SetUpAccount(*browser_,
                         absl::StrCat("who", ++accounts_, "@example.org"),
                         RoleOf(asker));
    token_ = HiddenIn(browser_->Get("/desk/account").body, "csrf");
    ASSERT_EQ(token_.size(), 43);
  }

  HttpAnswer Ask(const MatrixRow& row) {
    const std::pair<std::string, std::string> route =
        absl::StrSplit(row.route, absl::MaxSplits(' ', 1));
    const bool booking = absl::StrContains(route.second, "/bookings/");
    const bool staff = absl::StrContains(route.second, "/staff/");
    const int64_t id = booking ? 5 : staff ? last_.id : kOpen;
    const std::string path =
        absl::StrReplaceAll(route.second, {{"{id}", absl::StrCat(id)},
                                           {"{entry}", "9"},
                                           {"{message}", "9"},
                                           {"{size}", "small"},
                                           {"{version}", "0"},
                                           {"{part}", "1"},
                                           {"{file}", std::string(kHandout)}});
    if (route.first == "GET") return browser_->Get(path);
    if (path == "/desk/sessions/101/attendance") {
      HttpAnswer page;
      page.body = absl::StrCat("action=\"", path,
                               "\" type=\"hidden\" name=\"csrf\" value=\"",
                               token_, "\"</form>");
      return browser_->Upload(page, path, "report", "");
    }
    Fields fields = row.fields;
    fields.emplace_back("csrf", token_);
    return browser_->Post(path, fields);
  }

  Colleague last_;
  std::string token_;
  int accounts_ = 0;
};

TEST_F(DeskMatrixTest, ExpectsSomethingOfEveryRouteAndOfNoOther) {
  std::set<std::string> routes;
  for (const DeskRoute& route : DeskRoutes()) {
    routes.insert(absl::StrCat(route.method, " ", route.pattern));
  }
  std::set<std::string> expected;
  for (const MatrixRow& row : DeskMatrix()) expected.insert(row.route);
  EXPECT_EQ(expected, routes);
}

TEST_F(DeskMatrixTest, GivesEachAskerWhatIsExpected) {
  for (const Asker asker : kAskers) {
    SetServices(asker == Asker::kFacilitatorOther);
    SignInAnew(asker);
    for (const MatrixRow& row : DeskMatrix()) {
      const int expected = row.codes[static_cast<size_t>(asker)];
      const HttpAnswer answer = Ask(row);
      const std::string what =
          absl::StrCat("asker ", static_cast<int>(asker), ": ", row.route);
      EXPECT_EQ(answer.code, expected) << what;
      if (expected == 403) {
        EXPECT_THAT(answer.body, Not(HasSubstr("Ada Example"))) << what;
      }
      EXPECT_THAT(answer.body, Not(HasSubstr("sent from another site")))
          << what;
      if (absl::StrContains(row.route, "sign-out")) SignInAnew(asker);
    }
  }
}

}  // namespace
}  // namespace cwp::web
