#include "common/http/worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/use_awaitable.hpp"

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
      tick_(io_),
      random_((uint64_t{std::random_device()()} << 32) |
              std::random_device()()) {}

void Worker::Start() {
  asio::co_spawn(io_, Tick(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
}

void Worker::Stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    stopping_ = true;
    tick_.cancel();
  });
  work_.reset();
  thread_.join();
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

asio::awaitable<void> Worker::Tick() {
  const absl::Duration interval = TickInterval(site_.options.limits);
  while (!stopping_) {
    tick_.expires_after(absl::ToChronoNanoseconds(interval));
    co_await tick_.async_wait(asio::as_tuple(asio::use_awaitable));
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
