#ifndef CWP_TESTS_WEB_FAKE_METHOD_H_
#define CWP_TESTS_WEB_FAKE_METHOD_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "cwp/rpc/v1/caller.pb.h"
#include "grpcpp/server_context.h"

namespace cwp::web {

// Who called, as the caller's signed word says.
rpc::v1::Caller CallerOf(const grpc::ServerContext& context);

// One method of a fake: answers as the test says, and remembers who asked
// what. An error stands for the answer until it is cleared.
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
