#include "services/web/oidc_provider.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/config.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/http/escape.h"
#include "services/web/oidc_json.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

constexpr absl::Duration kKept = absl::Hours(1);
// Whoever sends us tokens with keys that nobody has cannot make us ask for
// ever.
constexpr absl::Duration kFetchEvery = absl::Minutes(1);
constexpr char kMethods[] = "token_endpoint_auth_methods_supported";

absl::Status AnswerInvalid(absl::string_view what) {
  return Unavailable("PROVIDER_ANSWER_INVALID",
                     absl::StrCat("the provider's answer is not valid: ", what),
                     {{"what", std::string(what)}});
}

// The code of an error (RFC 6749, section 5.2), without what else it may hold.
std::string ErrorOf(absl::string_view body) {
  const std::optional<json::object> answer = ReadJsonObject(body);
  std::string code = answer.has_value() ? TextOf(*answer, "error") : "";
  for (const char c : code) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_') {
      return "";
    }
  }
  return code.substr(0, 64);
}

// What proves at the end who was there at the beginning (RFC 7636, S256).
std::string ChallengeOf(const std::string& verifier) {
  return crypto::ToBase64Url(
      crypto::FromHex(crypto::Sha256Hex(verifier)).value_or(std::string()));
}

// An address that secrets may travel to, as the provider names it.
absl::StatusOr<std::string> EndpointOf(const json::object& document,
                                       absl::string_view name,
                                       const std::string& issuer) {
  std::string url = TextOf(document, name);
  const bool safe = absl::StartsWith(url, "https://") ||
                    (IsLoopbackUrl(issuer) && IsLoopbackUrl(url) &&
                     absl::StartsWith(url, "http://"));
  for (const char c : url) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) || c == ' ') {
      return AnswerInvalid(name);
    }
  }
  if (!safe) return AnswerInvalid(name);
  return url;
}

bool TakesSecretInFormAlone(const json::object& document) {
  const json::value* const methods = document.if_contains(kMethods);
  if (methods == nullptr || !methods->is_array()) return false;
  bool form = false;
  for (const json::value& method : methods->as_array()) {
    if (method == "client_secret_basic") return false;
    form = form || method == "client_secret_post";
  }
  return form;
}

}  // namespace

OidcTry NewOidcTry() {
  return {.state = crypto::RandomToken(),
          .nonce = crypto::RandomToken(),
          .verifier = crypto::RandomToken()};
}

std::string EmailOf(const IdToken& token, EmailFrom from) {
  switch (from) {
    case EmailFrom::kVerifiedEmail:
      return token.email_verified ? token.email : "";
    case EmailFrom::kEmail:
      return token.email;
    case EmailFrom::kPreferredUsername:
      return token.preferred_username;
  }
  return "";
}

OidcProvider::OidcProvider(OidcOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), client_(options_.limits) {}

absl::StatusOr<std::string> OidcProvider::GetText(const std::string& url) {
  absl::StatusOr<http::ClientReply> reply = client_.Send(
      {.method = "GET", .url = url, .headers = {"Accept: application/json"}});
  if (!reply.ok() || reply->code != 200) {
    return Unavailable(
        "PROVIDER_UNREACHABLE", "the provider cannot be reached",
        {{"http_code", absl::StrCat(reply.ok() ? reply->code : 0)},
         {"curl_code", MetadataOf(reply.status(), "curl_code")}});
  }
  return std::move(reply->body);
}

absl::StatusOr<OidcProvider::Discovered> OidcProvider::Discover() {
  const absl::Time now = clock_.Now();
  if (discovered_.has_value() && now < discovered_->until) return *discovered_;
  const absl::string_view base = absl::StripSuffix(options_.issuer, "/");
  ASSIGN_OR_RETURN(
      const std::string text,
      GetText(absl::StrCat(base, "/.well-known/openid-configuration")));
  const std::optional<json::object> document = ReadJsonObject(text);
  if (!document.has_value()) return AnswerInvalid("document");
  if (TextOf(*document, "issuer") != options_.issuer) {
    return AnswerInvalid("issuer");
  }
  Discovered found = {.secret_in_form = TakesSecretInFormAlone(*document),
                      .until = now + kKept};
  ASSIGN_OR_RETURN(
      found.authorization_endpoint,
      EndpointOf(*document, "authorization_endpoint", options_.issuer));
  ASSIGN_OR_RETURN(found.token_endpoint,
                   EndpointOf(*document, "token_endpoint", options_.issuer));
  ASSIGN_OR_RETURN(found.keys_uri,
                   EndpointOf(*document, "jwks_uri", options_.issuer));
  discovered_ = found;
  return found;
}

