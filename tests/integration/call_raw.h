#ifndef CWP_TESTS_INTEGRATION_CALL_RAW_H_
#define CWP_TESTS_INTEGRATION_CALL_RAW_H_

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

}  // namespace cwp

#endif  // CWP_TESTS_INTEGRATION_CALL_RAW_H_
