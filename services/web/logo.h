#ifndef CWP_SERVICES_WEB_LOGO_H_
#define CWP_SERVICES_WEB_LOGO_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/http/router.h"

namespace cwp::web {

// The picture in the header, which the organisation brings.
struct Logo {
  // Where browsers get it, with a hash of what it is.
  std::string path;
  std::string type;
  std::string content;
};

// Reads a file that is an SVG or PNG by its name. Fails with
// FAILED_PRECONDITION `LOGO_INVALID` when it cannot be read, is something else,
// or has over 12 KiB.
absl::StatusOr<Logo> ReadLogo(const std::string& file);

// Serves it from memory.
void AddLogo(http::Router& router, const Logo& logo);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LOGO_H_
