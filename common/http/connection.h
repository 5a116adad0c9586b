#ifndef CWP_COMMON_HTTP_CONNECTION_H_
#define CWP_COMMON_HTTP_CONNECTION_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "common/http/body_source.h"
#include "common/http/request.h"
#include "common/http/request_parser.h"
#include "common/http/response.h"
#include "common/http/response_head.h"
#include "common/http/site.h"

namespace cwp::http {

class Worker;

// One client's connection: reads a request, has it handled, writes the
// response, and again. Lives on one worker's thread.
//
// Timers are too dear to set several times for each request. Instead the
// connection notes by when its present step must be done, and the worker asks
// every so often.
class Connection {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // All outlive the connection.
  Connection(Site& site, Worker& worker, asio::ip::tcp::socket socket);

  // Serves until the connection is to be closed, and closes it.
  asio::awaitable<void> Run();

  // Says that the server is full, and closes.
  asio::awaitable<void> Refuse();

  // Ends the present step when its time is over.
  void Tick(Instant now);

  // Closes once the present request, if any, is answered.
  void Drain();

  // Closes now.
  void Cut();

 private:
  // What the connection waits for, which decides what its end of time means.
  enum class Step { kIdle, kHead, kBody, kHandler, kWrite, kLinger };
  enum class Input { kDone, kGone, kLate };

  void Enter(Step step, absl::Duration time);
  asio::awaitable<bool> ServeOne();
  asio::awaitable<Input> ReadHead(RequestParser& parser);
  asio::awaitable<Input> ReadBody(RequestParser& parser);
  asio::awaitable<Input> ReadMore();
  void Consume(RequestParser& parser);
  void Identify();
  asio::awaitable<Response> Handle(const Route& route, absl::Status& status);
  asio::awaitable<Response> HandleStreamed(const Route& route,
                                           RequestParser& parser,
                                           absl::Status& status);
  Piece NextOfBody(RequestParser& parser);
  asio::awaitable<bool> AllowBody(const RequestParser& parser);
  Response FailurePage(const Failure& failure);
  asio::awaitable<bool> Send(const Response& response, bool http11,
                             bool keep_alive);
  asio::awaitable<bool> SendStream(BodySource& source, const HeadFacts& facts);
  asio::awaitable<bool> Write(absl::string_view first,
                              absl::string_view second);
  asio::awaitable<void> Linger();

  Site& site_;
  Worker& worker_;
  asio::ip::tcp::socket socket_;
  std::string peer_;
  bool trusts_peer_ = false;

  Step step_ = Step::kIdle;
  Instant start_;  // The first byte of the present request.
  Instant deadline_ = Instant::max();
  bool late_ = false;
  BodySource* streaming_ = nullptr;

  // What was read and not yet used: [begin_, end_) of buffer_.
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;

  // Kept from request to request for their memory.
  Request request_;
  std::string out_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_CONNECTION_H_
