// Signing in with the organisation's identity provider, when something is not
// right.
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "services/web/sign_in_limits.h"
#include "tests/web/desk_fixture.h"
#include "tests/web/provider_fixture.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(ProviderTest, LinksNothingBeforeTheCodeIsRight) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser thief(*client_);
  SignInThere(thief, kAda, "a thief's subject");
  EXPECT_EQ(EnterCode(thief, "000000").code, 403);
  SignInThere(own, kAda, "subject-1");
  EXPECT_EQ(EnterCode(own, NextCode(ada)).code, 303);
  DeskBrowser again(*client_);
  ExpectRefused(again, SignInThere(again, kAda, "a thief's subject"), "thief");
}

TEST_F(ProviderTest, LetsNobodyGuessCodes) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser thief(*client_);
  SignInThere(thief, kAda);
  for (int i = 0; i < SignInLimits::kCodeFailures; ++i) {
    ASSERT_EQ(EnterCode(thief, "000000").code, 403) << i;
  }
  EXPECT_EQ(EnterCode(thief, NextCode(ada)).code, 403)
      << "not even the right one";
}

TEST_F(ProviderTest, LetsInWhoWasLockedOut) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser other(*client_);
  while (SignIn(other, kAda, "a red boat at noon", "").code == 403) continue;
  ASSERT_EQ(SignIn(other, ada).code, 429);
  SignInThere(other, kAda);
  EXPECT_EQ(EnterCode(other, NextCode(ada)).code, 303);
}

TEST_F(ProviderTest, TakesCodesThatAreTooLongOrMarkupKindly) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser browser(*client_);
  SignInThere(browser, kAda);
  for (const std::string& text :
       {std::string(10'000, '<'), std::string("\"><b>x")}) {
    const HttpAnswer wrong = EnterCode(browser, text);
    EXPECT_EQ(wrong.code, 403);
    EXPECT_THAT(wrong.body, Not(HasSubstr(text)));
  }
  EXPECT_EQ(EnterCode(browser, NextCode(ada)).code, 303);
}

TEST_F(ProviderTest, ForgetsWhoCameBackAfterTenMinutes) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  DeskBrowser browser(*client_);
  SignInThere(browser, kAda);
  const HttpAnswer page = browser.Get(kCode);
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(
      browser.Submit(page, kCode, {{"code", NextCode(ada)}}).Header("Location"),
      "/desk/sign-in");
  EXPECT_FALSE(browser.HasCookie(kSessionCookie));
}

