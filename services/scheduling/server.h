#ifndef CWP_SERVICES_SCHEDULING_SERVER_H_
#define CWP_SERVICES_SCHEDULING_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/db/database.h"
#include "common/db/due_timer.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/time/days_off_settings.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/meeting_worker.h"
#include "services/scheduling/series_service.h"
#include "services/scheduling/service.h"
#include "services/scheduling/teams_service.h"
#include "services/scheduling/teams_settings.h"
#include "services/scheduling/vault.h"

namespace cwp::scheduling {

struct Settings {
  host::HostSettings host;
  // File or folder of the master keys that seal join addresses.
  std::string master_key;
  // How long a reschedule or cancellation can be taken back; 0 for not at all.
  int64_t undo_minutes = 10;
  // Where typed join addresses may lead.
  std::vector<std::string> meeting_hosts = {
      "teams.microsoft.com", "teams.live.com", "teams.cloud.microsoft"};
  // The days that series may skip.
  civil::DaysOffSettings days_off;
  // Who makes meetings.
  TeamsSettings teams;
  // Called on the writer's thread after each commit, before anybody is
  // answered. For tests of crashes in that moment; no configuration sets it.
  std::function<void()> after_commit = [] {};
};

// Adds them to the configuration of the program.
void AddSettings(Config& config, Settings& settings);

// A running cwp-scheduling: the whole service but for main.
class SchedulingServer final : public host::Running {
 public:
  // `clock` outlives the server.
  static absl::StatusOr<std::unique_ptr<SchedulingServer>> Start(
      const Settings& settings, const Clock& clock);

  // Takes no more calls and lets those under way finish.
  ~SchedulingServer() override;

  // The TCP ports that were chosen.
  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }

 private:
  SchedulingServer() = default;
  void StartMeetings(const TeamsSettings& settings);

  // Has done what time does to sessions and series.
  void StartTimers(const Clock& clock);

  // Submits a Command for each id that `find` says is due.
  using FindDue = std::function<absl::StatusOr<std::vector<int64_t>>(
      db::Transaction& tx, absl::Time now)>;
  template <class Command>
  std::unique_ptr<db::DueTimer> MakeTimer(std::string name, const Clock& clock,
                                          FindDue find);

  std::unique_ptr<host::Host> host_;
  std::unique_ptr<const Vault> vault_;
  std::unique_ptr<MeetingProvider> provider_;
  // These outlive the writer of the last, which finishes their calls.
  std::unique_ptr<grpc::Service> series_;
  std::unique_ptr<grpc::Service> facilitators_;
  std::unique_ptr<grpc::Service> organisation_;
  std::unique_ptr<grpc::Service> pictures_;
  std::unique_ptr<grpc::Service> meeting_options_;
  std::unique_ptr<SchedulingService> service_;
  std::unique_ptr<db::DueTimer> timer_;
  std::unique_ptr<db::DueTimer> series_timer_;
  std::unique_ptr<MeetingWorker> worker_;
  std::unique_ptr<TeamsService> teams_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SERVER_H_
