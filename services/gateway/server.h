#ifndef CWP_SERVICES_GATEWAY_SERVER_H_
#define CWP_SERVICES_GATEWAY_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/cache/client.h"
#include "common/feed/follower.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/host/request_keys.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"
#include "services/gateway/commands.h"
#include "services/gateway/door.h"
#include "services/gateway/registration_client.h"
#include "services/gateway/replays.h"
#include "services/gateway/scheduling_follower.h"
#include "services/gateway/seats.h"

namespace cwp::gateway {

// What the gateway is told when it starts.
struct Settings {
  host::HostSettings host;
  // Where partners, or the proxy before us, connect.
  std::string http_listen = "127.0.0.1:0";
  int64_t http_threads = 2;
  std::vector<std::string> trusted_proxies;
  // The addresses that partners and families use.
  std::string public_url;
  std::string web_url;
  // Where the other services are.
  std::string scheduling;
  std::string registration;
  // Empty for none.
  std::string redis;
  std::string organisation = "Children’s Wellbeing Practitioners";
  std::string organisation_id = "1";
  // How long a list waits for seat counts, which it goes without otherwise.
  absl::Duration seat_patience = absl::Seconds(1);
};

void AddSettings(Config& config, Settings& settings);

// The running service.
class GatewayServer final : public host::Running {
 public:
  // `clock` outlives the server.
  static absl::StatusOr<std::unique_ptr<GatewayServer>> Start(
      const Settings& settings, const Clock& clock);

  // Lets requests and calls finish, then stops.
  ~GatewayServer() override;

  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }
  int http_port() const { return http_->port(); }

  // For tests.
  feed::Follower& follower() { return *follower_; }
  const SeatReader& seats() const { return *seats_; }

 private:
  GatewayServer() = default;
  absl::Status StartAll(const Settings& settings, const Clock& clock);
  absl::Status StartSeats(const Settings& settings, const Clock& clock);
  absl::Status StartWriter(const Settings& settings, const Clock& clock);
  void StartFollowing(const std::string& scheduling, const Clock& clock);
  absl::Status StartHttp(const Settings& settings, const Clock& clock);

  std::unique_ptr<host::Host> host_;
  std::unique_ptr<RegistrationClient> registration_;
  std::unique_ptr<cache::Client> redis_;
  std::unique_ptr<SeatReader> seats_;
  std::unique_ptr<host::RequestKeys> request_keys_;
  std::unique_ptr<Applier> applier_;
  std::unique_ptr<GatewayWriter> writer_;
  std::unique_ptr<Replays> replays_;
  std::unique_ptr<SchedulingFollower> target_;
  std::unique_ptr<feed::Follower> follower_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<Door> door_;
  std::unique_ptr<http::Server> http_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_SERVER_H_
