#include "services/web/desk.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What a route is asked for with parameters in it.
std::string PathFor(const std::string& pattern) {
  return absl::StrReplaceAll(pattern, {{"{id}", "101"}, {"{size}", "small"}});
}

TEST_F(DeskTest, ShowsEachRoleWhatItMaySeeAndNothingElse) {
  const std::map<Role, v1::Staff::Role> roles = {
      {Role::kAdministrator, v1::Staff::ADMINISTRATOR},
      {Role::kCoordinator, v1::Staff::COORDINATOR},
      {Role::kFacilitator, v1::Staff::FACILITATOR},
      {Role::kReader, v1::Staff::READER}};
  for (const auto& [role, proto] : roles) {
    const std::string name(RoleName(role));
    DeskBrowser browser(*client_);
    SetUpAccount(browser, absl::StrCat(name, "@example.org"), proto);
    for (const DeskRoute& route : DeskRoutes()) {
      const std::string path = PathFor(route.pattern);
      const bool allowed = Allows(role, route.permission);
      const HttpAnswer answer =
          route.method == "GET" ? browser.Get(path) : browser.Post(path, {});
      const std::string what = absl::StrCat(name, " ", route.method, " ", path);
      if (!allowed) {
        EXPECT_EQ(answer.code, 403) << what;
        EXPECT_THAT(answer.body, HasSubstr("Your account cannot see")) << what;
      } else if (route.method == "POST") {
        // What it would do is tested elsewhere; without the page's token, or
        // its file, it is refused for everybody.
        EXPECT_THAT(answer.code, AnyOf(403, 400)) << what;
        EXPECT_THAT(answer.body, Not(HasSubstr("Your account cannot see")))
            << what;
      } else {
        // Whatever the fakes make of it.
        EXPECT_NE(answer.code, 403) << what;
        EXPECT_THAT(answer.Header("Location"), Not(HasSubstr("sign-in")))
            << what;
      }
    }
  }
}

TEST_F(DeskTest, HidesWhatARoleMayNotSeeFromItsMenu) {
  DeskBrowser admin(*client_);
  SetUpAccount(admin, "ada@example.org");
  EXPECT_THAT(admin.Get("/desk").body, HasSubstr("href=\"/desk/staff\""));
  DeskBrowser reader(*client_);
  SetUpAccount(reader, "rea@example.org", v1::Staff::READER);
  EXPECT_THAT(reader.Get("/desk").body, Not(HasSubstr("/desk/staff")));
}

TEST_F(DeskTest, TakesNoFormThatIsNotItsOwn) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, "ada@example.org");
  const Fields fields = {
      {"name", "Bea"}, {"email", "bea@example.org"}, {"role", "reader"}};
  EXPECT_EQ(browser.Post("/desk/staff/new", fields).code, 403);
  // Nor is one of somebody else, whatever it begins with.
  const std::string token =
      HiddenIn(browser.Get("/desk/staff/new").body, "csrf");
  ASSERT_EQ(token.size(), 86);
  DeskBrowser other(*client_);
  SetUpAccount(other, "cleo@example.org");
  const std::string others =
      HiddenIn(other.Get("/desk/staff/new").body, "csrf");
  for (const std::string& bad :
       {others, token.substr(0, 43), token.substr(0, 43) + others.substr(43),
        others.substr(0, 43), std::string("x")}) {
    Fields of_another = fields;
    of_another.emplace_back("csrf", bad);
    const HttpAnswer refused = browser.Post("/desk/staff/new", of_another);
    EXPECT_EQ(refused.code, 403) << bad;
    EXPECT_THAT(refused.body, Not(HasSubstr("bea@example.org"))) << bad;
  }
  EXPECT_THAT(browser.Get("/desk/staff").body, Not(HasSubstr("Bea")));
  EXPECT_EQ(
      browser.Submit(browser.Get("/desk/staff/new"), "/desk/staff/new", fields)
          .code,
      200);
}

