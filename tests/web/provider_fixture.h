#ifndef CWP_TESTS_WEB_PROVIDER_FIXTURE_H_
#define CWP_TESTS_WEB_PROVIDER_FIXTURE_H_

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "tests/web/audit_fixture.h"
#include "tests/web/fake_provider.h"

namespace cwp::web {

inline constexpr char kAda[] = "ada@example.org";
inline constexpr char kRea[] = "rea@example.org";
inline constexpr char kBegin[] = "/desk/sign-in/provider";
inline constexpr char kCode[] = "/desk/sign-in/provider/code";
inline constexpr char kBack[] = "/desk/sign-in/provider/back";
inline constexpr char kVisitCookie[] = "__Host-desk-provider";
inline constexpr char kSessionCookie[] = "__Host-desk";

// The desk with a provider of our own.
class ProviderTest : public AuditTest {
 protected:
  ProviderTest() {
    settings_.oidc.issuer = provider_.issuer();
    settings_.oidc.client_id = FakeProvider::kClientId;
    settings_.oidc.secret_file = FakeProvider::WriteSecret(folder_);
    settings_.oidc.button = "Sign in with NHSmail";
  }

  // Starts anew, with another word on the second factor.
  void Restart(const std::string& second_factor) {
    settings_.oidc.second_factor = second_factor;
    Start();
  }

  // Where the browser is sent when the button is pressed; empty when it is not.
  std::string Press(DeskBrowser& browser,
                    const std::string& sign_in = "/desk/sign-in") {
    const HttpAnswer page = browser.Submit(browser.Get(sign_in), kBegin, {});
    const std::string refresh(page.Header("Refresh"));
    if (page.code != 200 || !absl::StartsWith(refresh, "0; url=")) return "";
    const std::string url = refresh.substr(7);
    EXPECT_THAT(page.body, ::testing::HasSubstr(
                               absl::StrReplaceAll(url, {{"&", "&amp;"}})))
        << "those whose browser does nothing can go on themselves";
    return url;
  }

  // The whole way there and back.
  HttpAnswer SignInThere(DeskBrowser& browser, const std::string& email,
                         const std::string& subject = "",
                         const std::string& sign_in = "/desk/sign-in") {
    const std::string url = Press(browser, sign_in);
    EXPECT_NE(url, "");
    return browser.Get(provider_.SignIn(
        url, subject.empty() ? absl::StrCat("subject of ", email) : subject,
        email));
  }

  HttpAnswer EnterCode(DeskBrowser& browser, const std::string& code) {
    return browser.Submit(browser.Get(kCode), kCode, {{"code", code}});
  }

  static void ExpectRefused(DeskBrowser& browser, const HttpAnswer& answer,
                            const std::string& what) {
    EXPECT_EQ(answer.code, 403) << what;
    EXPECT_THAT(answer.body,
                ::testing::HasSubstr(
                    "Signing in with your organisation’s account did not "
                    "work"))
        << what;
    EXPECT_FALSE(browser.HasCookie(kSessionCookie)) << what;
    EXPECT_FALSE(browser.HasCookie(kVisitCookie)) << what;
  }

  FakeProvider provider_{clock_};
  TempDir folder_;
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_PROVIDER_FIXTURE_H_
