#ifndef CWP_COMMON_HTTP_RANGE_H_
#define CWP_COMMON_HTTP_RANGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/body_source.h"
#include "common/http/request.h"
#include "common/http/response.h"

namespace cwp::http {

// The bytes of something that a request wants.
struct Range {
  enum class Kind { kWhole, kPart, kUnsatisfiable };

  Kind kind = Kind::kWhole;
  uint64_t first = 0;
  uint64_t size = 0;
};

// Reads a Range header against something of `size` bytes. No header, one in
// another unit, a badly written one or one with several ranges asks for the
// whole, as RFC 9110 allows.
Range ParseRange(absl::string_view header, uint64_t size);

// A file, as far as its headers go.
struct Content {
  uint64_t size = 0;
  std::string type;
  // Changes whenever a byte does. With its quotes: "\"5d41402a\"".
  std::string etag;
  // May be infinite past when it is not known.
  absl::Time modified = absl::InfinitePast();
};

// Makes the bytes from `first` on, `size` of them.
using OpenContent =
    std::function<std::shared_ptr<BodySource>(uint64_t first, uint64_t size)>;

// Answers a request for `content`: whole (200), in part (206), not at all
// since the browser has it (304) or asks past its end (416). `open` is called
// for the first two only, and not for HEAD. The caller may add headers, such
// as Cache-Control and Content-Disposition.
Response ServeContent(const Request& request, const Content& content,
                      const OpenContent& open);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_RANGE_H_
