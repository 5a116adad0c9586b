#include "tests/web/fake_provider.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "common/http/router.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

http::Response Refusal(const char* error, int code = 400) {
  return http::Json(json::serialize(json::object{{"error", error}}), code);
}

std::string ChallengeOf(absl::string_view verifier) {
  return crypto::ToBase64Url(
      crypto::FromHex(crypto::Sha256Hex(verifier)).value_or(""));
}

std::string Authorization() {
  return absl::StrCat(
      "Basic ", crypto::ToBase64(
                    absl::StrCat(FakeProvider::kClientId, ":",
                                 http::PercentEncode(FakeProvider::kSecret))));
}

}  // namespace

FakeProvider::FakeProvider(const Clock& clock) : clock_(clock) {
  http::Router router;
  const auto answer = [this](http::Request& request) {
    return Answer(request);
  };
  router.Add("GET", "/.well-known/openid-configuration", answer);
  router.Add("GET", "/keys", answer);
  router.Add("POST", "/token", answer);
  server_ = std::make_unique<http::Server>(http::ServerOptions(),
                                           std::move(router), metrics_);
  EXPECT_OK(server_->Start());
}

FakeProvider::~FakeProvider() {
  std::vector<http::Done<bool>> waiting;
  {
    MutexLock lock(mu_);
    waiting.swap(waiting_);
  }
  for (http::Done<bool>& done : waiting) done(true);
  server_->Stop();
}

std::string FakeProvider::issuer() const {
  return absl::StrCat("http://127.0.0.1:", server_->port());
}

std::string FakeProvider::SignIn(const std::string& url,
                                 const std::string& subject,
                                 const std::string& email) {
  const std::string query_text = url.substr(url.find('?') + 1);
  const absl::StatusOr<http::Parameters> query =
      http::ParseParameters(query_text);
  EXPECT_OK(query);
  const std::string redirect_uri(query->Get("redirect_uri"));
  const std::string back =
      absl::StrCat(redirect_uri.substr(redirect_uri.find("/desk")),
                   "?state=", http::PercentEncode(query->Get("state")));
  const bool asks_well =
      url.substr(0, url.find('?')) == absl::StrCat(issuer(), "/authorize") &&
      query->Get("response_type") == "code" &&
      query->Get("client_id") == kClientId && query->Has("nonce") &&
      query->Get("code_challenge_method") == "S256" &&
      query->Get("code_challenge").size() == 43;
  if (!asks_well) return absl::StrCat(back, "&error=invalid_request");
  const std::string code = crypto::RandomToken();
  MutexLock lock(mu_);
  grants_[code] = {.redirect_uri = redirect_uri,
                   .nonce = std::string(query->Get("nonce")),
                   .challenge = std::string(query->Get("code_challenge")),
                   .subject = subject,
                   .email = email};
  return absl::StrCat(back, "&code=", code);
}

std::string FakeProvider::WriteSecret(const TempDir& folder) {
  const std::string path = folder.File("oidc-secret");
  std::ofstream(path) << kSecret << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  return path;
}

void FakeProvider::SetClaims(std::function<void(json::object&)> change) {
  MutexLock lock(mu_);
  claims_ = std::move(change);
}

void FakeProvider::SetSign(Sign sign) {
  MutexLock lock(mu_);
  sign_ = std::move(sign);
}

void FakeProvider::Rotate(SigningKey key, std::vector<SigningKey> published) {
  MutexLock lock(mu_);
  key_ = std::move(key);
  published_ = std::move(published);
}

void FakeProvider::SetDocument(std::function<void(json::object&)> change) {
  MutexLock lock(mu_);
  document_ = std::move(change);
}

void FakeProvider::SetDown(int code) {
  MutexLock lock(mu_);
  down_ = code;
}

void FakeProvider::SetSilent(bool silent) {
  MutexLock lock(mu_);
  silent_ = silent;
}

int FakeProvider::Asked(const std::string& what) const {
  MutexLock lock(mu_);
  const auto found = asked_.find(what);
  return found == asked_.end() ? 0 : found->second;
}

http::Parameters FakeProvider::last_form() const {
  MutexLock lock(mu_);
  return last_form_;
}

json::object FakeProvider::Document() const {
  const std::string base = issuer();
  json::object document = {{"issuer", base},
                           {"authorization_endpoint", base + "/authorize"},
                           {"token_endpoint", base + "/token"},
                           {"jwks_uri", base + "/keys"}};
  if (document_ != nullptr) document_(document);
  return document;
}

json::object FakeProvider::ClaimsOf(const Grant& grant) {
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  json::object claims = {
      {"iss", issuer()},      {"aud", kClientId},       {"sub", grant.subject},
      {"email", grant.email}, {"email_verified", true}, {"nonce", grant.nonce},
      {"iat", now},           {"exp", now + 300}};
  if (claims_ != nullptr) claims_(claims);
  return claims;
}

http::Response FakeProvider::Token(const http::Request& request) {
  const absl::StatusOr<http::Parameters> form = http::ParseForm(request);
  if (!form.ok()) return Refusal("invalid_request");
  last_form_ = *form;
  const bool in_form = form->Get("client_id") == kClientId &&
                       form->Get("client_secret") == kSecret;
  if (!in_form && request.Header("authorization") != Authorization()) {
    return Refusal("invalid_client", 401);
  }
  const auto found = grants_.find(std::string(form->Get("code")));
  if (found == grants_.end()) return Refusal("invalid_grant");
  const Grant grant = found->second;
  grants_.erase(found);
  if (form->Get("grant_type") != "authorization_code" ||
      form->Get("redirect_uri") != grant.redirect_uri ||
      ChallengeOf(form->Get("code_verifier")) != grant.challenge) {
    return Refusal("invalid_grant");
  }
  const json::object claims = ClaimsOf(grant);
  const std::string token =
      sign_ == nullptr ? key_.Token({}, claims) : sign_(key_, claims);
  return http::Json(json::serialize(json::object{{"token_type", "Bearer"},
                                                 {"access_token", "unused"},
                                                 {"expires_in", 300},
                                                 {"id_token", token}}));
}

http::Answer FakeProvider::Answer(http::Request& request) {
  bool silent = false;
  http::Response response;
  {
    MutexLock lock(mu_);
    ++asked_[absl::StrCat(request.method(), " ", request.path())];
    silent = silent_;
    if (down_ != 0) {
      response = Refusal("temporarily_unavailable", down_);
    } else if (request.path() == "/token") {
      response = Token(request);
    } else if (request.path() == "/keys") {
      json::array keys;
      for (const SigningKey& key : published_) keys.push_back(key.Jwk());
      response = http::Json(json::serialize(json::object{{"keys", keys}}));
    } else {
      response = http::Json(json::serialize(Document()));
    }
  }
  if (silent) {
    co_await http::Await<bool>([this](http::Done<bool> done) {
      MutexLock lock(mu_);
      waiting_.push_back(std::move(done));
    });
  }
  co_return response;
}

}  // namespace cwp::web
