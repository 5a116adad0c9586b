#ifndef CWP_SERVICES_SCHEDULING_VAULT_H_
#define CWP_SERVICES_SCHEDULING_VAULT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key.h"
#include "common/crypto/keyring.h"
#include "common/db/requests.h"
#include "common/rpc/caller.h"

namespace cwp::scheduling {

// Everything that needs scheduling's keys. Safe to use from several threads at
// once.
class Vault {
 public:
  explicit Vault(crypto::Keyring keyring);

  // Seals a session's join address for its row.
  std::string SealJoinUri(int64_t session_id, absl::string_view uri) const;

  // Opens what SealJoinUri gave for the same session. Fails with DATA_LOSS
  // `SEALED_DATA_INVALID`.
  absl::StatusOr<std::string> OpenJoinUri(int64_t session_id,
                                          absl::string_view sealed) const;

  // The same for what is personal of a facilitator.
  std::string SealFacilitatorName(int64_t id, absl::string_view name) const;
  absl::StatusOr<std::string> OpenFacilitatorName(
      int64_t id, absl::string_view sealed) const;
  std::string SealFacilitatorEmail(int64_t id, absl::string_view email) const;
  absl::StatusOr<std::string> OpenFacilitatorEmail(
      int64_t id, absl::string_view sealed) const;

  // What stands for a request of a caller. `content` is the request without
  // its id. Empty when the id is: then nothing is remembered.
  db::RequestKey KeyOfRequest(const rpc::Caller& caller,
                              absl::string_view method,
                              absl::string_view request_id,
                              absl::string_view content) const;

 private:
  const crypto::Keyring keyring_;
  const crypto::Key request_key_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_VAULT_H_
