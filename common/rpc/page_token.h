#ifndef CWP_COMMON_RPC_PAGE_TOKEN_H_
#define CWP_COMMON_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::rpc {

// A page token says where a list goes on: the key of the last row that was
// sent, and a hash of everything else that was asked, so that a token of
// another list is refused.

// `list` stands for the method and all its parameters but page size and token,
// for example StrCat("ListBookings ", session_id, " ", state).
std::string MakePageToken(absl::string_view list,
                          const std::vector<int64_t>& last_key);

// The key in a token of the same list, which has `parts` parts. Empty for an
// empty token. Fails with INVALID_ARGUMENT `PAGE_TOKEN_INVALID`.
absl::StatusOr<std::vector<int64_t>> ReadPageToken(absl::string_view list,
                                                   absl::string_view token,
                                                   size_t parts);

// How many to send for a requested page size: 50 for 0, at most 200. Fails with
// INVALID_ARGUMENT `FIELD_INVALID` when negative.
absl::StatusOr<int> ReadPageSize(int32_t requested);

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_PAGE_TOKEN_H_
