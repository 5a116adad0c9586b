#ifndef CWP_SERVICES_CWPCTL_CONNECTIONS_H_
#define CWP_SERVICES_CWPCTL_CONNECTIONS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/crypto/key.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "services/cwpctl/settings.h"

namespace grpc {
class ClientContext;
class Status;
}  // namespace grpc

namespace cwp::ctl {

// The services of one installation, connected to when first asked. Used by one
// thread.
class Connections {
 public:
  // `clock` outlives this.
  Connections(const Settings& settings, const Clock& clock);

  // Fails with INVALID_ARGUMENT `CONFIG_INVALID` when its address or the key
  // file is not known, and as crypto::ReadKeyFile() does.
  absl::StatusOr<const rpc::Peer*> To(absl::string_view service);

  // Makes a call carry that the operator asks, and end in time.
  void Prepare(const rpc::Peer& peer, grpc::ClientContext& context) const;
  void PrepareLong(const rpc::Peer& peer, grpc::ClientContext& context) const;

  // The error of a call; one from the transport says who did not answer.
  absl::Status ErrorOf(const rpc::Peer& peer, const grpc::Status& status) const;

  // A request id that nobody else makes.
  static std::string NewRequestId();

  // The same request id for the same parts, which cannot be read from it.
  // Fails as To() does for the key.
  absl::StatusOr<std::string> RequestIdFor(
      absl::Span<const absl::string_view> parts);

  const Clock& clock() const { return clock_; }

 private:
  absl::Status LoadKey();

  const Settings& settings_;
  const Clock& clock_;
  std::optional<crypto::Key> key_;
  std::optional<rpc::CallerSigner> signer_;
  std::map<std::string, std::unique_ptr<rpc::Peer>, std::less<>> peers_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_CONNECTIONS_H_
