#include "common/rpc/peer.h"

#include "absl/time/clock.h"
#include "common/crypto/random.h"
#include "common/rpc/library.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace cwp::rpc {
namespace {

// How UNAVAILABLE is retried; see
// https://github.com/grpc/proposal/blob/master/A6-client-retries.md
constexpr char kServiceConfig[] = R"({
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.05s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}
})";

constexpr int kMaxMessageBytes = 4 << 20;

// As many bits as the web's own request ids have, and some more.
constexpr size_t kTraceSize = 16;

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  KeepLibrary();
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // The services of one deployment reach each other directly.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Channels of one process to one address would share a connection, and with
  // it its limits.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

// The same caller, for a call that no outside request caused.
Caller Traced(Caller caller) {
  caller.trace = crypto::RandomCrockford(kTraceSize);
  return caller;
}

}  // namespace

Peer::Peer(absl::string_view service, absl::string_view address,
           const CallerSigner& signer, const Clock& clock)
    : service_(service),
      signer_(signer),
      clock_(clock),
      channel_(Connect(std::string(address))) {}

void Peer::Prepare(grpc::ClientContext& context, const Caller& caller,
                   absl::Time deadline) const {
  const std::string signed_caller =
      caller.trace.empty()
          ? signer_.Sign(Traced(caller), service_, clock_.Now())
          : signer_.Sign(caller, service_, clock_.Now());
  context.AddMetadata(kCallerMetadataKey, signed_caller);
  // gRPC's deadlines are wall time, ours are the clock's.
  const absl::Duration left = deadline - clock_.Now();
  context.set_deadline(absl::ToChronoTime(absl::Now() + left));
}

Caller ServiceCaller() {
  Caller caller;
  caller.kind = CallerKind::kService;
  return caller;
}

}  // namespace cwp::rpc