TEST_F(DeskTest, ShowsAFormOfAnEarlierVisitAgainAndDoesNothing) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  const HttpAnswer account = browser.Get("/desk/account");
  // In another tab.
  ASSERT_EQ(SignIn(browser, ada).code, 303);
  const Fields typed = {{"name", "Bea & \"Co\""},
                        {"email", "bea@example.org"},
                        {"role", "coordinator"}};
  const HttpAnswer again = browser.Submit(page, "/desk/staff/new", typed);
  EXPECT_EQ(again.code, 200);
  EXPECT_THAT(again.body, AllOf(HasSubstr("nothing has been done yet"),
                                HasSubstr("value=\"Bea &amp; &quot;Co&quot;\""),
                                HasSubstr("value=\"coordinator\" checked")));
  EXPECT_THAT(browser.Get("/desk/staff").body, Not(HasSubstr("Bea")));
  // Where nothing was typed there is nothing to show again.
  const HttpAnswer out = browser.Submit(account, "/desk/sign-out", {});
  EXPECT_EQ(out.code, 403);
  EXPECT_THAT(out.body, HasSubstr("press the button once more"));
  EXPECT_EQ(browser.Get("/desk").code, 200);

  const HttpAnswer done = browser.Submit(again, "/desk/staff/new", typed);
  EXPECT_EQ(done.code, 200);
  EXPECT_THAT(done.body, Not(HasSubstr("nothing has been done yet")));
  EXPECT_THAT(browser.Get("/desk/staff").body, HasSubstr("Bea"));
}

TEST_F(DeskTest, SaysInItsOwnFrameWhatCannotBe) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  services_.scheduling.get_session.Return(MakeError(
      absl::StatusCode::kPermissionDenied, "NOT_YOUR_SESSION", "not theirs"));
  services_.scheduling.get_workshop.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  services_.webinars.get.Return(absl::InternalError("secret text"));
  struct Case {
    const char* path;
    int code;
    const char* words;
  };
  for (const Case& c : {
           Case{"/desk/sessions/101", 403, "Somebody else leads this session"},
           Case{"/desk/staff/99", 404, "Page not found"},
           Case{"/desk/workshops/11", 503, "not working"},
           Case{"/desk/webinars/31", 500, "our mistake"},
       }) {
    const HttpAnswer page = browser.Get(c.path);
    EXPECT_EQ(page.code, c.code) << c.path;
    EXPECT_EQ(page.Header("Retry-After").empty(), c.code != 503) << c.path;
    EXPECT_EQ(page.Header("Cache-Control"), "no-store") << c.path;
    EXPECT_THAT(page.body, AllOf(HasSubstr(c.words), HasSubstr("Go to today"),
                                 HasSubstr("href=\"/desk/account\""),
                                 Not(HasSubstr("Leave this site")),
                                 Not(HasSubstr("secret text"))))
        << c.path;
  }
}

TEST_F(DeskTest, LeadsBackToTheDeskFromWhatItHasNoPageFor) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const HttpAnswer none = browser.Get("/desk/nothing-here");
  EXPECT_EQ(none.code, 404);
  EXPECT_THAT(none.body, HasSubstr("Go to today"));
  const HttpAnswer large = browser.Post(
      "/desk/staff/new", {{"name", std::string(kLongestDeskForm, 'x')}});
  EXPECT_EQ(large.code, 413);
  EXPECT_THAT(large.body,
              AllOf(HasSubstr("larger than we can take"),
                    HasSubstr("Go to today"), Not(HasSubstr("booked"))));
  EXPECT_THAT(browser.Get("/nothing-here").body, Not(HasSubstr("/desk")));
}

TEST_F(DeskTest, KeepsAFormWhoseSenderWasSignedOutEverywhere) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  const Fields typed = {{"name", "Bea"}, {"email", "bea@example.org"}};
  DeskBrowser other(*client_);
  const Colleague cleo = SetUpAccount(other, "cleo@example.org");
  ASSERT_OK(SignOut(ada.id));
  const HttpAnswer asked = browser.Submit(page, "/desk/staff/new", typed);
  EXPECT_EQ(asked.code, 403);
  EXPECT_THAT(asked.body, AllOf(HasSubstr("What you entered is kept"),
                                Not(HasSubstr("bea@example.org"))));
  DeskBrowser forgetful(*client_);
  EXPECT_THAT(forgetful.Submit(page, "/desk/staff/new", typed).body,
              HasSubstr("What you entered is kept"))
      << "nor does it need a cookie";

  // For nobody else, who signs in where it was left.
  const HttpAnswer others = browser.Submit(asked, "/desk/sign-in",
                                           {{"email", cleo.email},
                                            {"password", kPassword},
                                            {"code", NextCode(cleo)}});
  EXPECT_EQ(others.Header("Location"), "/desk");
  const HttpAnswer again = browser.Submit(
      asked, "/desk/sign-in",
      {{"email", ada.email}, {"password", kPassword}, {"code", NextCode(ada)}});
  EXPECT_THAT(again.body, HasSubstr("You are signed in again"));
  const HttpAnswer form = browser.Submit(again, "/desk/staff/new", {});
  EXPECT_THAT(form.body, AllOf(HasSubstr("value=\"bea@example.org\""),
                               HasSubstr("nothing has been done yet")));
  EXPECT_THAT(browser.Get("/desk/staff").body, Not(HasSubstr("Bea")));
}

