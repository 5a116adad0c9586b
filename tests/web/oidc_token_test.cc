#include "services/web/oidc_token.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "boost/json.hpp"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "tests/web/signing_key.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

constexpr int64_t kNow = 1'800'000'000;

json::object GoodClaims() {
  return {{"iss", "https://login.example.org/tenant"},
          {"aud", "cwp-booking"},
          {"sub", "subject-1"},
          {"email", "ada@example.org"},
          {"email_verified", true},
          {"preferred_username", "ada@example.net"},
          {"nonce", "a-nonce"},
          {"iat", kNow - 5},
          {"exp", kNow + 300}};
}

OidcKeys KeysOf(const std::vector<SigningKey>& keys) {
  json::array set;
  for (const SigningKey& key : keys) set.push_back(key.Jwk());
  const absl::StatusOr<OidcKeys> read =
      OidcKeys::Read(json::serialize(json::object{{"keys", set}}));
  EXPECT_OK(read);
  return read.value_or(OidcKeys());
}

absl::StatusOr<IdToken> Read(const std::string& token, const OidcKeys& keys,
                             int64_t now = kNow) {
  return ReadIdToken(token, keys,
                     {.issuer = "https://login.example.org/tenant",
                      .client_id = "cwp-booking",
                      .nonce = "a-nonce"},
                     absl::FromUnixSeconds(now));
}

struct TokenCase {
  std::string name;
  // Changes what a good token says.
  std::function<void(json::object&)> change;
  // Where it is refused; empty when it is not.
  std::string at;
};

class ClaimsTest : public ::testing::TestWithParam<TokenCase> {};

TEST_P(ClaimsTest, AreChecked) {
  const SigningKey key("first", "RS256");
  json::object claims = GoodClaims();
  GetParam().change(claims);
  const absl::StatusOr<IdToken> read =
      Read(key.Token({}, claims), KeysOf({key}));
  if (GetParam().at.empty()) {
    EXPECT_OK(read);
  } else {
    EXPECT_THAT(read, HasReason("ID_TOKEN_REFUSED"));
    EXPECT_EQ(MetadataOf(read.status(), "at"), GetParam().at);
  }
}

// A case whose token has one claim that is another.
TokenCase With(std::string name, std::string claim, json::value value,
               std::string at) {
  return {std::move(name),
          [claim = std::move(claim), value](json::object& claims) {
            claims[claim] = value;
          },
          std::move(at)};
}

TokenCase Without(std::string claim, std::string at) {
  return {absl::StrCat("No_", claim),
          [claim](json::object& claims) { claims.erase(claim); },
          std::move(at)};
}

INSTANTIATE_TEST_SUITE_P(
    All, ClaimsTest,
    ::testing::ValuesIn(std::vector<TokenCase>{
        {"Good", [](json::object&) {}, ""},
        With("OtherIssuer", "iss", "https://login.example.org/other", "ISSUER"),
        With("IssuerWithSlash", "iss", "https://login.example.org/tenant/",
             "ISSUER"),
        Without("iss", "ISSUER"),
        With("OtherAudience", "aud", "another", "AUDIENCE"),
        With("AudienceAlone", "aud", json::array{"cwp-booking"}, ""),
        With("SeveralAudiences", "aud", json::array{"cwp-booking", "another"},
             "AUDIENCE"),
        {"SeveralAudiencesForUs",
         [](json::object& claims) {
           claims["aud"] = json::array{"another", "cwp-booking"};
           claims["azp"] = "cwp-booking";
         },
         ""},
        With("OtherParty", "azp", "another", "AUDIENCE"),
        With("PartyOfNoText", "azp", 7, "AUDIENCE"),
        With("OurParty", "azp", "cwp-booking", ""),
        Without("aud", "AUDIENCE"),
        With("OtherNonce", "nonce", "another", "NONCE"),
        Without("nonce", "NONCE"),
        With("Expired", "exp", kNow - 60, "EXPIRED"),
        With("ExpiredWithinLeeway", "exp", kNow - 59, ""),
        With("ExpiresInText", "exp", "1800000300", "FORM"),
        Without("exp", "FORM"),
        With("FromTheFuture", "iat", kNow + 61, "NOT_YET_VALID"),
        With("FromTheFutureWithinLeeway", "iat", kNow + 60, ""),
        Without("iat", "FORM"),
        With("NotYet", "nbf", kNow + 61, "NOT_YET_VALID"),
        With("NotYetWithinLeeway", "nbf", kNow + 60, ""),
        With("NoSubject", "sub", "", "SUBJECT"),
        With("LongSubject", "sub", json::string(256, 'x'), "SUBJECT"),
        Without("sub", "SUBJECT"),
    }),
    [](const auto& test) { return test.param.name; });

