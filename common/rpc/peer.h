#ifndef CWP_COMMON_RPC_PEER_H_
#define CWP_COMMON_RPC_PEER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/caller.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace cwp::rpc {

// Another service that this one calls. Connects when first needed and again by
// itself. Calls that fail with UNAVAILABLE are retried a few times within their
// deadline, which is safe because every write carries a request id or has the
// same effect twice. Safe to use from several threads at once.
class Peer {
 public:
  // `address` is `host:port` or `unix:PATH`; `service` the name to sign for,
  // for example `registration`. `signer` and `clock` outlive the peer.
  Peer(absl::string_view service, absl::string_view address,
       const CallerSigner& signer, const Clock& clock);

  // Makes a call carry who is behind it and end by `deadline`. A caller without
  // a trace gets one of its own, so that the call can be found in the logs.
  void Prepare(grpc::ClientContext& context, const Caller& caller,
               absl::Time deadline) const;

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& service() const { return service_; }

 private:
  const std::string service_;
  const CallerSigner& signer_;
  const Clock& clock_;
  const std::shared_ptr<grpc::Channel> channel_;
};

// A caller that is a service acting for itself.
Caller ServiceCaller();

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_PEER_H_
