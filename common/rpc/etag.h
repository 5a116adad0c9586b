#ifndef CWP_COMMON_RPC_ETAG_H_
#define CWP_COMMON_RPC_ETAG_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::rpc {

// A feed revision as an etag.
std::string WriteEtag(int64_t revision);

// The revision in an etag; 0, which nothing that was saved has, for any other
// text.
int64_t ReadEtag(absl::string_view etag);

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_ETAG_H_
