#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/totp.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "services/web/sign_in_limits.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCookie[] = "__Host-desk";
constexpr char kAda[] = "ada@example.org";

bool FileHolds(const std::string& path, const std::string& text) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return absl::StrContains(bytes.str(), text);
}

TEST_F(DeskTest, IsForThoseWhoAreSignedIn) {
  DeskBrowser browser(*client_);
  const HttpAnswer refused = browser.Get("/desk/account");
  EXPECT_EQ(refused.code, 303);
  EXPECT_EQ(refused.Header("Location"), "/desk/sign-in?next=%2Fdesk%2Faccount");
  EXPECT_EQ(browser.Get("/desk").Header("Location"), "/desk/sign-in");
  browser.SetCookie(kCookie, "made-up");
  EXPECT_EQ(browser.Get("/desk").Header("Location"), "/desk/sign-in");
}

TEST_F(DeskTest, RefusesAllThatIsNotRightInTheSameWords) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  DeskBrowser reader_browser(*client_);
  SetUpAccount(reader_browser, "rea@example.org", v1::Staff::READER);
  Invite("new@example.org");
  browser.Forget();
  const std::string code = NextCode(ada);
  std::set<std::string> bodies;
  for (const auto& [email, password, typed] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {kAda, "a red boat at noon", code},
           {kAda, kPassword, "000000"},
           {kAda, kPassword, ""},
           {kAda, kPassword, "ABCDEF-GHJKMN-PQRSTV-WXYZ01"},
           {"nobody@example.org", kPassword, code},
           {"new@example.org", kPassword, code},
           {"rea@example.org", "a red boat at noon", ""}}) {
    const HttpAnswer answer = SignIn(browser, email, password, typed);
    EXPECT_EQ(answer.code, 403);
    EXPECT_THAT(answer.body, Not(HasSubstr(password)));
    // The page shows the address that was typed; all else is the same.
    std::string body = answer.body;
    const std::string value = absl::StrCat("value=\"", email, "\"");
    ASSERT_THAT(body, HasSubstr(value));
    body.erase(body.find(value), value.size());
    bodies.insert(body);
    EXPECT_FALSE(browser.HasCookie(kCookie));
    clock_.Advance(absl::Minutes(20));
  }
  EXPECT_EQ(bodies.size(), 1);
  EXPECT_EQ(SignIn(browser, ada).code, 303);
}

TEST_F(DeskTest, TakesTextsThatAreTooLongOrMarkupKindly) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  const std::string invited = PathOf(Invite("bea@example.org"));
  DeskBrowser browser(*client_);
  const HttpAnswer page = browser.Get(invited);
  for (const std::string& text :
       {std::string(10'000, '<'), std::string("\"><b>x")}) {
    const std::string shown = absl::StrReplaceAll(
        text, {{"\"", "&quot;"}, {">", "&gt;"}, {"<", "&lt;"}});
    for (const auto& [email, password, code] :
         std::vector<std::tuple<std::string, std::string, std::string>>{
             {text, kPassword, "000000"},
             {kAda, text, NextCode(ada)},
             {kAda, kPassword, text}}) {
      const HttpAnswer answer = SignIn(browser, email, password, code);
      EXPECT_EQ(answer.code, 403);
      EXPECT_THAT(answer.body,
                  HasSubstr(absl::StrCat("value=\"",
                                         email == text ? shown : kAda, "\"")));
      EXPECT_THAT(answer.body, Not(HasSubstr(text)));
    }
    for (const auto& [password, code] :
         Fields{{text, "000000"}, {kPassword, text}}) {
      const HttpAnswer answer = browser.Submit(page, invited,
                                               {{"password", password},
                                                {"password_again", password},
                                                {"code", code}});
      EXPECT_EQ(answer.code, 400);
      EXPECT_THAT(answer.body, Not(HasSubstr(text)));
    }
  }
  EXPECT_FALSE(browser.HasCookie(kCookie));
  EXPECT_EQ(browser.Get(invited).code, 200) << "is not used up";
  EXPECT_EQ(SignIn(browser, ada).code, 303) << "is not kept out";
}

TEST_F(DeskTest, TakesNoCodeTwice) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const std::string code = NextCode(ada);
  EXPECT_EQ(SignIn(browser, kAda, kPassword, code).code, 303);
  DeskBrowser thief(*client_);
  EXPECT_EQ(SignIn(thief, kAda, kPassword, code).code, 403);
  // Nor one that was overtaken.
  const std::string older =
      crypto::TotpCode(ada.secret, crypto::TotpStep(clock_.Now()) - 1);
  EXPECT_EQ(SignIn(thief, kAda, kPassword, older).code, 403);
  EXPECT_EQ(SignIn(thief, ada).code, 303);
}

