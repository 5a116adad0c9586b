// Signing in with the organisation's identity provider.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"
#include "tests/web/provider_fixture.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(ProviderTest, IsOfferedBesideThePassword) {
  DeskBrowser browser(*client_);
  const HttpAnswer page = browser.Get("/desk/sign-in");
  EXPECT_THAT(page.body, HasSubstr("Sign in with NHSmail"));
  EXPECT_THAT(page.body, HasSubstr("Or with a password"));
  EXPECT_EQ(provider_.Asked("GET /.well-known/openid-configuration"), 0)
      << "nobody has asked for it";
}

TEST_F(DeskTest, OffersNoProviderThatThereIsNot) {
  DeskBrowser browser(*client_);
  EXPECT_THAT(browser.Get("/desk/sign-in").body,
              Not(HasSubstr("/desk/sign-in/provider")));
  EXPECT_EQ(browser.Post(kBegin, {}).code, 404);
  EXPECT_EQ(browser.Get(kBack).code, 404);
  EXPECT_EQ(browser.Get(kCode).code, 404);
}

TEST_F(ProviderTest, SignsInAndLinksTheAccountTheFirstTime) {
  Invite(kRea, v1::Staff::READER);
  DeskBrowser browser(*client_);
  const HttpAnswer first = SignInThere(browser, " REA@example.org", "subject-7",
                                       "/desk/sign-in?next=%2Fdesk%2Faccount");
  EXPECT_EQ(first.code, 303);
  EXPECT_EQ(first.Header("Location"), "/desk/account");
  EXPECT_THAT(first.Headers("Set-Cookie"),
              Contains(AllOf(StartsWith("__Host-desk="),
                             HasSubstr("; Secure; HttpOnly; SameSite=Lax"))));
  EXPECT_FALSE(browser.HasCookie(kVisitCookie)) << "it is over";
  EXPECT_THAT(browser.Get("/desk/account").body,
              HasSubstr("Organisation’s account"));
  EXPECT_THAT(Acts(), ElementsAre("STAFF_INVITED DONE", "ACCOUNT_LINKED DONE",
                                  "SIGNED_IN_WITH_PROVIDER DONE"));

  // From then on it is the subject that counts, whatever the address.
  DeskBrowser other(*client_);
  EXPECT_EQ(SignInThere(other, "rea.married@example.org", "subject-7").code,
            303);
  EXPECT_EQ(other.Get("/desk").code, 200);
  EXPECT_EQ(Acts().back(), "SIGNED_IN_WITH_PROVIDER DONE");
  // Nobody else gets the account because they have the address now.
  DeskBrowser successor(*client_);
  ExpectRefused(successor, SignInThere(successor, kRea, "subject-8"),
                "another with the same address");
  // Nobody waits for it to be written.
  EXPECT_TRUE(Eventually([&] {
    return Acts().back() == "SIGN_IN_FAILED REFUSED LINKED_OTHERWISE";
  }));
}

TEST_F(ProviderTest, EndsAnInvitationThatWasNotTakenUp) {
  const v1::Invitation invitation = Invite(kRea, v1::Staff::READER);
  DeskBrowser browser(*client_);
  // Whoever was invited need not be quick: it is no link that anybody may find.
  clock_.Advance(absl::Hours(48));
  ASSERT_EQ(SignInThere(browser, kRea).code, 303);
  DeskBrowser stranger(*client_);
  EXPECT_EQ(stranger.Get(PathOf(invitation)).code, 404);
}

