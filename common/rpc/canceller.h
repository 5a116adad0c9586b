#ifndef CWP_COMMON_RPC_CANCELLER_H_
#define CWP_COMMON_RPC_CANCELLER_H_

#include <vector>

#include "common/base/mutex.h"

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace cwp::rpc {

// Ends calls that a thread waits for, so that whoever stops that thread need
// not wait for them. Safe to use from several threads at once.
//
//   grpc::ClientContext context;
//   rpc::Canceller::Scope scope(canceller, context);
//   stub->GetSession(&context, request, &response);  // CANCELLED after Cancel.
class Canceller {
 public:
  // Gives one call into the canceller's hands, from before its start until
  // after its end.
  class Scope {
   public:
    Scope(Canceller& canceller, grpc::ClientContext& context);
    ~Scope();

    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Canceller& canceller_;
    grpc::ClientContext& context_;
  };

  // Ends the calls under way, and every later one as it starts.
  void Cancel();

  bool cancelled() const;

 private:
  mutable Mutex mu_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<grpc::ClientContext*> contexts_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_CANCELLER_H_
