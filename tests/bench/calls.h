#ifndef CWP_TESTS_BENCH_CALLS_H_
#define CWP_TESTS_BENCH_CALLS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tests/bench/load.h"

namespace cwp::bench {

// Whom calls go to, and for whom they are made.
struct Target {
  // The service's name and address.
  std::string service;
  std::string address;
  // Who calls; outlives the calls, as does the clock.
  const rpc::CallerSigner* signer = nullptr;
  rpc::CallerKind kind = rpc::CallerKind::kPublic;
  const Clock* clock = nullptr;
  int connections = 4;
};

// Unary calls over a few connections, from gRPC's asynchronous client.
template <class Service, class Request, class Response>
class UnaryCalls final : public Calls {
 public:
  using Async = typename Service::StubInterface::async_interface;
  using Method = void (Async::*)(grpc::ClientContext*, const Request*,
                                 Response*, std::function<void(grpc::Status)>);
  // Makes the request with a number.
  using Make = std::function<Request(int64_t number)>;
  // Says what is wrong with an answer, if anything.
  using Check = std::function<absl::Status(
      int64_t number, const absl::Status& status, const Response& response)>;

  UnaryCalls(const Target& target, Method method, Make make, Check check)
      : clock_(*target.clock),
        method_(method),
        make_(std::move(make)),
        check_(std::move(check)),
        caller_({.kind = target.kind}) {
    for (int i = 0; i < target.connections; ++i) {
      peers_.push_back(std::make_unique<rpc::Peer>(
          target.service, target.address, *target.signer, clock_));
      stubs_.push_back(Service::NewStub(peers_.back()->channel()));
    }
  }

  void Start(int64_t number, Done done) override {
    auto call = std::make_shared<Call>();
    call->number = number;
    call->request = make_(number);
    call->done = std::move(done);
    const size_t at = static_cast<size_t>(number) % peers_.size();
    peers_[at]->Prepare(call->context, caller_, clock_.Now() + kTimeout);
    (stubs_[at]->async()->*method_)(
        &call->context, &call->request, &call->response,
        [this, call](const grpc::Status& status) {
          call->done(check_(call->number, rpc::FromGrpcStatus(status),
                            call->response));
        });
  }

 private:
  static constexpr absl::Duration kTimeout = absl::Seconds(20);

  struct Call {
    int64_t number = 0;
    grpc::ClientContext context;
    Request request;
    Response response;
    Done done;
  };

  const Clock& clock_;
  const Method method_;
  const Make make_;
  const Check check_;
  const rpc::Caller caller_;
  std::vector<std::unique_ptr<rpc::Peer>> peers_;
  std::vector<std::unique_ptr<typename Service::Stub>> stubs_;
};

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_CALLS_H_