TEST_F(ProviderTest, AsksForOurCodeToo) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser browser(*client_);
  const HttpAnswer back = SignInThere(browser, kAda);
  EXPECT_EQ(back.code, 303);
  EXPECT_EQ(back.Header("Location"), kCode);
  EXPECT_FALSE(browser.HasCookie(kSessionCookie));
  EXPECT_EQ(browser.Get("/desk").code, 303) << "not signed in yet";
  const HttpAnswer asked = browser.Get(kCode);
  EXPECT_THAT(asked.body, HasSubstr("a code of the authenticator app"));
  EXPECT_THAT(asked.body, Not(HasSubstr("app-key"))) << "no other app";
  EXPECT_THAT(EnterCode(browser, "").body, HasSubstr("Enter the code"));
  const HttpAnswer wrong = EnterCode(browser, "000000");
  EXPECT_EQ(wrong.code, 403);
  EXPECT_THAT(wrong.body, HasSubstr("The code is not right"));
  EXPECT_FALSE(browser.HasCookie(kSessionCookie));

  const std::string code = NextCode(ada);
  EXPECT_EQ(EnterCode(browser, code).Header("Location"), "/desk");
  EXPECT_EQ(browser.Get("/desk").code, 200);
  EXPECT_EQ(browser.Get(kCode).Header("Location"), "/desk/sign-in") << "over";
  // Used once, by whichever way.
  DeskBrowser thief(*client_);
  EXPECT_EQ(SignIn(thief, kAda, kPassword, code).code, 403);
  SignInThere(thief, kAda);
  EXPECT_EQ(EnterCode(thief, code).code, 403);
  EXPECT_EQ(EnterCode(thief, ada.recovery_code).code, 303);
  EXPECT_EQ(SignIn(browser, ada).code, 303) << "the password still works";
}

TEST_F(ProviderTest, ConnectsTheAppThatARoleNeeds) {
  Invite(kAda, v1::Staff::COORDINATOR);
  DeskBrowser browser(*client_);
  EXPECT_EQ(SignInThere(browser, kAda).Header("Location"), kCode);
  const HttpAnswer page = browser.Get(kCode);
  const Colleague ada = {.email = kAda, .secret = SecretOf(page)};
  ASSERT_NE(ada.secret, "");
  const HttpAnswer wrong = browser.Submit(page, kCode, {{"code", "000000"}});
  EXPECT_EQ(wrong.code, 403);
  EXPECT_EQ(SecretOf(wrong), ada.secret);
  const HttpAnswer accepted =
      browser.Submit(page, kCode, {{"code", NextCode(ada)}});
  ASSERT_EQ(accepted.code, 200);
  const std::string recovery = FirstCodeOf(accepted);
  EXPECT_EQ(recovery.size(), 27);
  EXPECT_EQ(browser.Get("/desk").code, 200);

  // They have no password, so nobody else has, and none of their account's
  // pages asks for one.
  EXPECT_THAT(browser.Get("/desk/account").body,
              Not(HasSubstr("/desk/account/password")));
  DeskBrowser other(*client_);
  EXPECT_EQ(SignIn(other, kAda, "", NextCode(ada)).code, 403);
  EXPECT_EQ(SignIn(other, kAda, kPassword, NextCode(ada)).code, 403);
  SignInThere(other, kAda);
  EXPECT_EQ(EnterCode(other, NextCode(ada)).code, 303);
  SignInThere(other, kAda);
  EXPECT_EQ(EnterCode(other, recovery).code, 303);
}

TEST_F(ProviderTest, AsksForNoCodeWhereTheProviderSeesToIt) {
  Restart("provider");
  Invite(kAda);
  DeskBrowser browser(*client_);
  EXPECT_EQ(SignInThere(browser, kAda).Header("Location"), "/desk");
  EXPECT_EQ(browser.Get("/desk/staff").code, 200);

  Restart("claimed");
  DeskBrowser other(*client_);
  EXPECT_EQ(SignInThere(other, kAda).Header("Location"), kCode)
      << "it says nothing of more than one factor";
  provider_.SetClaims([](json::object& claims) {
    claims["amr"] = json::array{"pwd", "mfa"};
  });
  EXPECT_EQ(SignInThere(other, kAda).Header("Location"), "/desk");

  Restart("ours");
  DeskBrowser third(*client_);
  EXPECT_EQ(SignInThere(third, kAda).Header("Location"), kCode)
      << "whatever it says";
}

