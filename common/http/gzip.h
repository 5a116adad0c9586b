#ifndef CWP_COMMON_HTTP_GZIP_H_
#define CWP_COMMON_HTTP_GZIP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp::http {

// Compresses as small as gzip can, which is slow: for what is kept and sent
// many times.
std::string Gzip(absl::string_view content);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_GZIP_H_