TEST_F(ProviderTest, SaysTheSameWhateverIsNotRight) {
  v1::Staff disabled = Invite("off@example.org", v1::Staff::READER).staff();
  disabled.set_disabled(true);
  ASSERT_OK(Change(disabled));
  Invite(kRea, v1::Staff::READER);
  const SigningKey other("other", "RS256");
  struct Case {
    std::string name;
    std::string email = kRea;
    std::function<void(json::object&)> claims;
    FakeProvider::Sign sign;
  };
  const auto with = [](std::string claim, json::value value) {
    return [claim = std::move(claim), value](json::object& claims) {
      claims[claim] = value;
    };
  };
  std::set<std::string> bodies;
  for (const Case& c : std::vector<Case>{
           {.name = "unknown", .email = "nobody@example.org"},
           {.name = "disabled", .email = "off@example.org"},
           {.name = "not verified", .claims = with("email_verified", false)},
           {.name = "no address", .claims = with("email", "")},
           {.name = "issuer", .claims = with("iss", "https://example.org")},
           {.name = "audience", .claims = with("aud", "another")},
           {.name = "nonce", .claims = with("nonce", "another")},
           {.name = "expired", .claims = with("exp", 1'000'000'000)},
           {.name = "unsigned",
           .sign =
                [](const SigningKey&, const json::object&claims) {
                  return UnsignedToken(claims);
                }},
           {.name = "secret",
           .sign =
                [](const SigningKey&key, const json::object&claims) {
                  return HmacToken(key.id(), FakeProvider::kSecret, claims);
                }},
           {.name = "another key",
           .sign =
                [&](const SigningKey&, const json::object&claims) {
                  return other.Token({}, claims);
                }},
           {.name = "another's signature",
           .sign =
                [&](const SigningKey&key, const json::object&claims) {
                  return other.Token({{"kid", key.id()}}, claims);
                }},
       }) {
    provider_.SetClaims(c.claims);
    provider_.SetSign(c.sign);
    DeskBrowser browser(*client_);
    const HttpAnswer answer = SignInThere(browser, c.email);
    ExpectRefused(browser, answer, c.name);
    bodies.insert(answer.body);
  }
  EXPECT_EQ(bodies.size(), 1);
  provider_.SetClaims(nullptr);
  provider_.SetSign(nullptr);
  DeskBrowser browser(*client_);
  EXPECT_EQ(SignInThere(browser, kRea).code, 303) << "nothing was done by it";
}

TEST_F(ProviderTest, ComesBackOnceAndOnlyToTheBrowserThatWent) {
  Invite(kRea, v1::Staff::READER);
  DeskBrowser browser(*client_);
  const std::string url = Press(browser);
  const std::string back = provider_.SignIn(url, "subject-1", kRea);
  // Somebody else's browser, in which nobody pressed the button.
  DeskBrowser victim(*client_);
  ExpectRefused(victim, victim.Get(back), "no cookie");
  // Or one that has a sign-in of its own under way.
  Press(victim);
  ExpectRefused(victim, victim.Get(back), "another's state");

  const std::string visit = browser.CookieOf(kVisitCookie);
  ASSERT_EQ(browser.Get(back).code, 303);
  DeskBrowser copy(*client_);
  copy.SetCookie(kVisitCookie, visit);
  const int asked = provider_.Asked("POST /token");
  ExpectRefused(copy, copy.Get(back), "a second time");
  EXPECT_EQ(provider_.Asked("POST /token"), asked) << "not even asked";

  DeskBrowser late(*client_);
  const std::string too_late = provider_.SignIn(Press(late), "subject-1", kRea);
  clock_.Advance(absl::Minutes(10));
  ExpectRefused(late, late.Get(too_late), "after ten minutes");
  for (const char* const rest :
       {"&error=access_denied", "", "&code=", "&code=made-up",
        "&code=made-up&iss=https%3A%2F%2Fexample.org"}) {
    DeskBrowser other(*client_);
    const std::string good = provider_.SignIn(Press(other), "s", kRea);
    ExpectRefused(other, other.Get(good.substr(0, good.find('&')) + rest),
                  rest);
  }
}

TEST_F(ProviderTest, IsProvedByWhoeverBeganIt) {
  Invite(kRea, v1::Staff::READER);
  // A code that was asked for without PKCE's proof is refused there.
  DeskBrowser browser(*client_);
  const std::string url = Press(browser);
  const size_t challenge = url.find("&code_challenge=");
  ASSERT_NE(challenge, std::string::npos);
  const std::string without =
      url.substr(0, challenge) + url.substr(url.find('&', challenge + 1));
  const std::string back = provider_.SignIn(without, "subject-1", kRea);
  EXPECT_THAT(back, HasSubstr("error="));
  ExpectRefused(browser, browser.Get(back), "no challenge");
  // A code of another sign-in is no proof for this one.
  DeskBrowser thief(*client_);
  DeskBrowser victim(*client_);
  const std::string stolen = provider_.SignIn(Press(victim), "s", kRea);
  const std::string own = provider_.SignIn(Press(thief), "t", "t@example.org");
  ExpectRefused(thief,
                thief.Get(own.substr(0, own.find("&code=")) +
                          stolen.substr(stolen.find("&code="))),
                "another's code");
}

TEST_F(ProviderTest, SaysKindlyThatTheProviderIsNotThere) {
  DeskBrowser own(*client_);
  const Colleague ada = SetUpAccount(own, kAda);
  provider_.SetDown(503);
  DeskBrowser browser(*client_);
  const HttpAnswer down =
      browser.Submit(browser.Get("/desk/sign-in"), kBegin, {});
  EXPECT_EQ(down.code, 503);
  EXPECT_NE(down.Header("Retry-After"), "");
  EXPECT_THAT(down.body, HasSubstr("does not answer"));
  EXPECT_THAT(down.body, HasSubstr("Password"));
  EXPECT_EQ(SignIn(browser, ada).code, 303) << "there is the other way";

  provider_.SetDown(0);
  DeskBrowser other(*client_);
  const std::string back = provider_.SignIn(Press(other), "s", kAda);
  provider_.SetDown(500);
  const HttpAnswer away = other.Get(back);
  EXPECT_EQ(away.code, 503);
  EXPECT_THAT(away.body, HasSubstr("does not answer"));
  provider_.SetDown(0);
  EXPECT_EQ(SignInThere(other, kAda).Header("Location"), kCode);
}

TEST_F(ProviderTest, GoesOnAfterItsKeysWereChanged) {
  Invite(kRea, v1::Staff::READER);
  DeskBrowser browser(*client_);
  ASSERT_EQ(SignInThere(browser, kRea).code, 303);
  const SigningKey second("second", "ES256");
  provider_.Rotate(second, {second});
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(SignInThere(browser, kRea).code, 303);
}

TEST_F(ProviderTest, IsBegunByAPageOfOursAlone) {
  const absl::StatusOr<HttpAnswer> other =
      client_->PostForm(kBegin, {}, {{"Sec-Fetch-Site", "cross-site"}});
  ASSERT_OK(other);
  EXPECT_EQ(other->code, 403);
  EXPECT_THAT(other->Headers("Set-Cookie"), IsEmpty());
}

TEST_F(ProviderTest, EndsWhenOneClientTriesForEver) {
  DeskBrowser browser(*client_);
  for (int i = 0; i < SignInLimits::kClientFailuresInAll; ++i) {
    ASSERT_EQ(browser.Post(kBegin, {}).code, 200) << i;
  }
  const HttpAnswer later = browser.Post(kBegin, {});
  EXPECT_EQ(later.code, 429);
  EXPECT_EQ(later.Header("Retry-After"), "900");
}

}  // namespace
}  // namespace cwp::web
