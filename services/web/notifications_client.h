#ifndef CWP_SERVICES_WEB_NOTIFICATIONS_CLIENT_H_
#define CWP_SERVICES_WEB_NOTIFICATIONS_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"

namespace cwp::web {

struct CalendarFile {
  std::string text;
  std::string file_name;
};

// Calls notifications. Safe to use from several threads at once.
class NotificationsClient {
 public:
  // Both outlive the client.
  NotificationsClient(const rpc::Peer& notifications, const Clock& clock);
  ~NotificationsClient();

  // Fails as GetCalendarFile of notifications' proto file says.
  boost::asio::awaitable<absl::StatusOr<CalendarFile>> GetCalendarFile(
      rpc::Caller caller, std::string join_token);

 private:
  struct Stub;

  const rpc::Peer& peer_;
  const Clock& clock_;
  const std::unique_ptr<Stub> stub_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_NOTIFICATIONS_CLIENT_H_