TEST_F(DeskTest, TakesARecoveryCodeOnce) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  ASSERT_EQ(ada.recovery_code.size(), 27);
  browser.Forget();
  EXPECT_EQ(SignIn(browser, kAda, kPassword, ada.recovery_code).code, 303);
  EXPECT_EQ(SignIn(browser, kAda, kPassword, ada.recovery_code).code, 403);
}

TEST_F(DeskTest, EndsASessionThatIsNotUsedOrIsOld) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  clock_.Advance(absl::Minutes(29));
  EXPECT_EQ(browser.Get("/desk").code, 200);
  clock_.Advance(absl::Minutes(29));
  EXPECT_EQ(browser.Get("/desk").code, 200) << "each use counts";
  clock_.Advance(absl::Minutes(30));
  EXPECT_EQ(browser.Get("/desk").code, 303);

  ASSERT_EQ(SignIn(browser, ada).code, 303);
  for (int i = 0; i < 35; ++i) {
    clock_.Advance(absl::Minutes(20));
    ASSERT_EQ(browser.Get("/desk").code, 200) << i;
  }
  clock_.Advance(absl::Minutes(20));
  EXPECT_EQ(browser.Get("/desk").code, 303) << "12 hours are over";
}

TEST_F(DeskTest, SignsOutHereAndEverywhere) {
  DeskBrowser here(*client_);
  const Colleague ada = SetUpAccount(here, kAda);
  DeskBrowser there(*client_);
  ASSERT_EQ(SignIn(there, ada).code, 303);
  const std::string stolen = here.CookieOf(kCookie);
  const HttpAnswer out =
      here.Submit(here.Get("/desk/account"), "/desk/sign-out", {});
  EXPECT_EQ(out.Header("Location"), "/desk/sign-in?signed-out=yes");
  EXPECT_FALSE(here.HasCookie(kCookie));
  here.SetCookie(kCookie, stolen);
  EXPECT_EQ(here.Get("/desk").code, 303) << "the cookie is worth nothing";
  EXPECT_EQ(there.Get("/desk").code, 200);

  ASSERT_EQ(SignIn(here, ada).code, 303);
  here.Submit(here.Get("/desk/account"), "/desk/sign-out/everywhere", {});
  EXPECT_EQ(here.Get("/desk").code, 303);
  EXPECT_EQ(there.Get("/desk").code, 303);
}

TEST_F(DeskTest, GivesANewCookieToWhoeverSignsIn) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const std::string before = browser.CookieOf(kCookie);
  ASSERT_EQ(SignIn(browser, ada).code, 303);
  EXPECT_NE(browser.CookieOf(kCookie), before);
  DeskBrowser old(*client_);
  old.SetCookie(kCookie, before);
  EXPECT_EQ(old.Get("/desk").code, 303);
}

TEST_F(DeskTest, LeadsOnToWhereSomebodyWantedToGoWithinTheDesk) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  for (const auto& [next, location] :
       Fields{{"/desk/account", "/desk/account"},
              {"https://elsewhere.example.org/", "/desk"},
              {"//elsewhere.example.org/", "/desk"},
              {"/desk/../", "/desk/../"},
              {"/desk\\..", "/desk"},
              {"/deskelsewhere", "/desk"},
              {"", "/desk"}}) {
    const HttpAnswer answer =
        browser.Post("/desk/sign-in", {{"email", kAda},
                                       {"password", kPassword},
                                       {"code", NextCode(ada)},
                                       {"next", next}});
    EXPECT_EQ(answer.Header("Location"), location) << next;
  }
}

TEST_F(DeskTest, KeepsNobodyOutWhoSignedInHereBefore) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  ASSERT_EQ(SignIn(own, ada).code, 303);
  DeskBrowser stranger(*client_);
  int refused = 0;
  while (SignIn(stranger, kAda, "a red boat at noon", "").code == 403) {
    ASSERT_LT(++refused, 20);
  }
  EXPECT_EQ(refused, 5);
  const HttpAnswer later = SignIn(stranger, kAda, kPassword, "");
  EXPECT_EQ(later.code, 429);
  EXPECT_EQ(later.Header("Retry-After"), "900");
  EXPECT_EQ(SignIn(own, ada).code, 303);
}