// So that nobody is shown the families of another by a slip of the keyboard.
TEST_F(DeskTest, WhichFacilitatorAnAccountIsIsChosenByName) {
  scheduling::v1::ListFacilitatorsResponse all;
  scheduling::v1::Facilitator& lena = *all.add_facilitators();
  lena.set_id(71);
  lena.set_display_name("Lena Example");
  lena.set_role(scheduling::v1::Facilitator::PRACTITIONER);
  services_.facilitators.list.Return(all);
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  EXPECT_THAT(page.body, HasSubstr("<option value=\"71\">Lena Example ("));
  const auto invite = [&](const std::string& facilitator) {
    return browser.Submit(page, "/desk/staff/new",
                          {{"name", "Lena Example"},
                           {"email", "lena@example.org"},
                           {"role", "facilitator"},
                           {"facilitator", facilitator}});
  };
  EXPECT_THAT(invite("72").body, HasSubstr("Select a facilitator from the"));
  EXPECT_EQ(invite("71").code, 200);
  const std::string member = browser.Get("/desk/staff").body;
  const size_t at = member.rfind("/desk/staff/", member.find("Lena Example"));
  const std::string path = member.substr(at, member.find('"', at) - at);
  EXPECT_THAT(browser.Get(path).body,
              HasSubstr("<option value=\"71\" selected>Lena Example ("));
  // Accounts go on while scheduling does not answer.
  services_.facilitators.list.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  EXPECT_THAT(browser.Get(path).body,
              HasSubstr("<option value=\"71\" selected>"));
}

TEST_F(DeskTest, InvitesSomebodyAndSaysWhatIsWrong) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  struct Case {
    Fields fields;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {{{"email", "bea@example.org"}, {"role", "reader"}}, "Enter a name"},
           {{{"name", "Bea"},
             {"email", "bea@example.org"},
             {"role", "facilitator"},
             {"facilitator", "0"}},
            "Select which facilitator they are"},
           {{{"name", "Bea"}, {"role", "reader"}}, "Enter an email address"},
           {{{"name", "Bea"}, {"email", "bea@"}, {"role", "reader"}},
            "in the correct format"},
           {{{"name", "Bea"}, {"email", "bea@example.org"}}, "Choose a role"},
           {{{"name", "Bea"}, {"email", "bea@example.org"}, {"role", "root"}},
            "Choose a role"},
           {{{"name", "Bea"},
             {"email", "bea@example.org"},
             {"role", "facilitator"}},
            "Select which facilitator they are"},
           {{{"name", "Bea"},
             {"email", "bea@example.org"},
             {"role", "facilitator"},
             {"facilitator", "seven"}},
            "Select a facilitator from the list"},
           {{{"name", "Bea"},
             {"email", " ADA@example.org "},
             {"role", "reader"}},
            "There is an account with this email address"},
           {{{"name", std::string(10'000, 'x')},
             {"email", "bea@example.org"},
             {"role", "reader"}},
            "100 characters or fewer"},
       }) {
    const HttpAnswer answer = browser.Submit(page, "/desk/staff/new", c.fields);
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, HasSubstr("Error: "));
  }
  const HttpAnswer invited = browser.Submit(page, "/desk/staff/new",
                                            {{"name", "Bea <b>"},
                                             {"email", "bea@example.org"},
                                             {"role", "coordinator"}});
  EXPECT_EQ(invited.code, 200);
  EXPECT_THAT(invited.body,
              HasSubstr("https://book.example.org/desk/invitation/"));
  EXPECT_EQ(browser
                .Submit(page, "/desk/staff/new",
                        {{"name", "Bea <b>"},
                         {"email", "bea@example.org"},
                         {"role", "coordinator"}})
                .body,
            invited.body)
      << "the link is not lost by pressing twice";
  const HttpAnswer list = browser.Get("/desk/staff");
  EXPECT_THAT(list.body, HasSubstr("Bea &lt;b&gt;"));
  EXPECT_THAT(list.body, HasSubstr("Invited"));
}

