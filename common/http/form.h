#ifndef CWP_COMMON_HTTP_FORM_H_
#define CWP_COMMON_HTTP_FORM_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "common/http/request.h"

namespace cwp::http {

// Reads the body of a form without files. Fails with INVALID_ARGUMENT
// `FORM_TYPE_WRONG` unless it is application/x-www-form-urlencoded, or as
// ParseParameters.
absl::StatusOr<Parameters> ParseForm(const Request& request,
                                     size_t most_fields = kMaxParameters);

// A file in a form.
struct UploadedFile {
  std::string field;
  // What the browser called it, without folders. UTF-8; not to be trusted.
  std::string name;
  // What the browser says it is; not to be trusted.
  std::string type;
  std::string content;
};

struct MultipartForm {
  Parameters fields;
  // Without those that the person left empty.
  std::vector<UploadedFile> files;
};

struct MultipartLimits {
  size_t parts = 64;
  size_t file_bytes = 5 << 20;
  size_t field_bytes = 64 << 10;
};

// Reads the body of a form with files, which the route's max_body must let
// through. Fails with INVALID_ARGUMENT `FORM_TYPE_WRONG` unless it is
// multipart/form-data, `FORM_MALFORMED`, `FILE_TOO_LARGE` or
// `FIELD_TOO_LONG` (metadata `field` and `limit`), `FORM_TOO_MANY_PARTS`.
absl::StatusOr<MultipartForm> ParseMultipart(const Request& request,
                                             const MultipartLimits& limits);

// What stands above the content of a part of such a form.
struct PartHead {
  std::string field;
  bool is_file = false;
  // Of a file, as in UploadedFile.
  std::string file_name;
  std::string type;
};

// Takes the head of a part, and the empty line below it, off the front of
// `text`. Fails with INVALID_ARGUMENT `FORM_MALFORMED`.
absl::StatusOr<PartHead> TakePartHead(absl::string_view& text);

// The line, without its end, that stands between the parts of a form with
// files. Fails with INVALID_ARGUMENT `FORM_TYPE_WRONG` or `FORM_MALFORMED`.
absl::StatusOr<std::string> MultipartMark(const Request& request);

// A value with parameters, as in Content-Type: text/html; charset="utf-8".
struct HeaderValue {
  std::string value;      // In lower case.
  Parameters parameters;  // Names in lower case.
};

// Nothing is lost of a value that is badly written but its bad parts.
HeaderValue ParseHeaderValue(absl::string_view text);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_FORM_H_
