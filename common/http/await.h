#ifndef CWP_COMMON_HTTP_AWAIT_H_
#define CWP_COMMON_HTTP_AWAIT_H_

#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "boost/asio/associated_executor.hpp"
#include "boost/asio/async_result.hpp"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/executor_work_guard.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/use_awaitable.hpp"

namespace cwp::http {

namespace asio = boost::asio;

// Receives the result of an operation: called once, on any thread.
template <typename T>
using Done = absl::AnyInvocable<void(T)>;

// Starts an operation that ends with a callback, such as a call of gRPC's
// callback API or a Submit to a writer, and waits for its result. The
// coroutine goes on where it was, on its connection's thread.
//
//   Result result = co_await http::Await<Result>(
//       [&](http::Done<Result> done) { client.Get(request, std::move(done));
//       });
//
// `done` must be called, so the operation has a deadline: a server that stops
// waits for it. Once called it may be kept for any time.
template <typename T>
asio::awaitable<T> Await(absl::AnyInvocable<void(Done<T>)> start) {
  auto initiate = [&start](auto handler) {
    auto executor = asio::get_associated_executor(handler);
    using Resume = decltype(handler);
    // AnyInvocable moves its target, which the handler allows once; so it is
    // kept still on the heap.
    auto kept = std::make_unique<Resume>(std::move(handler));
    Done<T> done = [kept = std::move(kept),
                    work = asio::make_work_guard(executor)](T result) mutable {
      asio::post(work.get_executor(), [kept = std::move(kept),
                                       result = std::move(result)]() mutable {
        std::move (*kept)(std::move(result));
      });
      // From here on the server may be gone before whoever keeps this.
      work.reset();
    };
    start(std::move(done));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                          void(T)>(initiate,
                                                   asio::use_awaitable);
}

// Waits. For retries and for streams that send something now and then.
asio::awaitable<void> Sleep(absl::Duration duration);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_AWAIT_H_
