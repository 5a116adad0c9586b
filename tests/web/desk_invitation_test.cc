#include <string>
#include <vector>

#include "common/crypto/totp.h"
#include "gmock/gmock.h"
#include "tests/web/desk_fixture.h"

// How somebody who was invited sets their account up.

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCookie[] = "__Host-desk";
constexpr char kAda[] = "ada@example.org";

TEST_F(DeskTest, AnInvitationSetsAnAccountUp) {
  DeskBrowser browser(*client_);
  const Colleague ada = SetUpAccount(browser, kAda);
  const HttpAnswer today = browser.Get("/desk");
  EXPECT_EQ(today.code, 200);
  EXPECT_EQ(today.Header("Cache-Control"), "no-store");
  EXPECT_EQ(today.Header("X-Robots-Tag"), "noindex");
  EXPECT_THAT(browser.Get("/desk/account").body, HasSubstr(kAda));

  // And it can be signed in to again.
  DeskBrowser other(*client_);
  const HttpAnswer signed_in = SignIn(other, ada);
  EXPECT_EQ(signed_in.code, 303);
  EXPECT_EQ(signed_in.Header("Location"), "/desk");
  EXPECT_THAT(signed_in.Headers("Set-Cookie"),
              Contains(HasSubstr("; Secure; HttpOnly; SameSite=Lax")).Times(2));
  EXPECT_EQ(other.Get("/desk").code, 200);
}

// As whoever opens an invitation that is over, used or made up is told.
void ExpectOver(const HttpAnswer& answer) {
  EXPECT_EQ(answer.code, 404);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("This invitation does not work"),
                                 HasSubstr("ask an administrator")));
}

TEST_F(DeskTest, AnInvitationWorksOnceForADay) {
  DeskBrowser browser(*client_);
  const v1::Invitation invitation = Invite(kAda);
  const std::string path = PathOf(invitation);
  clock_.Advance(absl::Hours(24) - absl::Seconds(1));
  const HttpAnswer shown = browser.Get(path);
  EXPECT_EQ(shown.code, 200);
  EXPECT_EQ(shown.Header("Referrer-Policy"), "no-referrer");
  clock_.Advance(absl::Seconds(1));
  ExpectOver(browser.Get(path));
  ExpectOver(browser.Post(path, {{"password", kPassword}}));
  ExpectOver(browser.Get("/desk/invitation/made-up"));

  const v1::Invitation used = Invite("bea@example.org", v1::Staff::READER);
  const HttpAnswer page = browser.Get(PathOf(used));
  const Fields chosen = {{"password", kPassword},
                         {"password_again", kPassword}};
  EXPECT_EQ(browser.Submit(page, PathOf(used), chosen).code, 200);
  clock_.Advance(absl::Minutes(1));
  ExpectOver(browser.Submit(page, PathOf(used), chosen));
}

TEST_F(DeskTest, ShowsRecoveryCodesAlsoToWhoeverPressedTwice) {
  DeskBrowser first(*client_);
  const std::string path = PathOf(Invite(kAda));
  const HttpAnswer page = first.Get(path);
  Fields chosen = {{"password", kPassword},
                   {"password_again", kPassword},
                   {"code", crypto::TotpCode(SecretOf(page),
                                             crypto::TotpStep(clock_.Now()))}};
  const HttpAnswer codes = first.Submit(page, path, chosen);
  ASSERT_NE(FirstCodeOf(codes), "");
  // As a browser does that never saw the first answer.
  DeskBrowser second(*client_);
  const HttpAnswer again = second.Submit(page, path, chosen);
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(again.body, codes.body);
  EXPECT_EQ(again.Header("Cache-Control"), "no-store");
  EXPECT_EQ(second.Get("/desk").code, 200);

  DeskBrowser stranger(*client_);
  EXPECT_EQ(stranger.Get(path).code, 404);
  Fields guessed = chosen;
  guessed[0].second = "a red boat at noon";
  guessed[1].second = guessed[0].second;
  EXPECT_EQ(stranger.Submit(page, path, guessed).code, 404);
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(second.Submit(page, path, chosen).code, 404);
}

TEST_F(DeskTest, AnInvitationSaysWhatIsWrongAndIsNotUsedUpByIt) {
  DeskBrowser browser(*client_);
  const std::string path = PathOf(Invite(kAda));
  const HttpAnswer page = browser.Get(path);
  const std::string secret = SecretOf(page);
  const std::string code =
      crypto::TotpCode(secret, crypto::TotpStep(clock_.Now()));
  struct Case {
    std::string password;
    std::string again;
    std::string code;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"", "", code, "Choose a password"},
           {"short", "short", code, "at least 12 characters"},
           {"ada.example-2026", "ada.example-2026", "", "Enter the code"},
           {kPassword, "another", code, "must be the same"},
           {kPassword, kPassword, "", "Enter the code"},
           {kPassword, kPassword, "000000", "not the code that the app shows"},
       }) {
    const HttpAnswer answer = browser.Submit(page, path,
                                             {{"password", c.password},
                                              {"password_again", c.again},
                                              {"code", c.code}});
    EXPECT_EQ(answer.code, 400) << c.says;
    EXPECT_THAT(answer.body, HasSubstr(c.says));
    EXPECT_THAT(answer.body, Not(HasSubstr(kPassword)));
    EXPECT_EQ(SecretOf(answer), secret) << "the app need not be set up again";
    EXPECT_FALSE(browser.HasCookie(kCookie));
  }
  EXPECT_EQ(browser
                .Submit(page, path,
                        {{"password", kPassword},
                         {"password_again", kPassword},
                         {"code", code}})
                .code,
            200);
}

}  // namespace
}  // namespace cwp::web
