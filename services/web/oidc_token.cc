#include "services/web/oidc_token.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "services/web/oidc_json.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

// Far more than any provider's, and no work to read.
constexpr size_t kLongestToken = 32 << 10;
// OpenID Connect Core 1.0, section 2.
constexpr size_t kLongestSubject = 255;
constexpr char kMultiFactorPolicy[] =
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

absl::Status Refused(absl::string_view at) {
  return MakeError(absl::StatusCode::kPermissionDenied, "ID_TOKEN_REFUSED",
                   "the provider's ID token is not one for this sign-in",
                   {{"at", std::string(at)}});
}

// A signed token in its parts.
struct Parts {
  json::object header;
  json::object claims;
  absl::string_view signed_text;
  std::string signature;
};

std::optional<Parts> Split(absl::string_view token) {
  const std::vector<absl::string_view> texts = absl::StrSplit(token, '.');
  if (token.size() > kLongestToken || texts.size() != 3) return std::nullopt;
  std::optional<std::string> bytes[3];
  for (int i = 0; i < 3; ++i) bytes[i] = crypto::FromBase64Url(texts[i]);
  if (!bytes[0] || !bytes[1] || !bytes[2]) return std::nullopt;
  std::optional<json::object> header = ReadJsonObject(*bytes[0]);
  std::optional<json::object> claims = ReadJsonObject(*bytes[1]);
  if (!header || !claims) return std::nullopt;
  return Parts{
      .header = *std::move(header),
      .claims = *std::move(claims),
      .signed_text = token.substr(0, texts[0].size() + 1 + texts[1].size()),
      .signature = *std::move(bytes[2])};
}

// A list of texts, or one alone.
std::vector<std::string> TextsOf(const json::object& claims,
                                 json::string_view name) {
  const json::value* const value = claims.if_contains(name);
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (value->is_string()) texts.emplace_back(value->as_string());
  if (value->is_array()) {
    for (const json::value& item : value->as_array()) {
      // What is no text is not ours, either.
      texts.emplace_back(item.is_string() ? std::string(item.as_string()) : "");
    }
  }
  return texts;
}

bool Holds(const std::vector<std::string>& texts, absl::string_view wanted) {
  for (const std::string& text : texts) {
    if (text == wanted) return true;
  }
  return false;
}

// A time in seconds; nothing when there is none.
std::optional<absl::Time> TimeOf(const json::object& claims,
                                 json::string_view name) {
  const json::value* const value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  json::error_code error;
  const double seconds = value->to_number<double>(error);
  if (error) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

absl::Status CheckSignature(const Parts& parts, const OidcKeys& keys) {
  const std::string algorithm = TextOf(parts.header, "alg");
  // Neither `none` nor what is signed with a secret that we know ourselves.
  if (algorithm != "RS256" && algorithm != "ES256") return Refused("ALGORITHM");
  // It asks to be read by rules that we do not know.
  if (parts.header.contains("crit")) return Refused("FORM");
  const std::string key = TextOf(parts.header, "kid");
  if (!keys.Has(key)) return Refused("KEY");
  if (!keys.Verifies(key, algorithm, parts.signed_text, parts.signature)) {
    return Refused("SIGNATURE");
  }
  return absl::OkStatus();
}

absl::Status CheckAudience(const json::object& claims,
                           absl::string_view client_id) {
  const std::vector<std::string> audience = TextsOf(claims, "aud");
  const bool names_party = claims.contains("azp");
  const bool for_us = Holds(audience, client_id) &&
                      (audience.size() == 1 || names_party) &&
                      (!names_party || TextOf(claims, "azp") == client_id);
  return for_us ? absl::OkStatus() : Refused("AUDIENCE");
}

absl::Status CheckTimes(const json::object& claims, absl::Time now) {
  const std::optional<absl::Time> expires = TimeOf(claims, "exp");
  const std::optional<absl::Time> issued = TimeOf(claims, "iat");
  if (!expires.has_value() || !issued.has_value()) return Refused("FORM");
  if (now >= *expires + kClockLeeway) return Refused("EXPIRED");
  const absl::Time begins = TimeOf(claims, "nbf").value_or(*issued);
  if (now < *issued - kClockLeeway || now < begins - kClockLeeway) {
    return Refused("NOT_YET_VALID");
  }
  return absl::OkStatus();
}

bool IsTrue(const json::object& claims, json::string_view name) {
  const json::value* const value = claims.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

}  // namespace

std::string KeyIdOf(absl::string_view token) {
  const std::optional<Parts> parts = Split(token);
  return parts.has_value() ? TextOf(parts->header, "kid") : "";
}

absl::StatusOr<IdToken> ReadIdToken(absl::string_view token,
                                    const OidcKeys& keys,
                                    const IdTokenWanted& wanted,
                                    absl::Time now) {
  const std::optional<Parts> parts = Split(token);
  if (!parts.has_value()) return Refused("FORM");
  RETURN_IF_ERROR(CheckSignature(*parts, keys));
  const json::object& claims = parts->claims;
  if (TextOf(claims, "iss") != wanted.issuer) return Refused("ISSUER");
  RETURN_IF_ERROR(CheckAudience(claims, wanted.client_id));
  RETURN_IF_ERROR(CheckTimes(claims, now));
  if (wanted.nonce.empty() ||
      !crypto::Equal(TextOf(claims, "nonce"), wanted.nonce)) {
    return Refused("NONCE");
  }
  IdToken read = {
      .subject = TextOf(claims, "sub"),
      .email = TextOf(claims, "email"),
      .email_verified = IsTrue(claims, "email_verified"),
      .preferred_username = TextOf(claims, "preferred_username"),
      .several_factors = Holds(TextsOf(claims, "amr"), "mfa") ||
                         TextOf(claims, "acr") == kMultiFactorPolicy};
  if (read.subject.empty() || read.subject.size() > kLongestSubject) {
    return Refused("SUBJECT");
  }
  return read;
}

}  // namespace cwp::web
