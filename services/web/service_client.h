#ifndef CWP_SERVICES_WEB_SERVICE_CLIENT_H_
#define CWP_SERVICES_WEB_SERVICE_CLIENT_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/rpc/await.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "grpcpp/channel.h"
#include "services/web/calls_made.h"

namespace cwp::web {

// Calls the methods of one proto service for the desk, which needs most of
// them. Each call has a deadline of its own, and fails as the proto file says,
// or with UNAVAILABLE `SERVICE_UNAVAILABLE` or DEADLINE_EXCEEDED
// `DEADLINE_EXCEEDED`. Safe to use from several threads at once.
//
//   co_await desk.scheduling->Call(&SchedulingClient::Async::GetSession,
//                                  caller, request);
template <class ProtoService>
class ServiceClient {
 public:
  using Async = typename ProtoService::StubInterface::async_interface;

  // Both outlive the client.
  ServiceClient(const rpc::Peer& peer, const Clock& clock)
      : peer_(peer),
        clock_(clock),
        stub_(ProtoService::NewStub(peer.channel())) {}

  // The same for one visit, whose calls are counted in `calls`, which outlives
  // this. A call whose answer would hold personal data fails with INTERNAL
  // `NOT_IN_AUDIT_LOG` unless the visit may see people.
  ServiceClient(const ServiceClient& client, CallsMade& calls)
      : peer_(client.peer_),
        clock_(client.clock_),
        stub_(client.stub_),
        calls_(&calls) {}

  // A change waits for its turn and for the disk.
  static constexpr absl::Duration kPatience = absl::Seconds(8);

  template <class Request, class Response>
  boost::asio::awaitable<absl::StatusOr<Response>> Call(
      void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                            std::function<void(grpc::Status)>),
      rpc::Caller caller, Request request,
      absl::Duration patience = kPatience) const {
    static const bool personal = HoldsPersonalData(*Response::descriptor());
    if (calls_ != nullptr) {
      const absl::Status status = calls_->Check(personal);
      if (!status.ok()) co_return status;
    }
    absl::StatusOr<Response> answer = co_await rpc::Await<Response>(
        peer_, std::move(caller), clock_.Now() + patience, std::move(request),
        [this, method](auto* context, auto* sent, auto* response, auto done) {
          (stub_->async()->*method)(context, sent, response, std::move(done));
        });
    if (calls_ != nullptr) {
      calls_->Note(*Request::descriptor(), personal, answer.status());
      if (answer.ok()) calls_->NoteMade(*Request::descriptor(), *answer);
      if constexpr (requires { answer->recipients(); }) {
        if (answer.ok()) calls_->NoteRecipients(answer->recipients());
      }
      // A part of what the organisation says of itself.
      if constexpr (requires { answer->part(), answer->version(); }) {
        if (answer.ok()) calls_->NoteVersion(answer->version());
      }
    }
    co_return answer;
  }

 private:
  const rpc::Peer& peer_;
  const Clock& clock_;
  const std::shared_ptr<typename ProtoService::StubInterface> stub_;
  CallsMade* const calls_ = nullptr;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SERVICE_CLIENT_H_