TEST_F(DeskTest, LocksAnAddressWithoutAnAccountOutInTheSameWay) {
  DeskBrowser own(*client_);
  SetUpAccount(own, kAda);
  DeskBrowser stranger(*client_);
  // What there is to see: how many were refused, and what came then but for the
  // address that was typed.
  const auto lock_out = [&](const std::string& email) {
    int refused = 0;
    HttpAnswer answer;
    do {
      answer = SignIn(stranger, email, "a red boat at noon", "");
    } while (answer.code == 403 && ++refused < 20);
    const std::string value = absl::StrCat("value=\"", email, "\"");
    EXPECT_THAT(answer.body, HasSubstr(value));
    return std::tuple(refused, answer.code, answer.Header("Retry-After"),
                      absl::StrReplaceAll(answer.body, {{value, ""}}));
  };
  const auto known = lock_out(kAda);
  EXPECT_EQ(std::get<0>(known), SignInLimits::kClientFailures);
  EXPECT_EQ(std::get<1>(known), 429);
  EXPECT_EQ(lock_out("nobody@example.org"), known);
}

TEST_F(DeskTest, KeepsNobodyOutWhoTookTheirInvitationHere) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser stranger(*client_);
  // From one address, as the tests' browsers have.
  int refused = 0;
  while (SignIn(stranger, kAda, "a red boat at noon", "").code == 403) {
    ASSERT_LT(++refused, 20);
  }
  EXPECT_EQ(SignIn(own, ada).code, 303);
}

TEST_F(DeskTest, AnInvitationLetsInWhoWasLockedOut) {
  DeskBrowser own(*client_);
  Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser other(*client_);
  while (SignIn(other, kAda, "a red boat at noon", "").code == 403) continue;
  ASSERT_EQ(SignIn(other, ada).code, 429);
  ASSERT_OK_AND_ASSIGN(const v1::Invitation again, InviteAgain(ada.id));
  const HttpAnswer page = other.Get(PathOf(again));
  ada.secret = SecretOf(page);
  EXPECT_EQ(other
                .Submit(page, PathOf(again),
                        {{"password", kPassword},
                         {"password_again", kPassword},
                         {"code", NextCode(ada)}})
                .code,
            200);
  EXPECT_EQ(other.Get("/desk").code, 200);
  EXPECT_EQ(SignIn(other, ada).code, 303) << "it is known from now on";
  DeskBrowser stranger(*client_);
  EXPECT_EQ(SignIn(stranger, ada).code, 429) << "strangers wait all the same";
}

TEST_F(DeskTest, LetsNobodyGuessCodesWhoKnowsThePassword) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  ASSERT_EQ(SignIn(own, ada).code, 303);
  DeskBrowser stranger(*client_);
  for (int i = 0; i < SignInLimits::kCodeFailures; ++i) {
    ASSERT_EQ(SignIn(stranger, kAda, kPassword, "000000").code, 403);
    clock_.Advance(absl::Minutes(15));
  }
  // Not even the right one, and nothing says so.
  EXPECT_EQ(SignIn(stranger, ada).code, 403);
  EXPECT_EQ(SignIn(own, ada).code, 303) << "nobody is kept out";
  clock_.Advance(absl::Minutes(15));
  EXPECT_EQ(SignIn(stranger, kAda, kPassword, ada.recovery_code).code, 303);
}

TEST_F(DeskTest, LetsNobodyInWhoWasDisabled) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  DeskBrowser bea_browser(*client_);
  const Colleague bea = SetUpAccount(bea_browser, "bea@example.org");
  v1::Staff staff;
  staff.set_id(ada.id);
  staff.set_role(v1::Staff::ADMINISTRATOR);
  staff.set_disabled(true);
  ASSERT_OK(Change(staff));
  EXPECT_EQ(browser.Get("/desk").code, 303);
  EXPECT_EQ(SignIn(browser, ada).code, 403);
  EXPECT_THAT(InviteAgain(ada.id), HasReason("STAFF_DISABLED"));
  const std::string path = absl::StrCat("/desk/staff/", ada.id);
  const HttpAnswer again =
      bea_browser.Submit(bea_browser.Get(path), path + "/invite", {});
  EXPECT_EQ(again.code, 400);
  EXPECT_THAT(again.body, HasSubstr("Let them sign in again first"));

  staff.set_id(bea.id);
  EXPECT_THAT(Change(staff).status(), HasReason("LAST_ADMINISTRATOR"));

  // Nor by an invitation of before.
  const v1::Invitation cleo = Invite("cleo@example.org");
  staff.set_id(cleo.staff().id());
  ASSERT_OK(Change(staff));
  staff.set_disabled(false);
  ASSERT_OK(Change(staff));
  EXPECT_EQ(browser.Get(PathOf(cleo)).code, 404);
  // Whoever cannot sign in is no administrator who could let others in.
  DeskBrowser reader(*client_);
  const Colleague rea =
      SetUpAccount(reader, "rea@example.org", v1::Staff::READER);
  staff.set_id(rea.id);
  ASSERT_OK(Change(staff));
  staff.set_id(bea.id);
  staff.set_disabled(true);
  EXPECT_THAT(Change(staff).status(), HasReason("LAST_ADMINISTRATOR"));
}

