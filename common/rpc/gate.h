#ifndef CWP_COMMON_RPC_GATE_H_
#define CWP_COMMON_RPC_GATE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/telemetry/metrics.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
class Status;
}  // namespace grpc

namespace cwp::rpc {

// Who may call one method: these services, each for callers of this kind.
struct MethodAccess {
  struct Allowed {
    std::string service;
    CallerKind kind;
    // Of STAFF: those who have one of these roles, nobody when there is none.
    std::vector<std::string> roles = {};
  };
  std::string method;
  std::vector<Allowed> allowed;
};

// Who may call what of one proto service. What is not in it, nobody may.
using AccessTable = std::vector<MethodAccess>;

// One call that was let in. Whoever finished the work calls Finish, exactly
// once, from any thread; a call that is dropped unfinished answers INTERNAL
// `CALL_DROPPED`.
class Call {
 public:
  using Answer = absl::AnyInvocable<void(const grpc::Status&)>;

  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Caller& caller() const { return caller_; }

  // When the answer is no longer waited for.
  absl::Time deadline() const { return deadline_; }

  // Logs, counts and answers. The last touch of request and response.
  void Finish(const absl::Status& status);

 private:
  friend class Gate;
  struct Method;
  Call(const Method& method, const Clock& clock);

  const Method& method_;
  const Clock& clock_;
  const absl::Time start_;
  Caller caller_;
  absl::Time deadline_;
  Answer answer_;
};
using CallPtr = std::shared_ptr<Call>;

// What each gate needs; all must outlive it.
struct GateOptions {
  // The full name of the proto service, as in `cwp.feed.v1.FeedService`.
  std::string proto_service;
  AccessTable access;
  const CallerVerifier* verifier = nullptr;
  const Clock* clock = nullptr;
  Metrics* metrics = nullptr;
  // Calls without a deadline get this one.
  absl::Duration default_timeout = absl::Seconds(10);
  // Answers slower than this are logged.
  absl::Duration slow = absl::Seconds(1);
  // Of quick successes, one in this many is logged.
  int log_one_in = 1000;
};

// What every handler of one proto service starts through: checks who calls,
// counts and logs. Safe to use from several threads at once.
class Gate {
 public:
  explicit Gate(GateOptions options);
  ~Gate();

  // Answers a unary call: refuses it, or hands it to `handler`, which sees to
  // it that Call::Finish is called. `method` is the short name, as in the
  // proto.
  //
  // Refuses with UNAUTHENTICATED as CallerVerifier says, and with
  // PERMISSION_DENIED `CALLER_NOT_ALLOWED`.
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext& context,
                                  absl::string_view method,
                                  absl::FunctionRef<void(CallPtr)> handler);

  // The same for a streaming call, whose reactor is the service's own: `answer`
  // finishes it and is called exactly once, at once when the call is refused
  // (and nothing is returned).
  CallPtr Admit(grpc::CallbackServerContext& context, absl::string_view method,
                Call::Answer answer);

  // Every method that somebody may call; for the test that nothing is missing.
  const AccessTable& access() const { return options_.access; }

 private:
  absl::Status Check(grpc::CallbackServerContext& context, Call& call) const;

  const GateOptions options_;
  absl::flat_hash_map<std::string, std::unique_ptr<Call::Method>> methods_;
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_GATE_H_
