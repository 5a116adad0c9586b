#ifndef CWP_SERVICES_WEB_SCHEDULING_CLIENT_H_
#define CWP_SERVICES_WEB_SCHEDULING_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"

namespace cwp::web {

// Calls scheduling for what does not come by its feed. Safe to use from several
// threads at once.
class SchedulingClient {
 public:
  // Both outlive the client.
  SchedulingClient(const rpc::Peer& scheduling, const Clock& clock);
  ~SchedulingClient();

  // The bytes of a picture, or of the smaller one that there is of it. Fails as
  // GetWorkshopPicture of scheduling's proto file says.
  boost::asio::awaitable<absl::StatusOr<std::string>> GetPicture(
      rpc::Caller caller, std::string id, bool small);

 private:
  struct Stub;

  const rpc::Peer& peer_;
  const Clock& clock_;
  const std::unique_ptr<Stub> stub_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SCHEDULING_CLIENT_H_
