#include "services/web/oidc_provider.h"

#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "boost/asio/co_spawn.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/use_future.hpp"
#include "common/base/error.h"
#include "common/telemetry/metrics.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "services/web/oidc_sign_in.h"
#include "services/web/short_memory.h"
#include "tests/web/fake_provider.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

using ::testing::HasSubstr;
using ::testing::Not;

class OidcProviderTest : public ::testing::Test {
 protected:
  OidcOptions Options() const {
    return {.issuer = fake_.issuer(),
            .client_id = FakeProvider::kClientId,
            .secret_file = FakeProvider::WriteSecret(folder_),
            .redirect_uri = "https://book.example.org/desk/sign-in/back"};
  }

  // What Redeem says of somebody who signs in there.
  absl::StatusOr<IdToken> SignIn(OidcProvider& provider) {
    const OidcTry attempt = NewOidcTry();
    const absl::StatusOr<std::string> url = provider.SignInUrl(attempt);
    if (!url.ok()) return url.status();
    return provider.Redeem(CodeFor(*url), attempt);
  }

  std::string CodeFor(const std::string& url) {
    const std::string back = fake_.SignIn(url, "subject-1", "ada@example.org");
    return back.substr(back.find("&code=") + 6);
  }

  FakeClock clock_;
  FakeProvider fake_{clock_};
  TempDir folder_;
};

TEST_F(OidcProviderTest, SaysWhoSignedInThere) {
  OidcProvider provider(Options(), clock_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const IdToken token, SignIn(provider));
    EXPECT_EQ(token.subject, "subject-1");
    EXPECT_EQ(EmailOf(token, EmailFrom::kVerifiedEmail), "ada@example.org");
  }
  EXPECT_EQ(fake_.Asked("GET /.well-known/openid-configuration"), 1) << "kept";
  EXPECT_EQ(fake_.Asked("GET /keys"), 1);
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(SignIn(provider));
  EXPECT_EQ(fake_.Asked("GET /.well-known/openid-configuration"), 2);
  EXPECT_EQ(fake_.Asked("GET /keys"), 2);
}

TEST_F(OidcProviderTest, ProvesThatItAskedForTheCode) {
  OidcProvider provider(Options(), clock_);
  OidcTry attempt = NewOidcTry();
  ASSERT_OK_AND_ASSIGN(const std::string url, provider.SignInUrl(attempt));
  EXPECT_THAT(url, HasSubstr("&code_challenge_method=S256"));
  EXPECT_THAT(url, Not(HasSubstr(attempt.verifier)));
  const std::string code = CodeFor(url);
  OidcTry thief = attempt;
  thief.verifier = "";
  EXPECT_THAT(provider.Redeem(code, thief), HasReason("CODE_REFUSED"));
  // And a code works once.
  ASSERT_OK_AND_ASSIGN(const std::string again, provider.SignInUrl(attempt));
  const std::string good = CodeFor(again);
  EXPECT_OK(provider.Redeem(good, attempt));
  EXPECT_THAT(provider.Redeem(good, attempt), HasReason("CODE_REFUSED"));
}

TEST_F(OidcProviderTest, TakesNoTokenOfAnotherSignIn) {
  OidcProvider provider(Options(), clock_);
  const OidcTry attempt = NewOidcTry();
  ASSERT_OK_AND_ASSIGN(const std::string url, provider.SignInUrl(attempt));
  OidcTry other = attempt;
  other.nonce = "another";
  EXPECT_THAT(provider.Redeem(CodeFor(url), other),
              HasReason("ID_TOKEN_REFUSED"));
}

TEST_F(OidcProviderTest, SendsItsSecretAsTheProviderWantsIt) {
  OidcProvider provider(Options(), clock_);
  ASSERT_OK(SignIn(provider));
  EXPECT_FALSE(fake_.last_form().Has("client_secret"));
  const auto set_methods = [this](json::array methods) {
    fake_.SetDocument([methods](json::object& document) {
      document["token_endpoint_auth_methods_supported"] = methods;
    });
  };
  set_methods({"private_key_jwt", "client_secret_post"});
  OidcProvider post(Options(), clock_);
  ASSERT_OK(SignIn(post));
  EXPECT_EQ(fake_.last_form().Get("client_secret"), FakeProvider::kSecret);
  set_methods({"client_secret_post", "client_secret_basic"});
  OidcProvider both(Options(), clock_);
  ASSERT_OK(SignIn(both));
  EXPECT_FALSE(fake_.last_form().Has("client_secret"));
}

TEST_F(OidcProviderTest, AsksForKeysThatItDoesNotKnowNowAndThen) {
  OidcProvider provider(Options(), clock_);
  ASSERT_OK(SignIn(provider));
  const SigningKey second("second", "ES256");
  fake_.Rotate(second, {SigningKey("first", "RS256"), second});
  EXPECT_THAT(SignIn(provider), HasReason("ID_TOKEN_REFUSED"))
      << "asked a moment ago";
  EXPECT_EQ(fake_.Asked("GET /keys"), 1);
  clock_.Advance(absl::Minutes(1));
  EXPECT_OK(SignIn(provider));
  EXPECT_EQ(fake_.Asked("GET /keys"), 2);
  // Nobody can make it ask for ever.
  fake_.Rotate(SigningKey("made up", "ES256"), {second});
  clock_.Advance(absl::Minutes(1));
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(SignIn(provider), HasReason("ID_TOKEN_REFUSED"));
  }
  EXPECT_EQ(fake_.Asked("GET /keys"), 3);
  // A key that was withdrawn is believed no more.
  fake_.Rotate(SigningKey("first", "RS256"), {second});
  EXPECT_THAT(SignIn(provider), HasReason("ID_TOKEN_REFUSED"));
}