TEST_F(ProviderTest, ANewInvitationEndsTheLink) {
  const v1::Invitation invited = Invite(kRea, v1::Staff::READER);
  DeskBrowser browser(*client_);
  EXPECT_FALSE(invited.staff().linked());
  ASSERT_EQ(SignInThere(browser, kRea, "subject-1").code, 303);
  ASSERT_OK_AND_ASSIGN(const v1::Invitation again,
                       InviteAgain(invited.staff().id()));
  EXPECT_TRUE(again.staff().linked()) << "until it is taken up";
  DeskBrowser fresh(*client_);
  ASSERT_EQ(
      fresh
          .Submit(fresh.Get(PathOf(again)), PathOf(again),
                  {{"password", kPassword}, {"password_again", kPassword}})
          .code,
      200);
  EXPECT_EQ(browser.Get("/desk").code, 303) << "signed out";
  ASSERT_OK_AND_ASSIGN(const v1::Staff staff, SignOut(invited.staff().id()));
  EXPECT_FALSE(staff.linked());
  EXPECT_EQ(SignInThere(browser, kRea, "subject-2").code, 303)
      << "and may be linked anew";
}

TEST_F(ProviderTest, LeavesOneAdministrator) {
  Restart("provider");
  v1::Staff staff = Invite(kAda).staff();
  DeskBrowser browser(*client_);
  ASSERT_EQ(SignInThere(browser, kAda).code, 303);
  staff.set_disabled(true);
  EXPECT_THAT(Change(staff).status(), HasReason("LAST_ADMINISTRATOR"));
  const v1::Staff other = Invite("bea@example.org").staff();
  EXPECT_THAT(Change(staff).status(), HasReason("LAST_ADMINISTRATOR"))
      << "who has never signed in is none";
  DeskBrowser bea(*client_);
  ASSERT_EQ(SignInThere(bea, "bea@example.org").code, 303);
  EXPECT_OK(Change(staff));
}

TEST_F(ProviderTest, GoesOnWithAFormThatWasSentTooLate) {
  Restart("provider");
  Invite(kAda);
  DeskBrowser browser(*client_);
  ASSERT_EQ(SignInThere(browser, kAda).code, 303);
  const HttpAnswer page = browser.Get("/desk/staff/new");
  clock_.Advance(absl::Minutes(31));
  const HttpAnswer asked = browser.Submit(page, "/desk/staff/new",
                                          {{"name", "Bea & \"Co\""},
                                           {"email", "bea@example.org"},
                                           {"role", "coordinator"}});
  EXPECT_THAT(asked.body, HasSubstr("What you entered is kept"));
  const HttpAnswer begun = browser.Submit(asked, kBegin, {});
  const std::string refresh(begun.Header("Refresh"));
  ASSERT_THAT(refresh, StartsWith("0; url="));
  const HttpAnswer back = browser.Get(provider_.SignIn(
      refresh.substr(7), absl::StrCat("subject of ", kAda), kAda));
  EXPECT_EQ(back.code, 200);
  const HttpAnswer form = browser.Submit(back, "/desk/staff/new", {});
  EXPECT_THAT(form.body, HasSubstr("Bea &amp; &quot;Co&quot;"));
}

TEST_F(ProviderTest, TakesTheAddressFromWhereTheOrganisationSays) {
  settings_.oidc.email_from = "preferred-username";
  Start();
  Invite(kRea, v1::Staff::READER);
  provider_.SetClaims([](json::object& claims) {
    claims["preferred_username"] = claims["email"];
    claims.erase("email_verified");
    claims["email"] = "alias@example.org";
  });
  DeskBrowser browser(*client_);
  EXPECT_EQ(SignInThere(browser, kRea).code, 303);
}

}  // namespace
}  // namespace cwp::web
