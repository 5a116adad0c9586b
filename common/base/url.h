#ifndef CWP_COMMON_BASE_URL_H_
#define CWP_COMMON_BASE_URL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp {

// "example.org" of "https://example.org:8443/video"; empty without a scheme.
std::string HostOf(absl::string_view url);

// Whether a URL leads to this machine itself: its host is `localhost`, an
// address of 127.0.0.0/8 or [::1], with or without a port. A host that only
// begins like one is not, nor is a URL with a user in it.
bool IsLoopbackUrl(absl::string_view url);

// Checks the URL, held by a setting of this name, under which people reach a
// service: https://, or http:// on this machine itself. Fails with
// INVALID_ARGUMENT `CONFIG_INVALID`.
absl::Status CheckPublicUrl(absl::string_view setting, absl::string_view url);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_URL_H_
