#ifndef CWP_COMMON_RPC_AWAIT_H_
#define CWP_COMMON_RPC_AWAIT_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/associated_executor.hpp"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/compose.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace cwp::rpc {

// Makes a unary call from a coroutine and resumes it, on its own executor, with
// the answer. Blocks no thread. `start` is given what it hands to the generated
// stub:
//
//   auto session = co_await rpc::Await<v1::Session>(
//       scheduling, caller, deadline, request,
//       [&](auto* context, auto* request, auto* response, auto done) {
//         stub->async()->GetSession(context, request, response, done);
//       });
//
// The executor must live until the deadline, by which every call has ended.
template <class Response, class Request, class Start>
boost::asio::awaitable<absl::StatusOr<Response>> Await(const Peer& peer,
                                                       Caller caller,
                                                       absl::Time deadline,
                                                       Request request,
                                                       Start start) {
  struct State {
    grpc::ClientContext context;
    Request request;
    Response response;
  };
  auto state = std::make_shared<State>();
  state->request = std::move(request);
  peer.Prepare(state->context, caller, deadline);

  const grpc::Status status = co_await boost::asio::async_initiate<
      const boost::asio::use_awaitable_t<>, void(grpc::Status)>(
      [&](auto handler) {
        // std::function wants something that can be copied; handlers cannot.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start(&state->context, &state->request, &state->response,
              std::function<void(grpc::Status)>([state,
                                                 shared](grpc::Status ended) {
                auto executor = boost::asio::get_associated_executor(*shared);
                boost::asio::post(executor,
                                  [shared, ended = std::move(ended)]() mutable {
                                    std::move (*shared)(std::move(ended));
                                  });
              }));
      },
      boost::asio::use_awaitable);
  if (!status.ok()) co_return FromGrpcStatus(status);
  co_return std::move(state->response);
}

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_AWAIT_H_
