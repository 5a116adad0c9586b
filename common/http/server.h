#ifndef CWP_COMMON_HTTP_SERVER_H_
#define CWP_COMMON_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/http/handler.h"
#include "common/http/response.h"
#include "common/http/router.h"
#include "common/telemetry/metrics.h"

namespace cwp::http {

// What a client may take, in bytes and in time.
struct Limits {
  // Request line and headers together; 431 past it.
  size_t head_bytes = 16 << 10;
  size_t headers = 100;
  // Connections at once; more are answered with 503 and closed.
  int connections = 10'000;
  // From the first byte of a request to the end of its headers.
  absl::Duration head_time = absl::Seconds(10);
  // A body may take this long, and more for each kilobyte that did arrive.
  absl::Duration body_time = absl::Seconds(10);
  int64_t body_bytes_per_second = 1 << 10;
  // Between requests.
  absl::Duration idle_time = absl::Seconds(75);
  // For each 256 KiB, or piece of a stream, that the client takes.
  absl::Duration write_time = absl::Seconds(60);
};

struct ServerOptions {
  // "ADDRESS:PORT"; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // Connections are spread over this many threads; each stays on its own.
  int threads = 1;
  Limits limits;
  // Sent with every response that does not set them itself; see
  // SecurityHeaders.
  HeaderList headers;
  // Addresses and ranges whose X-Forwarded-For and X-Request-Id are believed.
  std::vector<std::string> trusted_proxies;
  // Without it, failures are plain text.
  ErrorPage error_page;
  // How long Stop lets requests finish before it cuts their connections.
  absl::Duration drain_time = absl::Seconds(10);
  // Requests are logged when they fail (5xx), when they take longer than
  // `slow`, and else one in `log_one_in`.
  absl::Duration slow = absl::Seconds(1);
  int log_one_in = 100;
};

// Speaks HTTP/1.0 and 1.1, without TLS: a proxy in front does that.
//
// Every response counts in http_requests_total{route,method,code} and
// http_request_duration_seconds{route,method}; the route is the pattern, since
// paths hold tokens.
//
// Failures that the server finds itself, with the reasons that an ErrorPage
// sees: 400 `REQUEST_MALFORMED`, `TARGET_INVALID`, `PATH_INVALID`,
// `PARAMETERS_INVALID`, `PARAMETERS_TOO_MANY`, `HOST_INVALID`,
// `LENGTH_REPEATED`, `ENCODING_MISPLACED`; 404 `PAGE_NOT_FOUND`; 405
// `METHOD_NOT_ALLOWED`; 408 `REQUEST_TOO_SLOW`; 413 `BODY_TOO_LARGE`; 417
// `EXPECTATION_UNKNOWN`; 431 `HEADERS_TOO_LARGE`, `HEADERS_TOO_MANY`; 500
// `HANDLER_THREW`; 501 `ENCODING_UNKNOWN`; 505 `VERSION_UNKNOWN`.
class Server {
 public:
  // `metrics` outlives this object.
  Server(ServerOptions options, Router router, Metrics& metrics);
  // Stops.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens, and serves on threads of its own. Fails with INVALID_ARGUMENT
  // `LISTEN_INVALID` or `PROXY_INVALID`, or UNAVAILABLE `LISTEN_FAILED`. Called
  // once.
  absl::Status Start();

  // Stops listening, closes idle connections, lets requests finish for
  // drain_time, cuts what is left, and waits for the handlers to return. Blocks
  // until then. May be called again.
  void Stop();

  // The port that it listens on, once started.
  uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_SERVER_H_