TEST_F(DeskTest, ChangesARoleAtOnceAndLeavesOneAdministrator) {
  DeskBrowser admin(*client_);
  const Colleague ada = SetUpAccount(admin, "ada@example.org");
  DeskBrowser browser(*client_);
  const Colleague bea =
      SetUpAccount(browser, "bea@example.org", v1::Staff::COORDINATOR);
  const std::string path = absl::StrCat("/desk/staff/", bea.id);
  const HttpAnswer page = admin.Get(path);
  EXPECT_THAT(page.body, HasSubstr("value=\"coordinator\" checked"));
  EXPECT_EQ(
      admin.Submit(page, path, {{"role", "reader"}, {"access", "enabled"}})
          .Header("Location"),
      "/desk/staff");
  EXPECT_EQ(browser.Get("/desk").code, 303) << "signed out";
  ASSERT_EQ(SignIn(browser, bea).code, 303);
  EXPECT_EQ(browser.Get("/desk/staff").code, 403);

  const std::string own = absl::StrCat("/desk/staff/", ada.id);
  const HttpAnswer refused = admin.Submit(
      admin.Get(own), own, {{"role", "reader"}, {"access", "enabled"}});
  EXPECT_EQ(refused.code, 400);
  EXPECT_THAT(refused.body, HasSubstr("somebody else an administrator first"));
  EXPECT_EQ(admin.Get("/desk/staff").code, 200);
  EXPECT_EQ(admin.Get("/desk/staff/99").code, 404);
  EXPECT_EQ(admin.Get("/desk/staff/x").code, 404);
}

TEST_F(DeskTest, GivesNobodyBackWhatAColleagueTookFromThem) {
  DeskBrowser first(*client_);
  SetUpAccount(first, "ada@example.org");
  DeskBrowser second(*client_);
  SetUpAccount(second, "cora@example.org");
  const v1::Invitation bea = Invite("bea@example.org", v1::Staff::COORDINATOR);
  const std::string path = absl::StrCat("/desk/staff/", bea.staff().id());
  const HttpAnswer stale = second.Get(path);
  EXPECT_EQ(first
                .Submit(first.Get(path), path,
                        {{"role", "coordinator"}, {"access", "disabled"}})
                .code,
            303);

  // Whose page still says that Bea may sign in.
  const HttpAnswer shown =
      second.Submit(stale, path, {{"role", "reader"}, {"access", "enabled"}});
  EXPECT_EQ(shown.code, 409);
  EXPECT_THAT(shown.body,
              AllOf(HasSubstr("Somebody else changed this in the meantime"),
                    HasSubstr("Now: May not sign in"),
                    HasSubstr("value=\"reader\" checked"),
                    HasSubstr("value=\"disabled\" checked")));
  EXPECT_THAT(first.Get(path).body,
              AllOf(HasSubstr("value=\"coordinator\" checked"),
                    HasSubstr("value=\"disabled\" checked")))
      << "nothing was saved";
  // Seen, it can be said again, either way.
  EXPECT_EQ(
      second.Submit(shown, path, {{"role", "reader"}, {"access", "disabled"}})
          .Header("Location"),
      "/desk/staff");
  EXPECT_THAT(first.Get(path).body,
              AllOf(HasSubstr("value=\"reader\" checked"),
                    HasSubstr("value=\"disabled\" checked")));
}

