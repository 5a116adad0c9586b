#ifndef CWP_COMMON_RPC_SERVER_H_
#define CWP_COMMON_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace cwp::rpc {

// A running gRPC server with the standard health service.
//
// A request that is not a message of its method, or has a text that is not
// UTF-8, never reaches a handler: it is answered INVALID_ARGUMENT
// `REQUEST_UNREADABLE`.
class Server {
 public:
  struct Options {
    // `host:port`, with port 0 for any free one, or `unix:PATH`.
    std::string listen = "127.0.0.1:0";
    // Whether clients may ask what is served (gRPC reflection).
    bool reflection = true;
  };

  // Starts serving. The services outlive the server. Fails with UNAVAILABLE
  // `LISTEN_FAILED`.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, const std::vector<grpc::Service*>& services);

  // Stops as Drain(zero) does.
  ~Server();

  // The TCP port it listens on; 0 on a Unix socket.
  int port() const { return port_; }

  // Says NOT_SERVING to health checks, takes no new calls, lets those under way
  // finish for at most `patience`, then ends them. Streams must have been told
  // to end before. May be called twice.
  void Drain(absl::Duration patience);

 private:
  Server() = default;

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace cwp::rpc

#endif  // CWP_COMMON_RPC_SERVER_H_
