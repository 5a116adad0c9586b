#include "common/http/await.h"

#include "boost/asio/steady_timer.hpp"
#include "boost/asio/this_coro.hpp"

namespace cwp::http {

asio::awaitable<void> Sleep(absl::Duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(absl::ToChronoNanoseconds(duration));
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace cwp::http
