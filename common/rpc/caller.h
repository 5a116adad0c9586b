#ifndef CWP_COMMON_RPC_CALLER_H_
#define CWP_COMMON_RPC_CALLER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/key.h"

namespace cwp::rpc {

// The kind of party a call is made for; as cwp.rpc.v1.Caller.Kind.
enum class CallerKind {
  kUnspecified = 0,
  kPublic = 1,
  kManageLink = 2,
  kPartner = 3,
  kStaff = 4,
  kService = 5,
  kOperator = 6,
};

// The name of a kind, as in the proto, for example `MANAGE_LINK`.
absl::string_view KindName(CallerKind kind);

// Who is behind a call; as cwp.rpc.v1.Caller, whose comments say what each
// field means.
struct Caller {
  std::string service;
  CallerKind kind = CallerKind::kUnspecified;
  std::string id;
  std::string channel = "direct";
  std::vector<std::string> roles;
  std::string client_key;
  int64_t facilitator_id = 0;
  // Empty for a call that no outside request caused: Peer makes one.
  std::string trace;
};

// The metadata key that carries the signed caller.
inline constexpr char kCallerMetadataKey[] = "cwp-caller-bin";

// How long a signed caller is good for.
inline constexpr absl::Duration kCallerLifetime = absl::Minutes(1);

// Vouches for callers in the name of one service. Safe to use from several
// threads at once.
class CallerSigner {
 public:
  // `key` is the service's own.
  CallerSigner(absl::string_view service, const crypto::Key& key);

  // Returns the metadata value that tells `audience` who is calling. The
  // caller's `service` is this one, whatever it says.
  std::string Sign(const Caller& caller, absl::string_view audience,
                   absl::Time now) const;

  const std::string& service() const { return service_; }

 private:
  const std::string service_;
  const crypto::Key key_;
};

// Checks what other services vouch for, in the name of one service. Safe to use
// from several threads at once.
class CallerVerifier {
 public:
  // `keys` holds the key of each service whose word counts, by name.
  CallerVerifier(absl::string_view audience,
                 std::map<std::string, crypto::Key> keys);

  // Fails with UNAUTHENTICATED and reason `CALLER_MISSING`, `CALLER_INVALID`
  // (unknown service, wrong MAC, another audience) or `CALLER_EXPIRED`.
  absl::StatusOr<Caller> Verify(absl::string_view metadata,
                                absl::Time now) const;

 private:
  const std::string audience_;
  const std::map<std::string, crypto::Key> keys_;
};

// Reads the key files `<service>.key` of a folder. Fails with
// FAILED_PRECONDITION `KEY_FILE_UNUSABLE`.
absl::StatusOr<std::map<std::string, crypto::Key>> ReadCallerKeys(
    absl::string_view folder);

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_CALLER_H_
