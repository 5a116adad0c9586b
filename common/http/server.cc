#include "common/http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "boost/asio/as_tuple.hpp"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/steady_time.h"
#include "common/http/address.h"
#include "common/http/await.h"
#include "common/http/site.h"
#include "common/http/worker.h"
#include "common/telemetry/log.h"

namespace cwp::http {
namespace {

using asio::ip::tcp;

constexpr int kBacklog = 1024;
// Connections that are told at one time that the server is full; those beyond
// are closed without a word.
constexpr int kMaxRefusals = 256;
// How long to wait when the process is out of file descriptors.
constexpr absl::Duration kAcceptPause = absl::Milliseconds(50);

// Lets the process have as many connections as the system allows it. Systems
// start programs with far less, for the sake of ancient ones.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status ListenFailed(absl::string_view listen,
                          const boost::system::error_code& error) {
  return Unavailable(
      "LISTEN_FAILED",
      absl::StrCat("cannot listen on ", listen, ": ", error.message()),
      {{"listen", std::string(listen)}});
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Router router, Metrics& metrics)
      : site_{.options = std::move(options),
              .router = std::move(router),
              .proxies = {},
              .headers = DefaultHeaders(site_.options.headers),
              .meter = RequestMeter(site_.router, metrics, site_.options.slow,
                                    site_.options.log_one_in)} {
    const int threads = std::max(site_.options.threads, 1);
    for (int i = 0; i < threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(site_));
    }
    acceptor_ = std::make_unique<tcp::acceptor>(workers_[0]->io());
  }

  absl::Status Start();
  void Stop();

  uint16_t port() const { return port_; }

 private:
  enum class State { kNew, kServing, kStopped };

  // Where it listens.
  asio::io_context& io() { return workers_[0]->io(); }
  asio::awaitable<void> Accept();
  void Take(tcp::socket socket, Worker& worker);
  bool WaitForAll(absl::Duration time);

  Site site_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  uint16_t port_ = 0;
  State state_ = State::kNew;
  bool accepting_ ABSL_GUARDED_BY(site_.mu) = false;
};

absl::Status Server::Impl::Start() {
  ASSIGN_OR_RETURN(const HostPort listen, ParseHostPort(site_.options.listen));
  ASSIGN_OR_RETURN(site_.proxies,
                   TrustedProxies::Parse(site_.options.trusted_proxies));
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(listen.host, error),
                               listen.port);
  if (!error) acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(kBacklog, error);
  if (error) return ListenFailed(site_.options.listen, error);
  port_ = acceptor_->local_endpoint(error).port();

  RaiseFileLimit();
  state_ = State::kServing;
  {
    MutexLock lock(site_.mu);
    accepting_ = true;
  }
  asio::co_spawn(io(), Accept(), asio::detached);
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Start();
  return absl::OkStatus();
}

asio::awaitable<void> Server::Impl::Accept() {
  size_t next = 0;
  bool failing = false;
  while (acceptor_->is_open()) {
    Worker& worker = *workers_[next++ % workers_.size()];
    tcp::socket socket(worker.io());
    const auto [error] = co_await acceptor_->async_accept(
        socket, asio::as_tuple(asio::use_awaitable));
    if (!error) {
      Take(std::move(socket), worker);
    } else if (acceptor_->is_open()) {
      if (!failing) {
        Log(LogLevel::kWarning, "accept_failed", {{"error", error.message()}});
      }
      co_await Sleep(kAcceptPause);
    }
    failing = static_cast<bool>(error);
  }
  MutexLock lock(site_.mu);
  accepting_ = false;
  site_.all_closed.NotifyAll();
}

void Server::Impl::Take(tcp::socket socket, Worker& worker) {
  const int refusals = site_.refusals.load();
  const bool full =
      site_.open.load() - refusals >= site_.options.limits.connections;
  if (full) {
    site_.meter.refused().Add();
    if (refusals >= kMaxRefusals) return;
    site_.refusals.fetch_add(1);
  }
  site_.open.fetch_add(1);
  site_.meter.connections().Add(1);
  worker.Adopt(std::move(socket), full);
}

// Waits until no connection is left; false when that takes longer.
bool Server::Impl::WaitForAll(absl::Duration time) {
  const absl::Time end = SteadyNow() + time;
  MutexLock lock(site_.mu);
  while (accepting_ || site_.open.load() > 0) {
    const absl::Duration left = end - SteadyNow();
    if (left <= absl::ZeroDuration()) return false;
    site_.all_closed.WaitFor(site_.mu, std::min(left, absl::Seconds(1)));
  }
  return true;
}

void Server::Impl::Stop() {
  if (state_ == State::kServing) {
    asio::post(io(), [this] {
      boost::system::error_code ignored;
      acceptor_->close(ignored);
    });
    for (const std::unique_ptr<Worker>& worker : workers_) worker->Drain();
    if (!WaitForAll(site_.options.drain_time)) {
      Log(LogLevel::kWarning, "requests_cut_short",
          {{"connections", site_.open.load()}});
      for (const std::unique_ptr<Worker>& worker : workers_) worker->Cut();
      WaitForAll(absl::InfiniteDuration());
    }
  }
  state_ = State::kStopped;
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Stop();
}

Server::Server(ServerOptions options, Router router, Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router),
                                   metrics)) {}

Server::~Server() { Stop(); }

absl::Status Server::Start() { return impl_->Start(); }
void Server::Stop() { impl_->Stop(); }
uint16_t Server::port() const { return impl_->port(); }

}  // namespace cwp::http
