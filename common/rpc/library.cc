#include "common/rpc/library.h"

#include "absl/synchronization/mutex.h"
#include "grpc/grpc.h"

namespace cwp::rpc {
namespace {

bool Keep() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  grpc_init();
  return true;
}

}  // namespace

void KeepLibrary() { [[maybe_unused]] static const bool kept = Keep(); }

}  // namespace cwp::rpc
