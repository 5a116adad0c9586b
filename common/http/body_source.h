#ifndef CWP_COMMON_HTTP_BODY_SOURCE_H_
#define CWP_COMMON_HTTP_BODY_SOURCE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"

namespace cwp::http {

namespace asio = boost::asio;

// A piece of a body, once it is there.
using Piece = asio::awaitable<absl::StatusOr<std::string>>;

// A body piece by piece, so that it need not be in memory at once: one that a
// response is to have, or one that a request has. Used on the connection's
// thread only; destroyed early when the client leaves.
class BodySource {
 public:
  virtual ~BodySource() = default;

  // The next piece, or an empty one at the end. Asked for again only when the
  // client has taken the piece before. After an error the connection is cut,
  // so that the client sees that the body is incomplete, and the reason is
  // logged: that of the error, `SOURCE_THREW`, or `BODY_SIZE_WRONG` when the
  // response promised another size.
  virtual Piece Next() = 0;

  // The server is stopping: Next, also one that waits, ends soon.
  virtual void Stop() {}
};

using NextPiece = std::function<Piece()>;

// A source that calls `next`.
std::shared_ptr<BodySource> MakeBodySource(NextPiece next);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_BODY_SOURCE_H_
