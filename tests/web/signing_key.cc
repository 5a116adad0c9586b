#include "tests/web/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/crypto/encoding.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

constexpr int kCoordinate = 32;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string NumberOf(EVP_PKEY* key, const char* name, int least) {
  BIGNUM* number = nullptr;
  CWP_CHECK(EVP_PKEY_get_bn_param(key, name, &number) == 1, "it is a key");
  const int size = std::max(BN_num_bytes(number), least);
  std::string bytes(static_cast<size_t>(size), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size);
  BN_free(number);
  return crypto::ToBase64Url(bytes);
}

// r and s of what OpenSSL signs.
std::string FromDer(absl::string_view der) {
  const unsigned char* from = Bytes(der);
  ECDSA_SIG* const pair =
      d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size()));
  CWP_CHECK(pair != nullptr, "it is a signature");
  std::string bytes(2 * kCoordinate, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(bytes.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, kCoordinate);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + kCoordinate, kCoordinate);
  ECDSA_SIG_free(pair);
  return bytes;
}

std::string SignedText(const json::object& header, const json::object& claims) {
  return absl::StrCat(crypto::ToBase64Url(json::serialize(header)), ".",
                      crypto::ToBase64Url(json::serialize(claims)));
}

}  // namespace

struct SigningKey::Native {
  EVP_PKEY* key = nullptr;
};

SigningKey::SigningKey(std::string id, std::string algorithm)
    : id_(std::move(id)), algorithm_(std::move(algorithm)) {
  static auto* const made =
      new std::map<std::string, std::shared_ptr<const Native>>;
  std::shared_ptr<const Native>& native = (*made)[id_ + algorithm_];
  if (native == nullptr) {
    native = std::make_shared<const Native>(
        Native{.key = algorithm_ == "RS256" ? EVP_RSA_gen(2048)
                                            : EVP_EC_gen("P-256")});
  }
  native_ = native;
}

json::object SigningKey::Jwk() const {
  json::object jwk = {{"kid", id_}, {"use", "sig"}, {"alg", algorithm_}};
  if (algorithm_ == "RS256") {
    jwk["kty"] = "RSA";
    jwk["n"] = NumberOf(native_->key, OSSL_PKEY_PARAM_RSA_N, 0);
    jwk["e"] = NumberOf(native_->key, OSSL_PKEY_PARAM_RSA_E, 0);
  } else {
    jwk["kty"] = "EC";
    jwk["crv"] = "P-256";
    jwk["x"] = NumberOf(native_->key, OSSL_PKEY_PARAM_EC_PUB_X, kCoordinate);
    jwk["y"] = NumberOf(native_->key, OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinate);
  }
  return jwk;
}

std::string SigningKey::Sign(absl::string_view text) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  size_t size = 0;
  CWP_CHECK(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr,
                               native_->key) == 1 &&
                EVP_DigestSign(context, nullptr, &size, Bytes(text),
                               text.size()) == 1,
            "OpenSSL signs");
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()),
                 &size, Bytes(text), text.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return algorithm_ == "RS256" ? signature : FromDer(signature);
}

std::string SigningKey::Token(json::object header,
                              const json::object& claims) const {
  header.emplace("alg", algorithm_);
  header.emplace("kid", id_);
  const std::string text = SignedText(header, claims);
  return absl::StrCat(text, ".", crypto::ToBase64Url(Sign(text)));
}

std::string UnsignedToken(const json::object& claims) {
  return absl::StrCat(SignedText({{"alg", "none"}}, claims), ".");
}

std::string HmacToken(absl::string_view key_id, absl::string_view secret,
                      const json::object& claims) {
  const std::string text =
      SignedText({{"alg", "HS256"}, {"kid", std::string(key_id)}}, claims);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       Bytes(text), text.size(), mac, &size);
  return absl::StrCat(text, ".",
                      crypto::ToBase64Url(absl::string_view(
                          reinterpret_cast<const char*>(mac), size)));
}

}  // namespace cwp::web
