#ifndef CWP_COMMON_RPC_LIBRARY_H_
#define CWP_COMMON_RPC_LIBRARY_H_

namespace cwp::rpc {

// Keeps gRPC running until the process ends. Without this it stops with the
// last server and channel, and starts again with the next: to stop it sometimes
// waits 10 s for a timer of its own. Safe to call from several threads at once,
// any number of times.
void KeepLibrary();

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_LIBRARY_H_
