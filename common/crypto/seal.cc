#include "common/crypto/seal.h"

#include <sodium.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/crypto/sodium.h"

namespace cwp::crypto {
namespace {

// The first byte of everything sealed, so that a later format can be told
// apart.
constexpr char kFormat = 1;
constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kExpireSize = 8;

// Nonce and ciphertext. A nonce of 192 random bits never repeats.
std::string Encrypt(const Key& key, absl::string_view plaintext,
                    absl::string_view bound) {
  std::string text = RandomBytes(kNonceSize);
  text.resize(kNonceSize + plaintext.size() + kTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      Data(text.data()) + kNonceSize, nullptr, Data(plaintext),
      plaintext.size(), Data(bound), bound.size(), nullptr, Data(text.data()),
      key.data());
  return text;
}

std::optional<std::string> Decrypt(const Key& key, absl::string_view text,
                                   absl::string_view bound) {
  InitSodium();
  if (text.size() < kNonceSize + kTagSize) return std::nullopt;
  const absl::string_view ciphertext = text.substr(kNonceSize);
  std::string plaintext(ciphertext.size() - kTagSize, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Data(plaintext.data()), nullptr, nullptr, Data(ciphertext),
          ciphertext.size(), Data(bound), bound.size(), Data(text),
          key.data()) != 0) {
    return std::nullopt;
  }
  return plaintext;
}

std::string Bind(const Field& field, absl::string_view key_id) {
  return JoinParts({"cwp field 1", field.table, field.column,
                    ToBigEndian(static_cast<uint64_t>(field.row_id)), key_id});
}

absl::Status Invalid(const Field& field, absl::string_view key_id,
                     absl::string_view problem) {
  return MakeError(absl::StatusCode::kDataLoss, "SEALED_DATA_INVALID",
                   absl::StrCat("a sealed field of ", field.table, ".",
                                field.column, " ", problem),
                   {{"table", std::string(field.table)},
                    {"column", std::string(field.column)},
                    {"key_id", std::string(key_id)}});
}

std::string BindToken(absl::string_view expire) {
  return JoinParts({"cwp token 1", expire});
}

Key TokenKey(const Key& key, absl::string_view purpose) {
  return key.Derive(absl::StrCat("seal token: ", purpose));
}

}  // namespace

std::string Seal(const Keyring& keyring, const Field& field,
                 absl::string_view plaintext) {
  const std::string& id = keyring.current();
  const Key* key = keyring.FindSealingKey(id);
  CWP_CHECK(key != nullptr, "a keyring holds its current key");
  return absl::StrCat(std::string{kFormat, static_cast<char>(id.size())}, id,
                      Encrypt(*key, plaintext, Bind(field, id)));
}

absl::StatusOr<std::string> Open(const Keyring& keyring, const Field& field,
                                 absl::string_view sealed) {
  constexpr absl::string_view kProblem =
      "is not in the format of sealed fields";
  if (sealed.size() < 2 || sealed[0] != kFormat) {
    return Invalid(field, "", kProblem);
  }
  const size_t id_size = static_cast<unsigned char>(sealed[1]);
  if (sealed.size() < 2 + id_size) return Invalid(field, "", kProblem);
  const absl::string_view id = sealed.substr(2, id_size);
  const Key* key = keyring.FindSealingKey(id);
  if (key == nullptr) {
    return Invalid(field, "", "was sealed with a key that is not here");
  }
  std::optional<std::string> plaintext =
      Decrypt(*key, sealed.substr(2 + id_size), Bind(field, id));
  if (!plaintext.has_value()) {
    return Invalid(field, id, "was changed, or sealed for another field");
  }
  return *std::move(plaintext);
}

std::string SealToken(const Key& key, absl::string_view purpose,
                      absl::string_view plaintext, absl::Time expire) {
  const std::string end =
      ToBigEndian(static_cast<uint64_t>(absl::ToUnixMicros(expire)));
  return ToBase64Url(
      absl::StrCat(std::string{kFormat}, end,
                   Encrypt(TokenKey(key, purpose), plaintext, BindToken(end))));
}

absl::StatusOr<std::string> OpenToken(const Key& key, absl::string_view purpose,
                                      absl::string_view token, absl::Time now) {
  const std::optional<std::string> text = FromBase64Url(token);
  std::optional<std::string> plaintext;
  absl::string_view end;
  if (text.has_value() && text->size() > 1 + kExpireSize &&
      (*text)[0] == kFormat) {
    end = absl::string_view(*text).substr(1, kExpireSize);
    plaintext = Decrypt(TokenKey(key, purpose),
                        absl::string_view(*text).substr(1 + kExpireSize),
                        BindToken(end));
  }
  if (!plaintext.has_value()) {
    return InvalidArgument("TOKEN_INVALID", "the token is not one of ours");
  }
  const auto micros = static_cast<int64_t>(FromBigEndian(end));
  if (now >= absl::FromUnixMicros(micros)) {
    return InvalidArgument("TOKEN_EXPIRED", "the token has expired");
  }
  return *std::move(plaintext);
}

}  // namespace cwp::crypto