TEST_F(OidcProviderTest, SaysThatTheProviderIsNotThere) {
  OidcProvider provider(Options(), clock_);
  fake_.SetDown(503);
  EXPECT_THAT(SignIn(provider), HasReason("PROVIDER_UNREACHABLE"));
  fake_.SetDown(0);
  const OidcTry attempt = NewOidcTry();
  ASSERT_OK_AND_ASSIGN(const std::string url, provider.SignInUrl(attempt));
  const std::string code = CodeFor(url);
  fake_.SetDown(500);
  EXPECT_THAT(provider.Redeem(code, attempt),
              HasReason("PROVIDER_UNREACHABLE"));
  OidcOptions nobody = Options();
  nobody.issuer = "http://127.0.0.1:1";
  OidcProvider none(nobody, clock_);
  EXPECT_THAT(SignIn(none), HasReason("PROVIDER_UNREACHABLE"));
}

TEST_F(OidcProviderTest, HowOftenItAnswersIsCounted) {
  Metrics metrics("web");
  OidcSignIn sign_in(Options(), "Sign in with NHSmail", clock_, metrics);
  const auto ask = [&] {
    boost::asio::io_context context;
    std::future<absl::StatusOr<std::string>> url = boost::asio::co_spawn(
        context, sign_in.SignInUrl(NewOidcTry(), "client"),
        boost::asio::use_future);
    context.run();
    return url.get().status();
  };
  fake_.SetDown(503);
  EXPECT_THAT(ask(), HasReason("PROVIDER_UNREACHABLE"));
  fake_.SetDown(0);
  EXPECT_OK(ask());
  EXPECT_OK(ask());
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncwp_provider_failures_total 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncwp_provider_answers_total 2\n"));
}

TEST_F(OidcProviderTest, DoesNotWaitForOneThatSaysNothing) {
  OidcOptions impatient = Options();
  impatient.limits.total = absl::Milliseconds(100);
  fake_.SetSilent(true);
  OidcProvider provider(impatient, clock_);
  EXPECT_THAT(SignIn(provider), HasReason("PROVIDER_UNREACHABLE"));
  // Nor for one that it need not wait for any longer.
  OidcOptions patient = Options();
  patient.limits.total = absl::Hours(1);
  OidcProvider stopped(patient, clock_);
  std::thread asks(
      [&] { EXPECT_THAT(SignIn(stopped), HasReason("PROVIDER_UNREACHABLE")); });
  stopped.Stop();
  asks.join();
}

TEST_F(OidcProviderTest, SaysWhenItIsWeWhomTheProviderRefuses) {
  OidcOptions wrong = Options();
  wrong.client_id = "another";
  OidcProvider provider(wrong, clock_);
  const absl::StatusOr<IdToken> refused =
      provider.Redeem("a code", NewOidcTry());
  EXPECT_THAT(refused, HasReason("PROVIDER_REFUSES_US"));
  EXPECT_EQ(MetadataOf(refused.status(), "error"), "invalid_client");
  OidcOptions no_secret = Options();
  no_secret.secret_file = folder_.File("none");
  OidcProvider without(no_secret, clock_);
  EXPECT_THAT(without.Redeem("a code", NewOidcTry()),
              HasReason("SECRET_UNREADABLE"));
}

TEST_F(OidcProviderTest, BelievesNoDocumentThatIsNotTheIssuers) {
  struct Case {
    std::string name;
    json::value value;
  };
  for (const Case& c : std::vector<Case>{
           {"issuer", "https://login.example.org"},
           {"issuer", nullptr},
           {"authorization_endpoint", "http://login.example.org/authorize"},
           {"authorization_endpoint", "javascript:alert(1)"},
           {"authorization_endpoint", "https://login.example.org/a\r\nX: y"},
           {"token_endpoint", "http://login.example.org/token"},
           {"token_endpoint", 7},
           {"jwks_uri", "file:///etc/passwd"},
       }) {
    fake_.SetDocument(
        [&c](json::object& document) { document[c.name] = c.value; });
    OidcProvider provider(Options(), clock_);
    EXPECT_THAT(SignIn(provider), HasReason("PROVIDER_ANSWER_INVALID"))
        << c.name;
  }
}

TEST(EmailOfTest, IsWhatTheOrganisationSaid) {
  const IdToken token = {.subject = "subject-1",
                         .email = "ada@example.org",
                         .preferred_username = "ada@example.net"};
  EXPECT_EQ(EmailOf(token, EmailFrom::kVerifiedEmail), "") << "not verified";
  EXPECT_EQ(EmailOf(token, EmailFrom::kEmail), "ada@example.org");
  EXPECT_EQ(EmailOf(token, EmailFrom::kPreferredUsername), "ada@example.net");
}

TEST(ShortMemoryTest, HoldsForAWhileWhatItHasRoomFor) {
  FakeClock clock;
  ShortMemory memory(clock, absl::Minutes(10), 20);
  EXPECT_TRUE(memory.Put("a", "first"));
  EXPECT_FALSE(memory.Put("a", "second")) << "there is one";
  EXPECT_TRUE(memory.Put("b", "twelve bytes"));
  EXPECT_FALSE(memory.Put("c", "x")) << "no room";
  EXPECT_EQ(memory.Take("a"), "first");
  EXPECT_EQ(memory.Take("a"), std::nullopt);
  EXPECT_TRUE(memory.Put("c", "x"));
  clock.Advance(absl::Minutes(10));
  EXPECT_EQ(memory.Take("b"), std::nullopt);
  EXPECT_TRUE(memory.Put("d", std::string(19, 'x'))) << "room again";
}

}  // namespace
}  // namespace cwp::web
