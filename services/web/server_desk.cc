#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/crypto/keyring.h"
#include "common/db/queue_metrics.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/server.h"

// The desk, and what is behind it.

namespace cwp::web {
namespace {

// One, since each takes a processor for some 20 ms; and as many as are done
// before whoever waits gives up.
constexpr int kPasswordThreads = 1;
constexpr size_t kMostPasswords = 100;

// What was edited can be undone for so long, as far as this is enough for it.
constexpr absl::Duration kUndoTime = absl::Minutes(15);
constexpr size_t kUndoBytes = size_t{8} << 20;

}  // namespace

absl::Status WebServer::MakeDesk(const Settings& settings, const Clock& clock) {
  ASSIGN_OR_RETURN(const crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  staff_vault_ = std::make_unique<StaffVault>(keyring);
  audit_log_ = std::make_unique<AuditLog>(
      AuditLog::Parts{.database = &host_->database(),
                      .clock = &clock,
                      .readers = &host_->readers(),
                      .ids = &host_->ids(),
                      .committed = [this] { host_->bell().Ring(); }},
      keyring);
  audit_keeper_ = std::make_unique<AuditKeeper>(AuditKeeper::Options{
      .database = &host_->database(),
      .clock = &clock,
      .log = audit_log_.get(),
      .metrics = &host_->metrics(),
      .retention = absl::Hours(24 * settings.audit_reason_days)});
  audit_metrics_ = db::MeterWriter(host_->metrics(), audit_log_->writer(),
                                   {{"writer", "audit"}});
  MakeStaff(clock);
  RETURN_IF_ERROR(MakeOidc(settings, clock));
  shown_once_ = std::make_unique<ShownOnce>(clock);
  desk_scheduling_ =
      std::make_unique<SchedulingCalls>(*scheduling_peer_, clock);
  desk_registration_ =
      std::make_unique<RegistrationCalls>(*registration_peer_, clock);
  desk_reports_ = std::make_unique<ReportCalls>(*registration_peer_, clock);
  desk_gateway_ = std::make_unique<GatewayCalls>(
      host_->AddPeer("gateway", settings.gateway), clock);
  desk_notifications_ =
      std::make_unique<NotificationsCalls>(*notifications_peer_, clock);
  desk_webinars_ = std::make_unique<WebinarCalls>(*webinars_peer_, clock);
  desk_teams_ = std::make_unique<TeamsCalls>(*scheduling_peer_, clock);
  desk_series_ = std::make_unique<SeriesCalls>(*scheduling_peer_, clock);
  desk_facilitators_ =
      std::make_unique<FacilitatorCalls>(*scheduling_peer_, clock);
  desk_meeting_options_ =
      std::make_unique<MeetingOptionsCalls>(*scheduling_peer_, clock);
  desk_pictures_ = std::make_unique<PictureCalls>(*scheduling_peer_, clock);
  desk_organisation_ =
      std::make_unique<OrganisationCalls>(*scheduling_peer_, clock);
  edited_ = std::make_unique<ShortMemory>(clock, kUndoTime, kUndoBytes);
  desk_ = {.site = site_.get(),
           .accounts = staff_accounts_.get(),
           .scheduling = desk_scheduling_.get(),
           .registration = desk_registration_.get(),
           .series = desk_series_.get(),
           .facilitators = desk_facilitators_.get(),
           .meeting_options = desk_meeting_options_.get(),
           .pictures = desk_pictures_.get(),
           .organisation = desk_organisation_.get(),
           .reports = desk_reports_.get(),
           .gateway = desk_gateway_.get(),
           .notifications = desk_notifications_.get(),
           .webinars = desk_webinars_.get(),
           .audit = audit_log_.get(),
           .shown_once = shown_once_.get(),
           .oidc = oidc_.get(),
           .teams = desk_teams_.get(),
           .before = edited_.get(),
           .programme_time =
               [this] { return scheduling_follower_->status().current_time; },
           .webinars_time =
               [this] { return webinars_follower_->status().current_time; }};
  if (redis_ != nullptr) {
    desk_.counts_live = [this] { return redis_->stats().connected; };
  }
  return absl::OkStatus();
}

// It need not be there yet: it is asked when somebody signs in.
absl::Status WebServer::MakeOidc(const Settings& settings, const Clock& clock) {
  if (settings.oidc.issuer.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(OidcOptions options,
                   ReadOidcSettings(settings.oidc, settings.public_url));
  RETURN_IF_ERROR(ReadSecretFile(options.secret_file).status());
  oidc_ = std::make_unique<OidcSignIn>(std::move(options), settings.oidc.button,
                                       clock, host_->metrics());
  return absl::OkStatus();
}

void WebServer::MakeStaff(const Clock& clock) {
  staff_applier_ = std::make_unique<StaffApplier>(clock);
  staff_writer_ = std::make_unique<StaffWriter>(
      host_->database(), clock, db::WriterOptions(),
      [this](db::Transaction& tx,
             absl::Span<const StaffCommand* const> commands) {
        return staff_applier_->Apply(tx, commands);
      },
      [this] { host_->bell().Ring(); });
  staff_writer_->Start();
  staff_metrics_ = db::MeterWriter(host_->metrics(), *staff_writer_);
  passwords_ = std::make_unique<WorkerPool>(kPasswordThreads, kMostPasswords);
  staff_metrics_.push_back(host_->metrics().AddCallbackGauge(
      "cwp_password_checks_waiting", "Passwords that wait to be checked.", {},
      [this] { return passwords_->waiting(); }));
  staff_accounts_ = std::make_unique<StaffAccounts>(
      StaffAccounts::Parts{.clock = &clock,
                           .readers = &host_->readers(),
                           .writer = staff_writer_.get(),
                           .vault = staff_vault_.get(),
                           .ids = &host_->ids(),
                           .audit = audit_log_.get(),
                           .passwords = passwords_.get()});
}

}  // namespace cwp::web
