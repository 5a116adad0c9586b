#ifndef CWP_SERVICES_WEB_SERVER_H_
#define CWP_SERVICES_WEB_SERVER_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/latest.h"
#include "common/base/mutex.h"
#include "common/base/worker_pool.h"
#include "common/cache/client.h"
#include "common/feed/follower.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/http/server.h"
#include "common/http/static_files.h"
#include "common/organisation/parts.h"
#include "common/telemetry/metrics.h"
#include "common/time/days_off.h"
#include "services/web/audit_keeper.h"
#include "services/web/audit_log.h"
#include "services/web/client_limits.h"
#include "services/web/desk.h"
#include "services/web/desk_once.h"
#include "services/web/logo.h"
#include "services/web/oidc_sign_in.h"
#include "services/web/page_cache.h"
#include "services/web/render.h"
#include "services/web/said.h"
#include "services/web/scheduling_follower.h"
#include "services/web/seat_watch.h"
#include "services/web/self_check.h"
#include "services/web/settings.h"
#include "services/web/short_memory.h"
#include "services/web/site.h"
#include "services/web/staff_accounts.h"
#include "services/web/staff_commands.h"
#include "services/web/staff_vault.h"
#include "services/web/view_counter.h"
#include "services/web/webinars_follower.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace cwp::web {

// A running cwp-web: the whole service but for main.
class WebServer final : public host::Running {
 public:
  // `clock` outlives the server.
  static absl::StatusOr<std::unique_ptr<WebServer>> Start(
      const Settings& settings, const Clock& clock);

  // Takes no more requests and lets those under way finish.
  ~WebServer() override;

  // The TCP ports that were chosen.
  int http_port() const { return http_->port(); }
  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }

  // For tests that look at what was counted.
  ViewCounter& views() { return *views_; }
  // For tests that wait for the programme.
  feed::Follower& scheduling_follower() { return *scheduling_follower_; }
  feed::Follower& webinars_follower() { return *webinars_follower_; }

 private:
  WebServer() = default;
  absl::Status StartAll(const Settings& settings, const Clock& clock);
  absl::Status StartCatalogue(const Settings& settings, const Clock& clock);
  absl::Status LoadPages(const Settings& settings);
  absl::Status MakeSite(const Settings& settings, const Clock& clock);
  void WatchUrgentHelp();
  void KeepUrgentHelpCopy(const View& same);
  absl::Status Say(const organisation::Parts& parts)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(saying_);
  absl::Status MakeDesk(const Settings& settings, const Clock& clock);
  void MakeStaff(const Clock& clock);
  absl::Status MakeOidc(const Settings& settings, const Clock& clock);
  absl::Status Serve(const Settings& settings);
  absl::Status StartHttp(const Settings& settings);
  void ReloadCatalogue();

  std::unique_ptr<host::Host> host_;
  std::unique_ptr<cache::Client> redis_;
  std::unique_ptr<RegistrationClient> registration_;
  std::unique_ptr<WebinarsClient> webinars_;
  std::unique_ptr<ViewCounter> views_;
  std::unique_ptr<NotificationsClient> notifications_;
  std::unique_ptr<SchedulingClient> scheduling_;
  std::unique_ptr<SeatReader> seats_;
  std::unique_ptr<SeatWatch> seat_watch_;
  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<SchedulingFollower> workshops_;
  std::unique_ptr<WebinarsFollower> videos_;
  std::unique_ptr<feed::Follower> scheduling_follower_;
  std::unique_ptr<feed::Follower> webinars_follower_;
  std::unique_ptr<http::StaticFiles> assets_;
  // What the settings say when nothing is said at the desk, and what pages get
  // besides.
  Settings settings_;
  View same_;
  absl::TimeZone zone_;
  civil::DaysOff days_off_;
  Mutex saying_;
  organisation::Parts said_from_ ABSL_GUARDED_BY(saying_);
  std::unique_ptr<Renderer> renderer_;
  std::unique_ptr<Latest<Said>> said_;
  std::optional<SelfCheck> self_check_;
  std::optional<Logo> logo_;
  PageCache pages_;
  PictureCache pictures_;
  std::unique_ptr<ClientRate> letters_;
  std::unique_ptr<ShortMemory> erased_;
  std::unique_ptr<Site> site_;
  const rpc::Peer* registration_peer_ = nullptr;
  const rpc::Peer* scheduling_peer_ = nullptr;
  const rpc::Peer* notifications_peer_ = nullptr;
  rpc::Peer* webinars_peer_ = nullptr;
  std::unique_ptr<StaffVault> staff_vault_;
  std::unique_ptr<AuditLog> audit_log_;
  std::unique_ptr<AuditKeeper> audit_keeper_;
  std::unique_ptr<WorkerPool> passwords_;
  std::unique_ptr<StaffApplier> staff_applier_;
  std::unique_ptr<StaffWriter> staff_writer_;
  std::vector<Metrics::Callback> audit_metrics_;
  std::vector<Metrics::Callback> staff_metrics_;
  Metrics::Callback urgent_metric_;
  std::unique_ptr<StaffAccounts> staff_accounts_;
  std::unique_ptr<OidcSignIn> oidc_;
  std::unique_ptr<ShownOnce> shown_once_;
  std::unique_ptr<SchedulingCalls> desk_scheduling_;
  std::unique_ptr<RegistrationCalls> desk_registration_;
  std::unique_ptr<SeriesCalls> desk_series_;
  std::unique_ptr<FacilitatorCalls> desk_facilitators_;
  std::unique_ptr<MeetingOptionsCalls> desk_meeting_options_;
  std::unique_ptr<PictureCalls> desk_pictures_;
  std::unique_ptr<OrganisationCalls> desk_organisation_;
  std::unique_ptr<ReportCalls> desk_reports_;
  std::unique_ptr<GatewayCalls> desk_gateway_;
  std::unique_ptr<NotificationsCalls> desk_notifications_;
  std::unique_ptr<WebinarCalls> desk_webinars_;
  std::unique_ptr<TeamsCalls> desk_teams_;
  std::unique_ptr<ShortMemory> edited_;
  Desk desk_;
  std::unique_ptr<grpc::Service> staff_service_;
  std::unique_ptr<grpc::Service> audit_service_;
  std::unique_ptr<http::Server> http_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SERVER_H_