TEST(IdTokenTest, SaysWhomItIsAbout) {
  for (const char* const algorithm : {"RS256", "ES256"}) {
    const SigningKey key("first", algorithm);
    json::object claims = GoodClaims();
    ASSERT_OK_AND_ASSIGN(IdToken read,
                         Read(key.Token({}, claims), KeysOf({key})));
    EXPECT_EQ(read.subject, "subject-1");
    EXPECT_EQ(read.email, "ada@example.org");
    EXPECT_TRUE(read.email_verified);
    EXPECT_EQ(read.preferred_username, "ada@example.net");
    EXPECT_FALSE(read.several_factors);

    claims["email_verified"] = "true";
    claims["amr"] = json::array{"pwd", "mfa"};
    ASSERT_OK_AND_ASSIGN(read, Read(key.Token({}, claims), KeysOf({key})));
    EXPECT_FALSE(read.email_verified) << "a text is not true";
    EXPECT_TRUE(read.several_factors);

    claims["amr"] = json::array{"pwd"};
    claims["acr"] =
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    ASSERT_OK_AND_ASSIGN(read, Read(key.Token({}, claims), KeysOf({key})));
    EXPECT_TRUE(read.several_factors);
  }
}

TEST(IdTokenTest, IsSignedByAKeyOfTheProviderAsTheKeySays) {
  const SigningKey rsa("first", "RS256");
  const SigningKey curve("second", "ES256");
  const SigningKey other("other", "RS256");
  const OidcKeys keys = KeysOf({rsa, curve});
  const json::object claims = GoodClaims();
  const std::string good = rsa.Token({}, claims);
  ASSERT_OK(Read(good, keys));
  // One character of the claims, in the middle of the address, is another.
  json::object changed_claims = claims;
  changed_claims["email"] = "bea@example.org";
  const std::string changed = absl::StrReplaceAll(
      good, {{crypto::ToBase64Url(json::serialize(claims)),
              crypto::ToBase64Url(json::serialize(changed_claims))}});
  ASSERT_NE(changed, good);
  // What is signed with the public half as a secret, which everybody knows.
  const std::string public_half = json::serialize(rsa.Jwk());
  struct Case {
    std::string name;
    std::string token;
    std::string at;
  };
  for (const Case& c : std::vector<Case>{
           {"unsigned", UnsignedToken(claims), "ALGORITHM"},
           {"none in capitals", rsa.Token({{"alg", "None"}}, claims),
            "ALGORITHM"},
           {"a secret", HmacToken("first", public_half, claims), "ALGORITHM"},
           {"RS512", rsa.Token({{"alg", "RS512"}}, claims), "ALGORITHM"},
           {"unknown key", other.Token({}, claims), "KEY"},
           {"no key", rsa.Token({{"kid", nullptr}}, claims), "KEY"},
           {"another's signature", other.Token({{"kid", "first"}}, claims),
            "SIGNATURE"},
           {"another's algorithm", rsa.Token({{"kid", "second"}}, claims),
            "SIGNATURE"},
           {"the key's, the algorithm of another",
            curve.Token({{"alg", "RS256"}}, claims), "SIGNATURE"},
           {"changed", changed, "SIGNATURE"},
           {"signature cut", good.substr(0, good.rfind('.') + 1), "SIGNATURE"},
           {"must be understood",
            rsa.Token({{"crit", json::array{"exp"}}}, claims), "FORM"},
           {"two parts", good.substr(0, good.rfind('.')), "FORM"},
           {"four parts", good + ".x", "FORM"},
           {"padded", good + "=", "FORM"},
           {"nothing", "", "FORM"},
           {"no JSON", "eHg.eHg.eHg", "FORM"},
           {"far too long", std::string(40'000, 'x') + "..", "FORM"},
       }) {
    const absl::StatusOr<IdToken> read = Read(c.token, keys);
    EXPECT_THAT(read, HasReason("ID_TOKEN_REFUSED")) << c.name;
    EXPECT_EQ(MetadataOf(read.status(), "at"), c.at) << c.name;
  }
}

TEST(OidcKeysTest, TakeTheKeysThatTheyCanUse) {
  const SigningKey rsa("first", "RS256");
  json::object encrypts = SigningKey("second", "RS256").Jwk();
  encrypts["use"] = "enc";
  json::object other_algorithm = SigningKey("third", "RS256").Jwk();
  other_algorithm["alg"] = "PS256";
  json::object off_curve = SigningKey("fourth", "ES256").Jwk();
  off_curve["y"] = off_curve.at("x");
  json::object small = rsa.Jwk();
  small["kid"] = "fifth";
  small["n"] = crypto::ToBase64Url(std::string(128, '\xff'));
  json::object nameless = rsa.Jwk();
  nameless.erase("kid");
  const json::array set = {encrypts,  other_algorithm,
                           off_curve, small,
                           nameless,  json::object{{"kty", "oct"}},
                           "text",    rsa.Jwk()};
  ASSERT_OK_AND_ASSIGN(
      const OidcKeys keys,
      OidcKeys::Read(json::serialize(json::object{{"keys", set}})));
  EXPECT_TRUE(keys.Has("first"));
  for (const char* const id : {"second", "third", "fourth", "fifth", ""}) {
    EXPECT_FALSE(keys.Has(id)) << id;
  }
  for (const char* const text : {"", "[]", "{}", R"({"keys":{}})"}) {
    EXPECT_THAT(OidcKeys::Read(text), HasReason("PROVIDER_ANSWER_INVALID"));
  }
}

}  // namespace
}  // namespace cwp::web
