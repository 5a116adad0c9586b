#ifndef CWP_SERVICES_REGISTRATION_SERVER_H_
#define CWP_SERVICES_REGISTRATION_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/bell.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/base/latest.h"
#include "common/cache/publisher.h"
#include "common/db/due_timer.h"
#include "common/db/writer.h"
#include "common/feed/follower.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/time/days_off_settings.h"
#include "common/time/local_time.h"
#include "services/registration/housekeeping.h"
#include "services/registration/join_addresses.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/seat_board.h"
#include "services/registration/seat_stream.h"
#include "services/registration/service.h"
#include "services/registration/vault.h"

namespace cwp::registration {

// What registration is told when it starts.
struct Settings {
  host::HostSettings host;
  // Where scheduling is.
  std::string scheduling;
  // Where seat counts are published; empty for nowhere.
  std::string redis;
  // The file or folder of the keys that seal personal data.
  std::string master_key;
  // What the organisation sets about its seat pools; the time of holds apart,
  // in seconds.
  Rules rules = {.zone = civil::London()};
  int64_t hold_seconds = 20 * 60;
  // Of these, the bank holidays: offers stand still on them.
  civil::DaysOffSettings days_off;
  // How long after a session personal data is kept; at least 30, for so long
  // links lead to it.
  int64_t retention_days = 90;
  // How much the writer takes at once. No configuration sets it.
  db::WriterOptions writer;
  // Called on the writer's thread after each commit, before anybody is
  // answered. For tests of crashes in that moment; no configuration sets it.
  std::function<void()> after_commit = [] {};
};

void AddSettings(Config& config, Settings& settings);

// The running service.
class RegistrationServer final : public host::Running {
 public:
  // `clock` outlives the server.
  static absl::StatusOr<std::unique_ptr<RegistrationServer>> Start(
      const Settings& settings, const Clock& clock);

  // Lets calls finish, then stops.
  ~RegistrationServer() override;

  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }

  // For tests that wait for scheduling's sessions.
  feed::Follower& follower() { return *follower_; }

 private:
  RegistrationServer() = default;
  absl::Status StartAll(const Settings& settings, const Clock& clock);
  static absl::Status CheckRules(const Settings& settings);
  absl::Status StartBoard(const std::string& redis, const Clock& clock);
  void StartWriter(const Settings& settings, const Clock& clock);
  void StartLapses(const Clock& clock);
  void StartFollowing(const std::string& scheduling, const Clock& clock);
  absl::Status ReadDesk();
  void AddMetrics();

  std::unique_ptr<host::Host> host_;
  // As settings say, and as it holds now: what is said at the desk goes before.
  GroupOptions configured_;
  Latest<GroupOptions> options_{GroupOptions()};
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<cache::Publisher> publisher_;
  // Rung when the board has changed.
  Bell seats_bell_;
  std::unique_ptr<SeatBoard> board_;
  std::unique_ptr<SeatStream> seat_stream_;
  std::unique_ptr<BookingWriter> writer_;
  std::unique_ptr<db::DueTimer> lapses_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Service> reports_;
  std::unique_ptr<JoinAddresses> addresses_;
  std::unique_ptr<SchedulingFollower> target_;
  std::unique_ptr<feed::Follower> follower_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_SERVER_H_
