#ifndef CWP_TESTS_WEB_FAKE_METHOD_H_
#define CWP_TESTS_WEB_FAKE_METHOD_H_

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/strip.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "cwp/rpc/v1/caller.pb.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"

namespace cwp::web {

// Who called, as the caller's signed word says.
rpc::v1::Caller CallerOf(const grpc::ServerContext& context);

// What the fakes of this process were asked for staff, by the names of methods.
class AskedForStaff {
 public:
  static AskedForStaff& Seen() {
    static auto* const seen = new AskedForStaff;
    return *seen;
  }

  void Note(std::string method) {
    MutexLock lock(mu_);
    methods_.insert(std::move(method));
  }
  // Those since it was called last.
  std::set<std::string> Take() {
    MutexLock lock(mu_);
    return std::exchange(methods_, {});
  }

 private:
  Mutex mu_;
  std::set<std::string> methods_ ABSL_GUARDED_BY(mu_);
};

// One method of a fake: answers as the test says, and remembers who asked
// what. An error stands for the answer until it is cleared. Whatever staff ask
// for has a request id, where it can have one: else it would be done twice when
// a button is pressed twice.
template <class Request, class Response>
class FakeMethod {
 public:
  using Answer = std::function<absl::StatusOr<Response>(const Request&)>;

  void Do(Answer answer) {
    MutexLock lock(mu_);
    answer_ = std::move(answer);
  }
  void Return(absl::StatusOr<Response> result) {
    Do([result](const Request&) { return result; });
  }

  std::vector<Request> requests() {
    MutexLock lock(mu_);
    return requests_;
  }
  std::vector<rpc::v1::Caller> callers() {
    MutexLock lock(mu_);
    return callers_;
  }

  grpc::Status Handle(const grpc::ServerContext& context,
                      const Request& request, Response* response) {
    MutexLock lock(mu_);
    requests_.push_back(request);
    callers_.push_back(CallerOf(context));
    if (callers_.back().kind() == rpc::v1::Caller::STAFF) {
      AskedForStaff::Seen().Note(std::string(
          absl::StripSuffix(Request::descriptor()->name(), "Request")));
      if constexpr (requires { request.request_id(); }) {
        EXPECT_NE(request.request_id(), "") << Request::descriptor()->name();
      }
    }
    if (!answer_) return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
    absl::StatusOr<Response> result = answer_(request);
    if (result.ok()) *response = *std::move(result);
    return rpc::ToGrpcStatus(result.status());
  }

 private:
  Mutex mu_;
  Answer answer_ ABSL_GUARDED_BY(mu_);
  std::vector<Request> requests_ ABSL_GUARDED_BY(mu_);
  std::vector<rpc::v1::Caller> callers_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::web

#endif  // CWP_TESTS_WEB_FAKE_METHOD_H_
