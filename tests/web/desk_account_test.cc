// What staff change of their own account.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/totp.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "services/web/sign_in_limits.h"
#include "tests/web/audit_fixture.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAda[] = "ada@example.org";
constexpr char kNewPassword[] = "three herons by the lock";
constexpr char kPasswordPath[] = "/desk/account/password";
constexpr char kAppPath[] = "/desk/account/authenticator";
constexpr char kCodesPath[] = "/desk/account/recovery-codes";

class DeskAccountTest : public DeskTest {
 protected:
  HttpAnswer ChangePassword(DeskBrowser& browser, const std::string& current,
                            const std::string& chosen) {
    return browser.Submit(browser.Get(kPasswordPath), kPasswordPath,
                          {{"current_password", current},
                           {"password", chosen},
                           {"password_again", chosen}});
  }

  // Connects the app that a page shows.
  HttpAnswer Connect(DeskBrowser& browser, const HttpAnswer& page,
                     const std::string& password = kPassword) {
    const Colleague shown = {.secret = SecretOf(page)};
    return browser.Submit(
        page, kAppPath,
        {{"code", NextCode(shown)}, {"current_password", password}});
  }

  HttpAnswer NewCodes(DeskBrowser& browser) {
    return browser.Submit(browser.Get(kCodesPath), kCodesPath,
                          {{"current_password", kPassword}});
  }
};

TEST_F(DeskAccountTest, ChangesAPasswordAndSignsOutElsewhere) {
  DeskBrowser here(*client_);
  const Colleague ada = SetUpAccount(here, kAda);
  DeskBrowser there(*client_);
  ASSERT_EQ(SignIn(there, ada).code, 303);
  DeskBrowser bea(*client_);
  SetUpAccount(bea, "bea@example.org");

  const HttpAnswer changed = ChangePassword(here, kPassword, kNewPassword);
  ASSERT_EQ(changed.code, 303);
  const HttpAnswer account = here.Get(changed.Header("Location"));
  EXPECT_EQ(account.code, 200);
  EXPECT_THAT(account.body, HasSubstr("Your password is changed"));
  EXPECT_EQ(there.Get("/desk").code, 303) << "signed out";
  EXPECT_EQ(bea.Get("/desk").code, 200) << "nobody else is";

  EXPECT_EQ(SignIn(there, ada).code, 403);
  EXPECT_EQ(SignIn(there, ada, kNewPassword).code, 303);
}

TEST_F(DeskAccountTest, SaysWhatIsWrongWithAPasswordAndChangesNothing) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  DeskBrowser there(*client_);
  ASSERT_EQ(SignIn(there, ada).code, 303);
  struct Case {
    std::string current;
    std::string chosen;
    std::string again;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"", kNewPassword, kNewPassword, "the password that you have now"},
           {"a red boat at noon", kNewPassword, kNewPassword,
            "This is not your password"},
           {kPassword, "", "", "Choose a new password"},
           {kPassword, "short", "short", "at least 12 characters"},
           {kPassword, "password1234", "password1234", "harder to guess"},
           {kPassword, kNewPassword, "three herons", "must be the same"},
           {kPassword, kPassword, kPassword, "Choose another password"},
           {kPassword, std::string(10'000, 'x'), std::string(10'000, 'x'),
            "128 characters or fewer"},
       }) {
    const HttpAnswer answer =
        browser.Submit(browser.Get(kPasswordPath), kPasswordPath,
                       {{"current_password", c.current},
                        {"password", c.chosen},
                        {"password_again", c.again}});
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, HasSubstr("Error: "));
    EXPECT_THAT(answer.body, Not(HasSubstr(kNewPassword)));
    EXPECT_THAT(answer.body, Not(HasSubstr(kPassword)));
  }
  EXPECT_EQ(there.Get("/desk").code, 200);
  EXPECT_EQ(SignIn(there, ada).code, 303);
}

