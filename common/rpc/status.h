#ifndef CWP_COMMON_RPC_STATUS_H_
#define CWP_COMMON_RPC_STATUS_H_

#include "absl/status/status.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace cwp::rpc {

// Maps an error to the wire, reason and metadata included. An error without a
// reason goes out as its code alone: its text may tell what callers should not
// know.
grpc::Status ToGrpcStatus(const absl::Status& status);

// Maps an error from the wire. One that came from the transport, and so has no
// reason, gets `SERVICE_UNAVAILABLE` when UNAVAILABLE and `DEADLINE_EXCEEDED`
// when too late.
absl::Status FromGrpcStatus(const grpc::Status& status);

// What a request is answered that is not a message of its method, or has a text
// that is not UTF-8: INVALID_ARGUMENT `REQUEST_UNREADABLE`. A server says so by
// itself, but for methods that read the bytes of their requests.
absl::Status RequestUnreadable();

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_STATUS_H_