TEST_F(DeskTest, LetsNobodyInByPasswordAloneWhoseRoleSeesPeopleNow) {
  DeskBrowser admin(*client_);
  SetUpAccount(admin, kAda);
  DeskBrowser browser(*client_);
  const Colleague rea =
      SetUpAccount(browser, "rea@example.org", v1::Staff::READER);
  ASSERT_EQ(SignIn(browser, rea).code, 303);
  const std::string path = absl::StrCat("/desk/staff/", rea.id);
  const HttpAnswer raised = admin.Submit(
      admin.Get(path), path, {{"role", "coordinator"}, {"access", "enabled"}});
  EXPECT_EQ(raised.Header("Location"), "/desk/staff");
  EXPECT_EQ(SignIn(browser, rea).code, 403);
  EXPECT_EQ(browser.Get("/desk").code, 303);
  EXPECT_THAT(admin.Get("/desk/staff").body, HasSubstr("Needs an invitation"));

  // By which they connect an app.
  ASSERT_OK_AND_ASSIGN(const v1::Invitation again, InviteAgain(rea.id));
  const HttpAnswer page = browser.Get(PathOf(again));
  const std::string code =
      crypto::TotpCode(SecretOf(page), crypto::TotpStep(clock_.Now()));
  EXPECT_EQ(browser
                .Submit(page, PathOf(again),
                        {{"password", kPassword},
                         {"password_again", kPassword},
                         {"code", code}})
                .code,
            200);
  EXPECT_EQ(browser.Get("/desk").code, 200);
}

TEST_F(DeskTest, TellsTheOperatorWhatIsWrong) {
  v1::Staff staff;
  staff.set_email("ada@example.org");
  staff.set_name("Ada Example");
  staff.set_role(v1::Staff::COORDINATOR);
  ASSERT_OK_AND_ASSIGN(const v1::Invitation invited, TryInvite(staff));
  staff.set_email(" ADA@example.org");
  EXPECT_THAT(TryInvite(staff), HasReason("STAFF_EXISTS"));
  staff.set_email("ada@");
  EXPECT_THAT(TryInvite(staff), HasReason("FIELD_INVALID"));
  staff.set_email("bea@example.org");
  staff.set_role(v1::Staff::ROLE_UNSPECIFIED);
  EXPECT_THAT(TryInvite(staff), HasReason("FIELD_REQUIRED"));
  staff.set_role(v1::Staff::FACILITATOR);
  EXPECT_THAT(TryInvite(staff), HasReason("FIELD_REQUIRED"));
  staff.set_role(v1::Staff::READER);
  staff.set_facilitator_id(7);
  EXPECT_THAT(TryInvite(staff), HasReason("FIELD_INVALID"));

  staff.set_facilitator_id(0);
  ASSERT_OK_AND_ASSIGN(const v1::Invitation made, TryInvite(staff));
  v1::Staff seen = made.staff();
  seen.set_disabled(true);
  ASSERT_OK(Change(seen));
  EXPECT_THAT(Change(seen), HasReason("ETAG_MISMATCH"));
  seen.clear_etag();
  EXPECT_OK(Change(seen)) << "however it is";

  staff.set_id(99);
  EXPECT_THAT(Change(staff), HasReason("STAFF_NOT_FOUND"));
  EXPECT_THAT(InviteAgain(99), HasReason("STAFF_NOT_FOUND"));
  EXPECT_THAT(SignOut(99), HasReason("STAFF_NOT_FOUND"));
  EXPECT_THAT(SignOut(0), HasReason("FIELD_REQUIRED"));

  // A new invitation takes the place of the old one.
  DeskBrowser browser(*client_);
  ASSERT_OK_AND_ASSIGN(const v1::Invitation again,
                       InviteAgain(invited.staff().id()));
  EXPECT_EQ(browser.Get(PathOf(invited)).code, 404);
  EXPECT_EQ(browser.Get(PathOf(again)).code, 200);
}

TEST_F(DeskTest, KeepsNothingReadable) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const std::string token = browser.CookieOf(kCookie);
  web_ = nullptr;
  const std::string file = database_.uri().substr(sizeof("sqlite:") - 1);
  if (!absl::StartsWith(database_.uri(), "sqlite:")) GTEST_SKIP();
  for (const std::string& secret :
       {std::string(kAda), std::string("Ada Example"), ada.secret, token,
        std::string(kPassword), ada.recovery_code}) {
    EXPECT_FALSE(FileHolds(file, secret)) << secret;
    EXPECT_FALSE(FileHolds(absl::StrCat(file, "-wal"), secret)) << secret;
  }
}

}  // namespace
}  // namespace cwp::web