absl::StatusOr<std::string> OidcProvider::SignInUrl(const OidcTry& attempt) {
  ASSIGN_OR_RETURN(const Discovered provider, Discover());
  const std::string& endpoint = provider.authorization_endpoint;
  return absl::StrCat(
      endpoint, absl::StrContains(endpoint, '?') ? "&" : "?",
      http::EncodeForm({{"response_type", "code"},
                        {"client_id", options_.client_id},
                        {"redirect_uri", options_.redirect_uri},
                        {"scope", "openid email profile"},
                        {"state", attempt.state},
                        {"nonce", attempt.nonce},
                        {"code_challenge", ChallengeOf(attempt.verifier)},
                        {"code_challenge_method", "S256"}}));
}

absl::StatusOr<std::string> OidcProvider::AskForToken(
    const Discovered& provider, const std::string& code,
    const OidcTry& attempt) {
  ASSIGN_OR_RETURN(const std::string secret,
                   ReadSecretFile(options_.secret_file));
  http::ClientRequest request = {
      .method = "POST",
      .url = provider.token_endpoint,
      .headers = {"Content-Type: application/x-www-form-urlencoded",
                  "Accept: application/json"}};
  std::vector<std::pair<std::string, std::string>> form = {
      {"grant_type", "authorization_code"},
      {"code", code},
      {"redirect_uri", options_.redirect_uri},
      {"code_verifier", attempt.verifier}};
  if (provider.secret_in_form) {
    form.emplace_back("client_id", options_.client_id);
    form.emplace_back("client_secret", secret);
  } else {
    const std::string pair =
        absl::StrCat(http::PercentEncode(options_.client_id), ":",
                     http::PercentEncode(secret));
    request.headers.push_back(
        absl::StrCat("Authorization: Basic ", crypto::ToBase64(pair)));
  }
  request.body = http::EncodeForm(form);
  const absl::StatusOr<http::ClientReply> reply = client_.Send(request);
  if (!reply.ok() || reply->code >= 500) {
    return Unavailable("PROVIDER_UNREACHABLE",
                       "the provider cannot be reached");
  }
  if (reply->code != 200) {
    const std::string error = ErrorOf(reply->body);
    if (error == "invalid_grant") {
      return MakeError(absl::StatusCode::kPermissionDenied, "CODE_REFUSED",
                       "the provider does not know the code");
    }
    return Unavailable("PROVIDER_REFUSES_US",
                       "the provider does not take our id or secret",
                       {{"error", error}});
  }
  const std::optional<json::object> answer = ReadJsonObject(reply->body);
  std::string token = answer.has_value() ? TextOf(*answer, "id_token") : "";
  if (token.empty()) return AnswerInvalid("id_token");
  return token;
}

absl::Status OidcProvider::FetchKeys(const std::string& url) {
  const absl::Time now = clock_.Now();
  next_fetch_ = now + kFetchEvery;
  ASSIGN_OR_RETURN(const std::string text, GetText(url));
  ASSIGN_OR_RETURN(keys_, OidcKeys::Read(text));
  keys_until_ = now + kKept;
  return absl::OkStatus();
}

absl::StatusOr<IdToken> OidcProvider::Redeem(const std::string& code,
                                             const OidcTry& attempt) {
  ASSIGN_OR_RETURN(const Discovered provider, Discover());
  ASSIGN_OR_RETURN(const std::string token,
                   AskForToken(provider, code, attempt));
  const absl::Time now = clock_.Now();
  const bool unknown = !keys_.Has(KeyIdOf(token)) && now >= next_fetch_;
  if (now >= keys_until_ || unknown) {
    RETURN_IF_ERROR(FetchKeys(provider.keys_uri));
  }
  return ReadIdToken(token, keys_,
                     {.issuer = options_.issuer,
                      .client_id = options_.client_id,
                      .nonce = attempt.nonce},
                     now);
}

}  // namespace cwp::web
