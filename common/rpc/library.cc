#include "common/rpc/library.h"

#include "grpc/grpc.h"

namespace cwp::rpc {

void KeepLibrary() {
  [[maybe_unused]] static const bool kept = (grpc_init(), true);
}

}  // namespace cwp::rpc
