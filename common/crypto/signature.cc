#include "common/crypto/signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cwp::crypto {
namespace {

constexpr int kFewestRsaBits = 2048;
// Larger ones only cost time.
constexpr int kMostRsaBits = 8192;
constexpr size_t kP256Size = 32;
// Of a point that is given by both of its coordinates.
constexpr char kUncompressed = '\x04';

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using KeyContext =
    std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext =
    std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Builder =
    std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>>;
using EcdsaSignature =
    std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number ToNumber(absl::string_view bytes) {
  return Number(
      BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The key of these parts; null when they make none.
KeyPtr MakeKey(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr ||
      EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1) {
    return nullptr;
  }
  return KeyPtr(key);
}

// r and s as OpenSSL reads them; empty when it is no signature.
std::string ToDer(absl::string_view signature) {
  if (signature.size() != 2 * kP256Size) return "";
  Number r = ToNumber(signature.substr(0, kP256Size));
  Number s = ToNumber(signature.substr(kP256Size));
  const EcdsaSignature pair(ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || pair == nullptr ||
      ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) {
    return "";
  }
  // The pair has them now.
  (void)r.release();
  (void)s.release();
  std::string der(static_cast<size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)),
                  '\0');
  auto* end = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair.get(), &end);
  return der;
}

}  // namespace

struct PublicKey::Native {
  KeyPtr key;
  bool on_curve = false;
};

std::optional<PublicKey> PublicKey::Rsa(absl::string_view modulus,
                                        absl::string_view exponent) {
  const Number n = ToNumber(modulus);
  const Number e = ToNumber(exponent);
  if (n == nullptr || e == nullptr || BN_num_bits(n.get()) < kFewestRsaBits ||
      BN_num_bits(n.get()) > kMostRsaBits || !BN_is_odd(e.get()) ||
      BN_is_one(e.get())) {
    return std::nullopt;
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) !=
          1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) !=
          1) {
    return std::nullopt;
  }
  KeyPtr key = MakeKey("RSA", builder.get());
  if (key == nullptr) return std::nullopt;
  return PublicKey(
      std::make_shared<const Native>(Native{.key = std::move(key)}));
}

std::optional<PublicKey> PublicKey::P256(absl::string_view x,
                                         absl::string_view y) {
  if (x.size() != kP256Size || y.size() != kP256Size) return std::nullopt;
  const std::string point =
      absl::StrCat(absl::string_view(&kUncompressed, 1), x, y);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                      "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                       point.data(), point.size()) != 1) {
    return std::nullopt;
  }
  KeyPtr key = MakeKey("EC", builder.get());
  if (key == nullptr) return std::nullopt;
  return PublicKey(std::make_shared<const Native>(
      Native{.key = std::move(key), .on_curve = true}));
}

bool PublicKey::Verifies(absl::string_view message,
                         absl::string_view signature) const {
  const std::string given =
      native_->on_curve ? ToDer(signature) : std::string(signature);
  if (given.empty()) return false;
  const DigestContext context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                              native_->key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(given), given.size(),
                          Bytes(message), message.size()) == 1;
}

}  // namespace cwp::crypto