TEST_F(DeskAccountTest, LetsNobodyGuessThePasswordWhoFindsABrowserSignedIn) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  ASSERT_EQ(SignIn(browser, ada).code, 303);
  for (int i = 0; i < SignInLimits::kDeviceFailures; ++i) {
    // Whatever is asked for, they are the same tries.
    const HttpAnswer answer =
        i % 2 == 0 ? ChangePassword(browser, "a red boat", kNewPassword)
                   : Connect(browser, browser.Get(kAppPath), "a red boat");
    ASSERT_EQ(answer.code, 400) << i;
  }
  const HttpAnswer later = ChangePassword(browser, kPassword, kNewPassword);
  EXPECT_EQ(later.code, 429);
  // Each try with a code moved the clock on.
  EXPECT_NE(later.Header("Retry-After"), "");
  EXPECT_THAT(later.body, HasSubstr("Try again in 15 minutes"));
  EXPECT_EQ(SignIn(browser, ada).code, 429) << "nor at sign-in";
  clock_.Advance(SignInLimits::kWindow);
  EXPECT_EQ(ChangePassword(browser, kPassword, kNewPassword).code, 303);
}

TEST_F(DeskAccountTest, ConnectsAnotherAppOnceItsCodeIsRight) {
  DeskBrowser here(*client_);
  const Colleague ada = SetUpAccount(here, kAda);
  const HttpAnswer page = here.Get(kAppPath);
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  EXPECT_THAT(page.body, HasSubstr("<svg class=\"app-qr\""));
  const Colleague with_new = {.email = kAda, .secret = SecretOf(page)};
  EXPECT_NE(with_new.secret, ada.secret);

  // The old one works while the new one is only shown, or was not confirmed.
  DeskBrowser there(*client_);
  EXPECT_EQ(SignIn(there, ada).code, 303);
  const HttpAnswer wrong = here.Submit(
      page, kAppPath, {{"code", "000000"}, {"current_password", kPassword}});
  EXPECT_EQ(wrong.code, 400);
  EXPECT_THAT(wrong.body, HasSubstr("not the code that the app shows now"));
  EXPECT_EQ(SecretOf(wrong), with_new.secret) << "no need to scan it again";
  EXPECT_EQ(Connect(here, page, "a red boat at noon").code, 400);
  EXPECT_EQ(SignIn(there, ada).code, 303);
  EXPECT_EQ(SignIn(there, with_new).code, 403);

  const std::string code = NextCode(with_new);
  const HttpAnswer connected = here.Submit(
      wrong, kAppPath, {{"code", code}, {"current_password", kPassword}});
  ASSERT_EQ(connected.code, 200);
  EXPECT_EQ(connected.Header("Cache-Control"), "no-store");
  const std::string recovery = FirstCodeOf(connected);
  EXPECT_EQ(here.Get("/desk").code, 200);
  EXPECT_EQ(there.Get("/desk").code, 303) << "signed out";
  EXPECT_EQ(SignIn(there, ada).code, 403);
  EXPECT_EQ(SignIn(there, kAda, kPassword, ada.recovery_code).code, 403);
  EXPECT_EQ(SignIn(there, kAda, kPassword, code).code, 403) << "used already";
  EXPECT_EQ(SignIn(there, with_new).code, 303);
  EXPECT_EQ(SignIn(there, kAda, kPassword, recovery).code, 303);
}

TEST_F(DeskAccountTest, ShowsANewPictureWhenThePageWasOpenForTooLong) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const HttpAnswer page = browser.Get(kAppPath);
  for (int i = 0; i < 6; ++i) {
    clock_.Advance(absl::Minutes(20));
    ASSERT_EQ(browser.Get("/desk/account").code, 200);
  }
  const HttpAnswer late = Connect(browser, page);
  EXPECT_EQ(late.code, 400);
  EXPECT_THAT(late.body, HasSubstr("open for too long"));
  EXPECT_NE(SecretOf(late), SecretOf(page));
  EXPECT_EQ(SignIn(browser, ada).code, 303);
}

TEST_F(DeskAccountTest, ConnectsTheFirstAppOfWhoeverNeedsNone) {
  DeskBrowser browser(*client_);
  Colleague rea = SetUpAccount(browser, "rea@example.org", v1::Staff::READER);
  EXPECT_EQ(browser.Get(kCodesPath).Header("Location"), kAppPath);
  const HttpAnswer page = browser.Get(kAppPath);
  EXPECT_EQ(browser
                .Post(kCodesPath, {{"csrf", HiddenIn(page.body, "csrf")},
                                   {"current_password", kPassword}})
                .Header("Location"),
            kAppPath);
  EXPECT_THAT(page.body, HasSubstr("From then on"));
  ASSERT_EQ(Connect(browser, page).code, 200);
  EXPECT_THAT(browser.Get("/desk/account").body, HasSubstr("8 left"));
  EXPECT_EQ(SignIn(browser, rea).code, 403) << "a code is asked for";
  rea.secret = SecretOf(page);
  EXPECT_EQ(SignIn(browser, rea).code, 303);
}

