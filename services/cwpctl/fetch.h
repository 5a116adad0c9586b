#ifndef CWP_SERVICES_CWPCTL_FETCH_H_
#define CWP_SERVICES_CWPCTL_FETCH_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace cwp::ctl {

// Gets what is at an https address, or at an http address of this machine, of
// at most `limit` bytes. Follows at most 5 redirects, to https alone. Fails
// with INVALID_ARGUMENT `USAGE_INVALID` for another address, and UNAVAILABLE
// `DOWNLOAD_FAILED` when it cannot be had, or not within a minute.
absl::StatusOr<std::string> Fetch(const std::string& url, size_t limit);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_FETCH_H_
