#include "common/rpc/gate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "common/telemetry/histogram.h"
#include "common/telemetry/log.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"

namespace cwp::rpc {
namespace {

// One more than the highest gRPC status code.
constexpr int kCodes = 17;

// The caller metadata of a call; empty when there is none.
absl::string_view CallerMetadata(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kCallerMetadataKey);
  if (found == metadata.end()) return {};
  return absl::string_view(found->second.data(), found->second.size());
}

// The deadline that the client gave, on our clock, or one `fallback` from now.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context,
                      const Clock& clock, absl::Duration fallback) {
  const absl::Duration left =
      absl::FromChrono(context.deadline()) - absl::Now();
  // Clients that set none get gRPC's "infinite future".
  const bool given = left < absl::Hours(24 * 365);
  return clock.Now() + (given ? left : fallback);
}

bool IsMeant(const MethodAccess::Allowed& allowed, const Caller& caller) {
  if (allowed.service != caller.service || allowed.kind != caller.kind) {
    return false;
  }
  return caller.kind != CallerKind::kStaff ||
         std::any_of(caller.roles.begin(), caller.roles.end(),
                     [&](const std::string& role) {
                       return std::find(allowed.roles.begin(),
                                        allowed.roles.end(),
                                        role) != allowed.roles.end();
                     });
}

}  // namespace

// What is known of one method before any call of it. Safe to use from several
// threads at once.
struct Call::Method {
  std::string service;
  std::string name;
  std::vector<MethodAccess::Allowed> allowed;
  Metrics* metrics = nullptr;
  Histogram* seconds = nullptr;
  absl::Duration slow;
  int log_one_in = 1;
  // Made when a code is first answered.
  mutable std::array<std::atomic<Counter*>, kCodes> handled = {};
  mutable std::atomic<int64_t> successes = 0;

  void Count(absl::StatusCode code) const {
    const int index = static_cast<int>(code);
    CWP_CHECK(index >= 0 && index < kCodes, "not a gRPC status code");
    Counter* counter = handled[index].load(std::memory_order_acquire);
    if (counter == nullptr) {
      counter = &metrics->AddCounter(
          "grpc_server_handled_total", "Calls answered, by status code.",
          {{"grpc_service", service},
           {"grpc_method", name},
           {"grpc_code", absl::StatusCodeToString(code)}});
      handled[index].store(counter, std::memory_order_release);
    }
    counter->Add();
  }

  bool IsWorthALine(const absl::Status& status, absl::Duration took) const {
    if (!status.ok() || took > slow) return true;
    return successes.fetch_add(1, std::memory_order_relaxed) % log_one_in == 0;
  }
};

Call::Call(const Method& method, const Clock& clock)
    : method_(method), clock_(clock), start_(clock.Now()) {}

Call::~Call() {
  if (answer_) {
    Finish(MakeError(absl::StatusCode::kInternal, "CALL_DROPPED",
                     "the call was dropped without an answer"));
  }
}

void Call::Finish(const absl::Status& status) {
  CWP_CHECK(answer_, "a call is finished once");
  const absl::Duration took = clock_.Now() - start_;
  method_.Count(status.code());
  method_.seconds->Observe(absl::ToDoubleSeconds(took));
  if (method_.IsWorthALine(status, took)) {
    const bool usual = status.ok() || absl::IsCancelled(status);
    Log(usual ? LogLevel::kInfo : LogLevel::kWarning, "call_handled",
        {{"method", method_.name},
         {"code", absl::StatusCodeToString(status.code())},
         {"reason", ReasonOf(status)},
         {"caller", caller_.service},
         {"kind", KindName(caller_.kind)},
         {"request_id", caller_.trace},
         {"duration_s", absl::ToDoubleSeconds(took)}});
  }
  const Answer answer = std::exchange(answer_, nullptr);
  const_cast<Answer&>(answer)(ToGrpcStatus(status));
}

Gate::Gate(GateOptions options) : options_(std::move(options)) {
  for (const MethodAccess& row : options_.access) {
    auto method = std::make_unique<Call::Method>();
    method->service = options_.proto_service;
    method->name = row.method;
    method->allowed = row.allowed;
    method->metrics = options_.metrics;
    method->seconds = &options_.metrics->AddHistogram(
        "grpc_server_handling_seconds", "Time from a call to its answer.",
        {{"grpc_service", options_.proto_service},
         {"grpc_method", row.method}});
    method->slow = options_.slow;
    method->log_one_in = options_.log_one_in;
    methods_.emplace(row.method, std::move(method));
  }
}

Gate::~Gate() = default;

grpc::ServerUnaryReactor* Gate::Serve(
    grpc::CallbackServerContext& context, absl::string_view method,
    absl::FunctionRef<void(CallPtr)> handler) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  CallPtr call = Admit(context, method, [reactor](const grpc::Status& status) {
    reactor->Finish(status);
  });
  if (call != nullptr) handler(std::move(call));
  return reactor;
}

CallPtr Gate::Admit(grpc::CallbackServerContext& context,
                    absl::string_view method, Call::Answer answer) {
  const auto found = methods_.find(method);
  CWP_CHECK(found != methods_.end(), "every method has a row in its table");
  CallPtr call(new Call(*found->second, *options_.clock));
  call->answer_ = std::move(answer);
  const absl::Status allowed = Check(context, *call);
  if (allowed.ok()) return call;
  call->Finish(allowed);
  return nullptr;
}

absl::Status Gate::Check(grpc::CallbackServerContext& context,
                         Call& call) const {
  call.deadline_ =
      DeadlineOf(context, *options_.clock, options_.default_timeout);
  const absl::string_view metadata = CallerMetadata(context);
  if (metadata.empty()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "CALLER_MISSING",
                     "the call does not say who makes it");
  }
  absl::StatusOr<Caller> caller =
      options_.verifier->Verify(metadata, options_.clock->Now());
  if (!caller.ok()) return caller.status();
  call.caller_ = *std::move(caller);
  // Without a channel a partner would have everybody's.
  if (call.caller_.kind == CallerKind::kPartner &&
      call.caller_.channel.empty()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "CALLER_INVALID",
                     "the caller is a partner without a channel");
  }
  for (const MethodAccess::Allowed& allowed : call.method_.allowed) {
    if (IsMeant(allowed, call.caller_)) return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED",
      absl::StrCat(call.caller_.service, " may not call ", call.method_.name,
                   " for ", KindName(call.caller_.kind)),
      {{"method", call.method_.name},
       {"service", call.caller_.service},
       {"kind", std::string(KindName(call.caller_.kind))}});
}

}  // namespace cwp::rpc