TEST_F(DeskAccountTest, MakesNewRecoveryCodes) {
  DeskBrowser here(*client_);
  const Colleague ada = SetUpAccount(here, kAda);
  DeskBrowser there(*client_);
  ASSERT_EQ(SignIn(there, kAda, kPassword, ada.recovery_code).code, 303);
  EXPECT_THAT(here.Get("/desk/account").body, HasSubstr("7 left"));
  const HttpAnswer wrong = here.Submit(here.Get(kCodesPath), kCodesPath,
                                       {{"current_password", "a red boat"}});
  EXPECT_EQ(wrong.code, 400);
  EXPECT_THAT(here.Get("/desk/account").body, HasSubstr("7 left"));

  const HttpAnswer page = NewCodes(here);
  ASSERT_EQ(page.code, 200);
  const std::string code = FirstCodeOf(page);
  EXPECT_EQ(code.size(), 27);
  EXPECT_THAT(here.Get("/desk/account").body, HasSubstr("8 left"));
  EXPECT_EQ(there.Get("/desk").code, 200) << "no session ends";
  const HttpAnswer again = NewCodes(there);
  EXPECT_EQ(SignIn(here, kAda, kPassword, code).code, 403) << "replaced";
  EXPECT_EQ(SignIn(here, kAda, kPassword, FirstCodeOf(again)).code, 303);
}

TEST_F(DeskAccountTest, KeepsNoPasswordOfAFormThatWasSentTooLate) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, kAda);
  const HttpAnswer page = browser.Get(kPasswordPath);
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer late = browser.Submit(page, kPasswordPath,
                                         {{"current_password", kPassword},
                                          {"password", kNewPassword},
                                          {"password_again", kNewPassword}});
  EXPECT_EQ(late.code, 303);
  EXPECT_EQ(late.Header("Location"), "/desk/sign-in");
}

class AccountAuditTest : public AuditTest {};

TEST_F(AccountAuditTest, SaysWhatAnAccountChangedOfItselfAndWhatItCouldNot) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const size_t before = Acts().size();
  const HttpAnswer codes = browser.Get(kCodesPath);
  browser.Submit(codes, kCodesPath, {{"current_password", "a red boat"}});
  browser.Submit(codes, kCodesPath, {{"current_password", ""}});
  browser.Submit(codes, kCodesPath, {{"current_password", kPassword}});
  const HttpAnswer app = browser.Get(kAppPath);
  browser.Submit(app, kAppPath,
                 {{"current_password", kPassword}, {"code", "000000"}});
  browser.Submit(app, kAppPath,
                 {{"current_password", kPassword},
                  {"code", NextCode({.secret = SecretOf(app)})}});
  browser.Submit(browser.Get(kPasswordPath), kPasswordPath,
                 {{"current_password", kPassword},
                  {"password", kNewPassword},
                  {"password_again", kNewPassword}});
  std::vector<std::string> acts = Acts();
  acts.erase(acts.begin(), acts.begin() + static_cast<int64_t>(before));
  EXPECT_THAT(
      acts, ElementsAre("RECOVERY_CODES_RENEWED REFUSED PASSWORD_WRONG",
                        "RECOVERY_CODES_RENEWED REFUSED FORM_INVALID",
                        "RECOVERY_CODES_RENEWED DONE",
                        "AUTHENTICATOR_RENEWED REFUSED CODE_WRONG",
                        "AUTHENTICATOR_RENEWED DONE", "PASSWORD_CHANGED DONE"));
  const v1::AuditRecord last = Log().front();
  EXPECT_EQ(last.actor_id(), ada.id);
  EXPECT_EQ(last.entry().subject(), v1::AuditEntry::STAFF);
  EXPECT_EQ(last.entry().subject_id(), ada.id);
}

}  // namespace
}  // namespace cwp::web
