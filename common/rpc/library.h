#ifndef CWP_COMMON_RPC_LIBRARY_H_
#define CWP_COMMON_RPC_LIBRARY_H_

namespace cwp::rpc {

// Keeps gRPC running until the process ends. Without this it stops with the
// last server and channel, and starts again with the next: to stop it sometimes
// waits 10 s for a timer of its own. Nor does it look for deadlocks any longer:
// Debian's Abseil records each lock that gRPC takes, under a lock of all
// threads, and a service answers a tenth more without. Safe to call from
// several threads at once, any number of times.
void KeepLibrary();

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_LIBRARY_H_
