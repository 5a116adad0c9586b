#ifndef CWP_TESTS_INTEGRATION_RAW_CALL_H_
#define CWP_TESTS_INTEGRATION_RAW_CALL_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/peer.h"
#include "grpcpp/client_context.h"

namespace cwp {

// Sends `request` to a method, whatever its kind of streaming, and returns the
// first answer; what came as a status is returned instead.
absl::StatusOr<std::string> CallRaw(grpc::ClientContext& context,
                                    const rpc::Peer& peer,
                                    const std::string& path,
                                    const std::string& request);

// The proto services of ours that a server says it serves, by gRPC's own
// reflection, whose messages are in none of the installed packages.
std::set<std::string> AskServices(const rpc::Peer& peer);

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_RAW_CALL_H_
