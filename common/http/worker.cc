#include "common/http/worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/post.hpp"
#include "common/http/await.h"

namespace cwp::http {
namespace {

// How often connections are asked whether they are late: a quarter of the
// shortest time that they are given.
absl::Duration TickInterval(const Limits& limits) {
  const absl::Duration shortest =
      std::min({limits.head_time, limits.body_time, limits.idle_time,
                limits.write_time});
  return std::clamp(shortest / 4, absl::Milliseconds(5),
                    absl::Milliseconds(250));
}

}  // namespace

Worker::Worker(Site& site)
    : site_(site),
      io_(1),
      work_(asio::make_work_guard(io_)),
      random_((uint64_t{std::random_device()()} << 32) |
              std::random_device()()) {}

void Worker::Start() {
  asio::co_spawn(io_, TickForever(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
}

void Worker::Stop() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

void Worker::Adopt(asio::ip::tcp::socket socket, bool refuse) {
  asio::co_spawn(io_, Serve(std::move(socket), refuse), asio::detached);
}

asio::awaitable<void> Worker::Serve(asio::ip::tcp::socket socket, bool refuse) {
  {
    Connection connection(site_, *this, std::move(socket));
    connections_.insert(&connection);
    if (refuse) {
      co_await connection.Refuse();
      site_.refusals.fetch_sub(1);
    } else if (!draining_) {
      co_await connection.Run();
    }
    connections_.erase(&connection);
  }
  site_.meter.connections().Add(-1);
  if (site_.open.fetch_sub(1) == 1) {
    MutexLock lock(site_.mu);
    site_.all_closed.NotifyAll();
  }
}

asio::awaitable<void> Worker::TickForever() {
  const absl::Duration interval = TickInterval(site_.options.limits);
  while (true) {
    co_await Sleep(interval);
    const auto now = std::chrono::steady_clock::now();
    for (Connection* const connection : connections_) connection->Tick(now);
  }
}

void Worker::Drain() {
  asio::post(io_, [this] {
    draining_ = true;
    for (Connection* const connection : connections_) connection->Drain();
  });
}

void Worker::Cut() {
  asio::post(io_, [this] {
    for (Connection* const connection : connections_) connection->Cut();
  });
}

std::string Worker::NewRequestId() {
  return absl::StrCat(absl::Hex(random_(), absl::kZeroPad16));
}

}  // namespace cwp::http
