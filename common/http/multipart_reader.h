#ifndef CWP_COMMON_HTTP_MULTIPART_READER_H_
#define CWP_COMMON_HTTP_MULTIPART_READER_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/body_source.h"
#include "common/http/form.h"
#include "common/http/request.h"

namespace cwp::http {

// Reads a form with files as it arrives, so that a file need not be in memory
// at once: part by part, and each part piece by piece. For routes that stream
// their body. Used by the handler alone.
class MultipartReader {
 public:
  // The request, whose body nobody else reads, outlives the reader. Fails with
  // INVALID_ARGUMENT `FORM_TYPE_WRONG` or `FORM_MALFORMED`.
  static absl::StatusOr<MultipartReader> Open(const Request& request);

  // The next part, past what was not read of the one before; nothing at the
  // end. Fails with INVALID_ARGUMENT `FORM_MALFORMED`, or as the body does.
  asio::awaitable<absl::StatusOr<std::optional<PartHead>>> NextPart();

  // The next bytes of the part; none at its end. Fails as NextPart.
  Piece NextPiece();

  // Reads on to the end of the body, and forgets it. Fails as the body does.
  asio::awaitable<absl::Status> Skip();

 private:
  MultipartReader(BodySource& body, std::string mark);
  asio::awaitable<absl::Status> Fill();
  asio::awaitable<absl::Status> FillTo(size_t bytes);

  BodySource* body_;
  // With the end of the line before it, which belongs to it.
  std::string mark_;
  // What has arrived and was not yet handed on.
  std::string buffer_;
  bool in_part_ = true;
  bool body_done_ = false;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_MULTIPART_READER_H_
