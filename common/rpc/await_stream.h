#ifndef CWP_COMMON_RPC_AWAIT_STREAM_H_
#define CWP_COMMON_RPC_AWAIT_STREAM_H_

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/mutex.h"
#include "common/http/await.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/status.h"

namespace cwp::rpc {

// Reads a server's stream from a coroutine. A message is asked for only when
// the one before was taken, so that a slow reader holds the sender back. Used
// by one coroutine at a time; destroying it cancels what is left of the call.
//
//   ReadStream<v1::Response> stream(
//       webinars, caller, deadline, request,
//       [&](auto* context, auto* request, auto* reactor) {
//         stub->async()->DownloadFile(context, request, reactor);
//       });
//   while (true) {
//     auto message = co_await stream.Next();
//     if (!message.ok() || !message->has_value()) break;
//     ...
//   }
template <class Response>
class ReadStream {
 public:
  // `start` is handed what it passes to the generated stub.
  template <class Request, class Start>
  ReadStream(const Peer& peer, const Caller& caller, absl::Time deadline,
             Request request, Start start)
      : reactor_(std::make_shared<Reactor<Request>>(std::move(request))) {
    auto& reactor = static_cast<Reactor<Request>&>(*reactor_);
    peer.Prepare(reactor.context_, caller, deadline);
    start(&reactor.context_, &reactor.request_, &reactor);
    reactor.Begin(reactor_);
  }

  ~ReadStream() {
    if (reactor_ != nullptr) reactor_->Leave();
  }

  ReadStream(ReadStream&&) noexcept = default;
  ReadStream(const ReadStream&) = delete;
  ReadStream& operator=(const ReadStream&) = delete;

  // Ends the call early: Next, also one that waits, fails soon. From any
  // thread.
  void Cancel() { reactor_->context_.TryCancel(); }

  // The next message; nothing at the end. Resumes on the coroutine's own
  // executor.
  boost::asio::awaitable<absl::StatusOr<std::optional<Response>>> Next() {
    const std::shared_ptr<State> state = reactor_;
    absl::AnyInvocable<void(http::Done<std::monostate>)> await =
        [&state](http::Done<std::monostate> done) {
          state->Await([done = std::move(done)]() mutable { done({}); });
        };
    co_await http::Await<std::monostate>(std::move(await));
    co_return state->Take();
  }

 private:
  // What gRPC's threads and the coroutine share.
  class State : public grpc::ClientReadReactor<Response> {
   public:
    // Starts the call, which keeps this object until it is done.
    void Begin(std::shared_ptr<State> self) {
      self_ = std::move(self);
      // Reads start on the coroutine's thread; without a hold the call could
      // be done in between.
      this->AddHold();
      this->StartCall();
    }

    // Calls `ready` once there is something to take.
    void Await(absl::AnyInvocable<void()> ready) {
      {
        MutexLock lock(mu_);
        if (!ended_) {
          ready_ = std::move(ready);
          reading_ = true;
        }
      }
      if (ready != nullptr) return ready();
      this->StartRead(&response_);
    }

    absl::StatusOr<std::optional<Response>> Take() {
      MutexLock lock(mu_);
      if (!ended_) return std::optional<Response>(std::move(response_));
      if (!status_.ok()) return FromGrpcStatus(status_);
      return std::optional<Response>();
    }

    // The coroutine is gone.
    void Leave() {
      context_.TryCancel();
      Release();
    }

    void OnReadDone(bool ok) override {
      // The end, with its status, comes with OnDone.
      if (!ok) return Release();
      Wake();
    }

    void OnDone(const grpc::Status& status) override {
      {
        MutexLock lock(mu_);
        ended_ = true;
        status_ = status;
      }
      Wake();
      const std::shared_ptr<State> self = std::move(self_);
    }

    grpc::ClientContext context_;

   private:
    void Wake() {
      absl::AnyInvocable<void()> ready;
      {
        MutexLock lock(mu_);
        if (!reading_) return;
        reading_ = false;
        ready = std::move(ready_);
      }
      ready();
    }

    void Release() {
      {
        MutexLock lock(mu_);
        if (released_) return;
        released_ = true;
      }
      this->RemoveHold();
    }

    Response response_;
    Mutex mu_;
    absl::AnyInvocable<void()> ready_ ABSL_GUARDED_BY(mu_);
    bool reading_ ABSL_GUARDED_BY(mu_) = false;
    bool released_ ABSL_GUARDED_BY(mu_) = false;
    bool ended_ ABSL_GUARDED_BY(mu_) = false;
    grpc::Status status_ ABSL_GUARDED_BY(mu_);
    std::shared_ptr<State> self_;
  };

  template <class Request>
  class Reactor final : public State {
   public:
    explicit Reactor(Request request) : request_(std::move(request)) {}
    Request request_;
  };

  std::shared_ptr<State> reactor_;
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_AWAIT_STREAM_H_
