#include "services/web/oidc_keys.h"

#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "services/web/oidc_json.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

// A member that holds bytes in base64url; empty when it holds none.
std::string BytesOf(const json::object& key, absl::string_view name) {
  return crypto::FromBase64Url(TextOf(key, name)).value_or(std::string());
}

std::optional<crypto::PublicKey> ReadKey(const json::object& key,
                                         absl::string_view algorithm) {
  if (algorithm == "RS256") {
    return crypto::PublicKey::Rsa(BytesOf(key, "n"), BytesOf(key, "e"));
  }
  return crypto::PublicKey::P256(BytesOf(key, "x"), BytesOf(key, "y"));
}

// What a key signs by; empty when it is none of ours.
std::string AlgorithmOf(const json::object& key) {
  const std::string type = TextOf(key, "kty");
  std::string algorithm;
  if (type == "RSA") algorithm = "RS256";
  if (type == "EC" && TextOf(key, "crv") == "P-256") algorithm = "ES256";
  const std::string use = TextOf(key, "use");
  const std::string only = TextOf(key, "alg");
  if ((!use.empty() && use != "sig") || (!only.empty() && only != algorithm)) {
    return "";
  }
  return algorithm;
}

}  // namespace

absl::StatusOr<OidcKeys> OidcKeys::Read(absl::string_view text) {
  const std::optional<json::object> set = ReadJsonObject(text);
  const json::value* const keys =
      set.has_value() ? set->if_contains("keys") : nullptr;
  if (keys == nullptr || !keys->is_array()) {
    return Unavailable("PROVIDER_ANSWER_INVALID",
                       "the provider's keys are no key set");
  }
  OidcKeys read;
  for (const json::value& value : keys->as_array()) {
    if (!value.is_object()) continue;
    const json::object& key = value.as_object();
    std::string id = TextOf(key, "kid");
    std::string algorithm = AlgorithmOf(key);
    if (id.empty() || algorithm.empty()) continue;
    std::optional<crypto::PublicKey> native = ReadKey(key, algorithm);
    if (!native.has_value()) continue;
    read.keys_.insert_or_assign(
        std::move(id),
        Known{.algorithm = std::move(algorithm), .key = *std::move(native)});
  }
  return read;
}

bool OidcKeys::Verifies(absl::string_view id, absl::string_view algorithm,
                        absl::string_view message,
                        absl::string_view signature) const {
  const auto found = keys_.find(id);
  return found != keys_.end() && found->second.algorithm == algorithm &&
         found->second.key.Verifies(message, signature);
}

}  // namespace cwp::web
