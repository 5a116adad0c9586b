#include "services/scheduling/vault.h"

#include <utility>

#include "common/crypto/hash.h"
#include "common/crypto/seal.h"

namespace cwp::scheduling {
namespace {

crypto::Field JoinUriOf(int64_t session_id) {
  return {.table = "sessions", .column = "join_uri", .row_id = session_id};
}

crypto::Field NameOf(int64_t facilitator_id) {
  return {.table = "facilitators",
          .column = "display_name",
          .row_id = facilitator_id};
}

crypto::Field EmailOf(int64_t facilitator_id) {
  return {.table = "facilitators", .column = "email", .row_id = facilitator_id};
}

}  // namespace

Vault::Vault(crypto::Keyring keyring)
    : keyring_(std::move(keyring)), request_key_(keyring_.Lasting("request")) {}

std::string Vault::SealJoinUri(int64_t session_id,
                               absl::string_view uri) const {
  return crypto::Seal(keyring_, JoinUriOf(session_id), uri);
}

absl::StatusOr<std::string> Vault::OpenJoinUri(int64_t session_id,
                                               absl::string_view sealed) const {
  return crypto::Open(keyring_, JoinUriOf(session_id), sealed);
}

std::string Vault::SealFacilitatorName(int64_t id,
                                       absl::string_view name) const {
  return crypto::Seal(keyring_, NameOf(id), name);
}

absl::StatusOr<std::string> Vault::OpenFacilitatorName(
    int64_t id, absl::string_view sealed) const {
  return crypto::Open(keyring_, NameOf(id), sealed);
}

std::string Vault::SealFacilitatorEmail(int64_t id,
                                        absl::string_view email) const {
  return crypto::Seal(keyring_, EmailOf(id), email);
}

absl::StatusOr<std::string> Vault::OpenFacilitatorEmail(
    int64_t id, absl::string_view sealed) const {
  return crypto::Open(keyring_, EmailOf(id), sealed);
}

db::RequestKey Vault::KeyOfRequest(const rpc::Caller& caller,
                                   absl::string_view method,
                                   absl::string_view request_id,
                                   absl::string_view content) const {
  if (request_id.empty()) return {};
  return {.key = crypto::KeyedHash(request_key_,
                                   {caller.service, rpc::KindName(caller.kind),
                                    caller.id, method, request_id}),
          .fingerprint = crypto::KeyedHash(request_key_, {method, content})};
}

}  // namespace cwp::scheduling
