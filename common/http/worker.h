#ifndef CWP_COMMON_HTTP_WORKER_H_
#define CWP_COMMON_HTTP_WORKER_H_

#include <random>
#include <string>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/executor_work_guard.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/steady_timer.hpp"
#include "common/http/connection.h"
#include "common/http/response_head.h"
#include "common/http/site.h"

namespace cwp::http {

// One thread of a server and the connections on it.
class Worker {
 public:
  // `site` outlives this object.
  explicit Worker(Site& site);

  asio::io_context& io() { return io_; }

  void Start();
  // Waits until nothing is left on the loop, and nobody is about to put
  // something there; then ends the thread. All connections are closed before.
  void Stop();

  // From any thread: serves a connection whose socket is on io(), or tells it
  // that the server is full. It is counted in the site already.
  void Adopt(asio::ip::tcp::socket socket, bool refuse);
  // From any thread: see Connection.
  void Drain();
  void Cut();

  // For connections, on the thread.
  bool draining() const { return draining_; }
  absl::string_view Date() { return date_.Now(); }
  std::string NewRequestId();

 private:
  asio::awaitable<void> Serve(asio::ip::tcp::socket socket, bool refuse);
  asio::awaitable<void> Tick();

  Site& site_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer tick_;
  std::thread thread_;

  // Used on the thread only.
  absl::flat_hash_set<Connection*> connections_;
  bool draining_ = false;
  bool stopping_ = false;
  DateText date_;
  std::mt19937_64 random_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_WORKER_H_
