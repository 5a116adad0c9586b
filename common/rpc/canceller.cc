#include "common/rpc/canceller.h"

#include <algorithm>

#include "grpcpp/client_context.h"

namespace cwp::rpc {

Canceller::Scope::Scope(Canceller& canceller, grpc::ClientContext& context)
    : canceller_(canceller), context_(context) {
  MutexLock lock(canceller_.mu_);
  canceller_.contexts_.push_back(&context);
  // gRPC remembers it until the call starts.
  if (canceller_.cancelled_) context.TryCancel();
}

Canceller::Scope::~Scope() {
  MutexLock lock(canceller_.mu_);
  auto& contexts = canceller_.contexts_;
  contexts.erase(std::find(contexts.begin(), contexts.end(), &context_));
}

void Canceller::Cancel() {
  MutexLock lock(mu_);
  cancelled_ = true;
  for (grpc::ClientContext* context : contexts_) context->TryCancel();
}

bool Canceller::cancelled() const {
  MutexLock lock(mu_);
  return cancelled_;
}

}  // namespace cwp::rpc
