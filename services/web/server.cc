#include "services/web/server.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/config.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/keyring.h"
#include "common/http/security_headers.h"
#include "common/telemetry/log.h"
#include "common/time/days_off_settings.h"
#include "common/time/local_time.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "cwp/scheduling/v1/facilitator_service.grpc.pb.h"
#include "cwp/scheduling/v1/meeting_options_service.grpc.pb.h"
#include "cwp/scheduling/v1/organisation_service.grpc.pb.h"
#include "cwp/scheduling/v1/picture_service.grpc.pb.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/web/asset_names.h"
#include "services/web/audit_service.h"
#include "services/web/link_visit.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/said_at_desk.h"
#include "services/web/schema.h"
#include "services/web/security.h"
#include "services/web/staff_service.h"

namespace cwp::web {
namespace {

constexpr char kAssets[] = "/assets";

// Who has just erased everything: some 10,000 at a time.
constexpr size_t kErasedBytes = size_t{1} << 20;

// Whether anything was ever heard of a feed.
bool IsKnown(const feed::Follower& follower) {
  const feed::FollowerStatus status = follower.status();
  return status.connected || status.applied.revision > 0;
}

void LogFailure(absl::string_view event, const absl::Status& status) {
  Log(LogLevel::kError, event,
      {{"reason", ReasonOf(status)}, {"error", std::string(status.message())}});
}

std::unique_ptr<feed::Follower> Follow(absl::string_view name, rpc::Peer& peer,
                                       host::Host& host,
                                       feed::FollowerTarget& target) {
  auto follower = std::make_unique<feed::Follower>(
      feed::Follower::Options{.name = std::string(name),
                              .peer = &peer,
                              .database = &host.database(),
                              .clock = &host.clock(),
                              .target = &target,
                              .metrics = &host.metrics()});
  follower->Start();
  return follower;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WebServer>> WebServer::Start(
    const Settings& settings, const Clock& clock) {
  RETURN_IF_ERROR(CheckSettings(settings));
  std::unique_ptr<WebServer> server(new WebServer());
  server->settings_ = settings;
  RETURN_IF_ERROR(server->StartAll(settings, clock));
  return server;
}

absl::Status WebServer::StartAll(const Settings& settings, const Clock& clock) {
  ASSIGN_OR_RETURN(host_,
                   host::Host::Open("web", settings.host, clock, Migrations()));
  if (!settings.redis.empty()) {
    cache::Client::Options options;
    ASSIGN_OR_RETURN(options.address, cache::ParseAddress(settings.redis));
    redis_ = std::make_unique<cache::Client>(clock, options);
  }
  rpc::Peer& registration =
      host_->AddPeer("registration", settings.registration);
  registration_peer_ = &registration;
  registration_ = std::make_unique<RegistrationClient>(registration, clock);
  rpc::Peer& notifications =
      host_->AddPeer("notifications", settings.notifications);
  notifications_peer_ = &notifications;
  notifications_ = std::make_unique<NotificationsClient>(notifications, clock);
  seats_ = std::make_unique<SeatReader>(clock, redis_.get(), registration,
                                        host_->metrics());
  seat_watch_ =
      std::make_unique<SeatWatch>(registration, clock, host_->metrics(),
                                  static_cast<int>(settings.live_readers));
  RETURN_IF_ERROR(StartCatalogue(settings, clock));
  RETURN_IF_ERROR(MakeSite(settings, clock));
  RETURN_IF_ERROR(MakeDesk(settings, clock));
  RETURN_IF_ERROR(StartHttp(settings));
  return Serve(settings);
}

absl::Status WebServer::Serve(const Settings& settings) {
  staff_service_ = MakeStaffService(
      {.gate = &host_->AddGate(kStaffService, StaffServiceAccess()),
       .ids = &host_->ids(),
       .readers = &host_->readers(),
       .writer = staff_writer_.get(),
       .vault = staff_vault_.get(),
       .audit = audit_log_.get(),
       .public_url = settings.public_url});
  audit_service_ = MakeAuditService(
      {.gate = &host_->AddGate(kAuditService, AuditServiceAccess()),
       .readers = &host_->readers(),
       .audit = audit_log_.get(),
       .vault = staff_vault_.get()});
  return host_->Serve({staff_service_.get(), audit_service_.get()},
                      host::Feed());
}

absl::Status WebServer::StartCatalogue(const Settings& settings,
                                       const Clock& clock) {
  catalogue_ = std::make_unique<Catalogue>(host_->database());
  RETURN_IF_ERROR(catalogue_->Load());
  rpc::Peer& scheduling = host_->AddPeer("scheduling", settings.scheduling);
  scheduling_peer_ = &scheduling;
  rpc::Peer& webinars = host_->AddPeer("webinars", settings.webinars);
  webinars_peer_ = &webinars;
  scheduling_ = std::make_unique<SchedulingClient>(scheduling, clock);
  webinars_ = std::make_unique<WebinarsClient>(webinars, clock);
  const auto reload = [this] { ReloadCatalogue(); };
  workshops_ = std::make_unique<SchedulingFollower>(scheduling, clock, reload);
  videos_ = std::make_unique<WebinarsFollower>(webinars, clock, reload);
  scheduling_follower_ = Follow("scheduling", scheduling, *host_, *workshops_);
  webinars_follower_ = Follow("webinars", webinars, *host_, *videos_);
  return absl::OkStatus();
}

void WebServer::ReloadCatalogue() {
  const absl::Status status = catalogue_->Load();
  if (!status.ok()) return LogFailure("catalogue_not_loaded", status);
  MutexLock lock(saying_);
  // At the start, MakeSite reads what was just loaded.
  if (renderer_ == nullptr || *catalogue_->said() == said_from_) return;
  const absl::Status said = Say(*catalogue_->said());
  if (!said.ok()) LogFailure("organisation_not_said", said);
}

// Pages as they are with what is said at the desk laid over the settings.
absl::Status WebServer::Say(const organisation::Parts& parts) {
  const Settings said = LayOver(settings_, parts);
  View same = same_;
  Overlay(same, SiteView(said));
  if (logo_.has_value()) {
    same["site"].as_object()["logo_src"] = logo_->path;
  }
  ASSIGN_OR_RETURN(Said next,
                   MakeSaid(said, same.at("site").as_object(), days_off_, zone_,
                            absl::ToCivilDay(host_->clock().Now(), zone_)));
  if (renderer_ == nullptr) {
    ASSIGN_OR_RETURN(renderer_, Renderer::Load(said.templates, same));
    said_ = std::make_unique<Latest<Said>>(std::move(next));
  } else {
    RETURN_IF_ERROR(renderer_->SetSame(same));
    said_->Set(std::move(next));
  }
  said_from_ = parts;
  KeepUrgentHelpCopy(same);
  return absl::OkStatus();
}

absl::Status WebServer::LoadPages(const Settings& settings) {
  ASSIGN_OR_RETURN(
      http::StaticFiles assets,
      http::StaticFiles::Load(settings.assets, {.prefix = kAssets}));
  assets_ = std::make_unique<http::StaticFiles>(std::move(assets));
  ASSIGN_OR_RETURN(self_check_, LoadSelfCheck(settings.self_check));
  same_["offers_self_check"] = self_check_.has_value();
  ASSIGN_OR_RETURN(same_["assets"], AssetPaths(settings.assets, *assets_));
  if (!settings.logo.empty()) {
    ASSIGN_OR_RETURN(logo_, ReadLogo(settings.logo));
  }
  ASSIGN_OR_RETURN(zone_, civil::LoadZone(settings.time_zone));
  ASSIGN_OR_RETURN(days_off_, civil::LoadDaysOff(settings.days_off));
  MutexLock lock(saying_);
  // What the settings say has to be right, whatever goes before it.
  RETURN_IF_ERROR(Say({}));
  if (*catalogue_->said() == said_from_) return absl::OkStatus();
  const absl::Status said = Say(*catalogue_->said());
  if (!said.ok()) LogFailure("organisation_not_said", said);
  return absl::OkStatus();
}

absl::Status WebServer::MakeSite(const Settings& settings, const Clock& clock) {
  RETURN_IF_ERROR(LoadPages(settings));
  if (settings.master_key.empty()) {
    return InvalidArgument("CONFIG_INVALID", "master-key is not set");
  }
  ASSIGN_OR_RETURN(const crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  views_ = std::make_unique<ViewCounter>(
      ViewCounter::Options{.webinars = webinars_peer_,
                           .clock = &clock,
                           .zone = zone_,
                           .metrics = &host_->metrics()});
  letters_ =
      std::make_unique<ClientRate>(clock, kLettersAtOnce, kLetterInterval);
  erased_ = std::make_unique<ShortMemory>(clock, kVisitTime, kErasedBytes);
  site_ = std::make_unique<Site>(
      Site{.clock = &clock,
           .zone = zone_,
           .renderer = renderer_.get(),
           .pages = &pages_,
           .said = said_.get(),
           .self_check = self_check_.has_value() ? &*self_check_ : nullptr,
           .catalogue = catalogue_.get(),
           .knows_workshops = [this] { return IsKnown(*scheduling_follower_); },
           .knows_webinars = [this] { return IsKnown(*webinars_follower_); },
           .seats = seats_.get(),
           .seat_watch = seat_watch_.get(),
           .registration = registration_.get(),
           .webinars = webinars_.get(),
           .views = views_.get(),
           .notifications = notifications_.get(),
           .scheduling = scheduling_.get(),
           .pictures = &pictures_,
           .letters = letters_.get(),
           .erased = erased_.get(),
           .form_key = keyring.Lasting("web forms"),
           .client_key = keyring.Lasting("web clients"),
           .public_url = settings.public_url,
           .cookies = http::Cookies(IsHttps(settings))});
  WatchUrgentHelp();
  return absl::OkStatus();
}

// Without it pages stand all the same: it is for when they do not.
void WebServer::KeepUrgentHelpCopy(const View& same) {
  if (settings_.urgent_help_copy.empty()) return;
  const absl::StatusOr<std::string> css =
      ReadAsset(settings_.assets, "style_css");
  const absl::Status status =
      !css.ok() ? css.status()
                : WriteUrgentHelpCopy(settings_.urgent_help_copy,
                                      renderer_->Render("urgent-help", {}),
                                      same.at("assets")
                                          .as_object()
                                          .at("style_css")
                                          .get_string()
                                          .c_str(),
                                      *css);
  if (!status.ok()) LogFailure("urgent_help_copy_not_written", status);
}

// The alarm: what staff see on their first page, monitoring sees here.
void WebServer::WatchUrgentHelp() {
  const auto today = [site = site_.get()] {
    return absl::ToCivilDay(site->clock->Now(), site->zone);
  };
  const UrgentSigning signing = said_->Get()->urgent;
  if (!UrgentAlarm(signing, today()).empty()) {
    // Who checked it last is a person.
    const std::optional<int> age = UrgentCheckAge(signing, today());
    Log(LogLevel::kWarning, "urgent_help_to_be_checked",
        {{"age_days", age.has_value() ? absl::StrCat(*age) : "unsigned"}});
  }
  urgent_metric_ = host_->metrics().AddCallbackGauge(
      "cwp_urgent_help_alarm",
      "1 while nobody has signed for where urgent help is found, or did so "
      "over 90 days ago.",
      {}, [site = site_.get(), today] {
        return UrgentAlarm(site->said->Get()->urgent, today()).empty() ? 0.0
                                                                       : 1.0;
      });
}

absl::Status WebServer::StartHttp(const Settings& settings) {
  http::Router router;
  AddHomePages(router, *site_);
  AddWorkshopPages(router, *site_);
  AddPicturePages(router, *site_);
  AddCalendarPages(router, *site_);
  AddBookingPages(router, *site_);
  AddLinePages(router, *site_);
  AddWaitingPages(router, *site_);
  AddEntryPages(router, *site_);
  AddCorrectPages(router, *site_);
  AddManagePages(router, *site_);
  AddWebCalendarPages(router, *site_);
  AddChangePages(router, *site_);
  AddFindPages(router, *site_);
  AddJoinPages(router, *site_);
  AddWebinarPages(router, *site_);
  AddMediaPages(router, *site_);
  AddTextPages(router, *site_);
  AddSelfCheckPages(router, *site_);
  AddLivePages(router, *site_);
  AddInfoPages(router, *site_);
  AddDesk(router, desk_);
  assets_->AddTo(router);
  if (logo_.has_value()) AddLogo(router, *logo_);

  http::ServerOptions options;
  options.listen = settings.http_listen;
  options.threads = static_cast<int>(settings.http_threads);
  // Whoever only watches takes no connection from those who book.
  options.limits.connections += static_cast<int>(settings.live_readers);
  options.trusted_proxies = settings.trusted_proxies;
  options.headers = http::SecurityHeaders(
      {.content_policy = std::string(kPagePolicy), .https = IsHttps(settings)});
  options.error_page = [this](const http::Request& request,
                              const http::Failure& failure) {
    return ProblemPage(*renderer_, request, failure);
  };
  http_ = std::make_unique<http::Server>(std::move(options), std::move(router),
                                         host_->metrics());
  return http_->Start();
}

WebServer::~WebServer() {
  urgent_metric_ = {};
  staff_metrics_.clear();
  // Requests that wait for the provider wait no longer.
  if (oidc_ != nullptr) oidc_->Stop();
  // With it go those who watch.
  http_ = nullptr;
  seat_watch_ = nullptr;
  views_ = nullptr;
  if (scheduling_follower_ != nullptr) scheduling_follower_->Stop();
  if (webinars_follower_ != nullptr) webinars_follower_->Stop();
  if (host_ != nullptr) host_->Stop();
  audit_keeper_ = nullptr;
  // The writers answer what they were given before they stop.
  staff_writer_ = nullptr;
  audit_log_ = nullptr;
}

}  // namespace cwp::web