TEST_F(DeskTest, KeepsAFormThatWasSentTooLate) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  clock_.Advance(absl::Minutes(31));
  // Whatever others do meanwhile.
  DeskBrowser other(*client_);
  SetUpAccount(other, "cleo@example.org");
  clock_.Advance(absl::Minutes(61));
  SetUpAccount(other, "dora@example.org");
  const Fields typed = {{"name", "Bea & \"Co\""},
                        {"email", "bea@example.org"},
                        {"role", "coordinator"}};
  const HttpAnswer asked = browser.Submit(page, "/desk/staff/new", typed);
  EXPECT_EQ(asked.code, 403);
  EXPECT_THAT(asked.body, HasSubstr("What you entered is kept"));
  EXPECT_THAT(asked.body, Not(HasSubstr("bea@example.org"))) << "sealed";

  const HttpAnswer again = browser.Submit(
      asked, "/desk/sign-in",
      {{"email", ada.email}, {"password", kPassword}, {"code", NextCode(ada)}});
  EXPECT_EQ(again.code, 200);
  EXPECT_THAT(again.body, HasSubstr("You are signed in again"));
  const HttpAnswer form = browser.Submit(again, "/desk/staff/new", {});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, HasSubstr("value=\"Bea &amp; &quot;Co&quot;\""));
  EXPECT_THAT(form.body, HasSubstr("value=\"bea@example.org\""));
  EXPECT_THAT(form.body, HasSubstr("value=\"coordinator\" checked"));
  EXPECT_THAT(browser.Get("/desk/staff").body, Not(HasSubstr("Bea")))
      << "nothing was done";
  EXPECT_EQ(browser.Submit(form, "/desk/staff/new", typed).code, 200);
  EXPECT_THAT(browser.Get("/desk/staff").body, HasSubstr("Bea"));
}

TEST_F(DeskTest, LeadsNobodyToAPageThatIsOnlyPostedTo) {
  DeskBrowser browser(*client_);
  for (const char* path : {"/desk/sign-out", "/desk/sessions/5/act"}) {
    EXPECT_EQ(browser.Post(path, {}).Header("Location"), "/desk/sign-in");
    browser.SetCookie("__Host-desk", "made-up");
    EXPECT_EQ(browser.Post(path, {}).Header("Location"), "/desk/sign-in");
  }
}

TEST_F(DeskTest, AnswersKindlyToMonthsThatAreNone) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const std::string now = browser.Get("/desk/programme").body;
  EXPECT_THAT(now, HasSubstr("Programme, November 2026"));
  EXPECT_THAT(now, Not(HasSubstr("a month that there is not")));
  for (const char* month : {"x", "2026-13", "99999-01", "-1-01",
                            "9223372036854775807-12", "%3Cb%3E"}) {
    const HttpAnswer page =
        browser.Get(absl::StrCat("/desk/programme?month=", month));
    EXPECT_EQ(page.code, 200) << month;
    EXPECT_THAT(page.body, HasSubstr("Programme, November 2026")) << month;
    EXPECT_THAT(page.body, HasSubstr("a month that there is not")) << month;
    EXPECT_THAT(page.body, Not(HasSubstr("<b>"))) << month;
  }
  EXPECT_THAT(browser.Get("/desk/programme?month=2027-02").body,
              HasSubstr("Programme, February 2027"));
}

TEST_F(DeskTest, GivesAKeptFormToNobodyElse) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const HttpAnswer page = browser.Get("/desk/staff/new");
  DeskBrowser other(*client_);
  const Colleague cleo = SetUpAccount(other, "cleo@example.org");
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer asked = browser.Submit(
      page, "/desk/staff/new", {{"name", "Bea"}, {"email", "b@example.org"}});
  const HttpAnswer answer = browser.Submit(asked, "/desk/sign-in",
                                           {{"email", cleo.email},
                                            {"password", kPassword},
                                            {"code", NextCode(cleo)}});
  EXPECT_EQ(answer.code, 303);
  EXPECT_EQ(answer.Header("Location"), "/desk");
}

TEST_F(DeskTest, StandsWhileOtherServicesAreDown) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  services_.StopScheduling();
  const HttpAnswer today = browser.Get("/desk");
  EXPECT_EQ(today.code, 200);
  EXPECT_THAT(today.body, HasSubstr("The programme cannot be read right now"));
}

TEST_F(DeskTest, ShowsTheWeek) {
  scheduling::v1::Session session = SampleSession(
      kOpen, clock_.Now() + absl::Hours(30), scheduling::v1::Session::OPEN);
  services_.scheduling.sessions = {session};
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const std::string body = browser.Get("/desk").body;
  EXPECT_THAT(body, HasSubstr("Helping your child with worry &lt;now&gt;"));
  EXPECT_THAT(body, HasSubstr("href=\"/desk/sessions/101\""));
  EXPECT_THAT(body, HasSubstr("have no address to join by"));
  EXPECT_THAT(body, HasSubstr("9 of 12 booked"));
  EXPECT_THAT(body, HasSubstr("Check the numbers for urgent help"));
  EXPECT_THAT(body, HasSubstr("Nobody has signed for the numbers"));
}

}  // namespace
}  // namespace cwp::web
