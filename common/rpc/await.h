#ifndef CWP_COMMON_RPC_AWAIT_H_
#define CWP_COMMON_RPC_AWAIT_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/await.h"
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
// A server that stops waits for the answer, which comes by the deadline.
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

  absl::AnyInvocable<void(http::Done<grpc::Status>)> call =
      [&](http::Done<grpc::Status> done) {
        // std::function wants something that can be copied; `done` cannot.
        auto shared =
            std::make_shared<http::Done<grpc::Status>>(std::move(done));
        start(&state->context, &state->request, &state->response,
              std::function<void(grpc::Status)>(
                  [state, shared](grpc::Status ended) {
                    (*shared)(std::move(ended));
                  }));
      };
  const grpc::Status status =
      co_await http::Await<grpc::Status>(std::move(call));
  if (!status.ok()) co_return FromGrpcStatus(status);
  co_return std::move(state->response);
}

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_AWAIT_H_
