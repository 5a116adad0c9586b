#ifndef CWP_COMMON_HTTP_HANDLER_H_
#define CWP_COMMON_HTTP_HANDLER_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "common/http/response.h"

namespace cwp::http {

namespace asio = boost::asio;

// Answers a request. Runs on the thread of its connection and must not block:
// what waits is awaited (await.h), and has a deadline. The request and what it
// returns live until the handler has returned. An error becomes a page by the
// server's ErrorPage.
//
//   router.Add("GET", "/workshops/{slug}",
//              [&](http::Request& request) -> http::Answer {
//     CO_ASSIGN_OR_RETURN(Workshop workshop,
//                         co_await Find(request.Param("slug")));
//     co_return http::Html(Render(workshop));
//   });
//
// Give the result of a co_await a name before asking about it: GCC 12 makes
// `if (co_await F())` and `while (co_await F())` into code that traps.
using Answer = asio::awaitable<absl::StatusOr<Response>>;
using Handler = std::function<Answer(Request&)>;

// Why a request gets no answer of a handler's making.
struct Failure {
  // The HTTP status code.
  int code = 500;
  // What went wrong. The message may be shown when the error has a reason
  // (ReasonOf), which says that it was written for people.
  absl::Status status;
};

// Makes the page, or JSON, for a failure. The server sets the code and the
// headers that belong to it. The request may be empty when it could not be
// read.
using ErrorPage = std::function<Response(const Request&, const Failure&)>;

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_HANDLER_H_
