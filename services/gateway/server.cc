#include "services/gateway/server.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"
#include "common/cache/connection.h"
#include "common/crypto/key_file.h"
#include "common/db/queue_metrics.h"
#include "common/http/security_headers.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "services/gateway/api.h"
#include "services/gateway/api_error.h"
#include "services/gateway/presence.h"
#include "services/gateway/schema.h"
#include "services/gateway/service.h"

namespace cwp::gateway {
namespace {

std::string WithoutSlash(absl::string_view url) {
  return std::string(absl::StripSuffix(url, "/"));
}

// The address that partners use.
std::string PublicUrlOf(const Settings& settings) {
  if (!settings.public_url.empty()) return WithoutSlash(settings.public_url);
  return absl::StrCat("http://", settings.http_listen);
}

Presence PresenceOf(const Settings& settings) {
  Presence presence = {.organisation_id = settings.organisation_id,
                       .organisation = settings.organisation,
                       .public_url = PublicUrlOf(settings),
                       .web_url = WithoutSlash(settings.web_url)};
  if (presence.web_url.empty()) presence.web_url = presence.public_url;
  return presence;
}

absl::Status CheckSettings(const Settings& settings) {
  RETURN_IF_ERROR(CheckPublicUrl("public-url", PublicUrlOf(settings)));
  if (!settings.web_url.empty()) {
    RETURN_IF_ERROR(CheckPublicUrl("web-url", settings.web_url));
  }
  if (!ParseId(settings.organisation_id).has_value()) {
    return InvalidArgument("CONFIG_INVALID",
                           "organisation-id is digits without leading zeros");
  }
  return absl::OkStatus();
}

}  // namespace

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("http-listen", &settings.http_listen,
             "Address to serve the partners' HTTP API on.");
  config.Add("http-threads", &settings.http_threads,
             "How many threads serve HTTP.");
  config.Add("trusted-proxies", &settings.trusted_proxies,
             "Addresses and ranges of the proxies in front.");
  config.Add("public-url", &settings.public_url,
             "The address that partners use: https://HOST. Empty for the one "
             "listened on, which is then of this machine itself.");
  config.Add("web-url", &settings.web_url,
             "The address of the families' pages, which events link to. Empty "
             "for public-url.");
  config.Add("scheduling", &settings.scheduling,
             "Address of cwp-scheduling, whose sessions are the events.");
  config.Add("registration", &settings.registration,
             "Address of cwp-registration, which gives out the places.");
  config.Add("redis", &settings.redis,
             "Redis to read seat counts from: HOST:PORT or unix:PATH. Empty "
             "for none.");
  config.Add("organisation", &settings.organisation,
             "What the organisation is called, while nothing else is said at "
             "the desk.");
  config.Add("organisation-id", &settings.organisation_id,
             "The organisation's id in the API: digits.");
}

absl::StatusOr<std::unique_ptr<GatewayServer>> GatewayServer::Start(
    const Settings& settings, const Clock& clock) {
  RETURN_IF_ERROR(CheckSettings(settings));
  std::unique_ptr<GatewayServer> server(new GatewayServer);
  RETURN_IF_ERROR(server->StartAll(settings, clock));
  return server;
}

absl::Status GatewayServer::StartAll(const Settings& settings,
                                     const Clock& clock) {
  ASSIGN_OR_RETURN(
      host_, host::Host::Open("gateway", settings.host, clock, Migrations()));
  RETURN_IF_ERROR(StartSeats(settings, clock));
  RETURN_IF_ERROR(StartWriter(settings, clock));
  StartFollowing(settings.scheduling, clock);
  RETURN_IF_ERROR(StartHttp(settings, clock));
  service_ =
      MakeService({.gate = &host_->AddGate(kProtoService, GatewayAccess()),
                   .clock = &clock,
                   .ids = &host_->ids(),
                   .readers = &host_->readers(),
                   .writer = writer_.get(),
                   .request_keys = request_keys_.get()});
  return host_->Serve({service_.get()}, {});
}

absl::Status GatewayServer::StartSeats(const Settings& settings,
                                       const Clock& clock) {
  const rpc::Peer& registration =
      host_->AddPeer("registration", settings.registration);
  registration_ = std::make_unique<RegistrationClient>(registration);
  if (!settings.redis.empty()) {
    cache::Client::Options options;
    ASSIGN_OR_RETURN(options.address, cache::ParseAddress(settings.redis));
    redis_ = std::make_unique<cache::Client>(clock, std::move(options));
  }
  seats_ = std::make_unique<SeatReader>(clock, redis_.get(), registration,
                                        host_->metrics());
  return absl::OkStatus();
}

absl::Status GatewayServer::StartWriter(const Settings& settings,
                                        const Clock& clock) {
  ASSIGN_OR_RETURN(const crypto::Key key,
                   crypto::ReadKeyFile(settings.host.key_file));
  request_keys_ =
      std::make_unique<host::RequestKeys>(key, "gateway request ids");
  applier_ = std::make_unique<Applier>(clock);
  writer_ = std::make_unique<GatewayWriter>(
      host_->database(), clock, db::WriterOptions(),
      [this](db::Transaction& tx,
             absl::Span<const WriteCommand* const> commands) {
        return applier_->Apply(tx, commands);
      });
  writer_->Start();
  metrics_ = db::MeterWriter(host_->metrics(), *writer_);
  replays_ = std::make_unique<Replays>(*request_keys_, *writer_);
  return absl::OkStatus();
}

void GatewayServer::StartFollowing(const std::string& scheduling,
                                   const Clock& clock) {
  rpc::Peer& peer = host_->AddPeer("scheduling", scheduling);
  target_ = std::make_unique<SchedulingFollower>(peer, clock);
  follower_ = std::make_unique<feed::Follower>(
      feed::Follower::Options{.name = "scheduling",
                              .peer = &peer,
                              .database = &host_->database(),
                              .clock = &clock,
                              .target = target_.get(),
                              .metrics = &host_->metrics()});
  follower_->Start();
}

absl::Status GatewayServer::StartHttp(const Settings& settings,
                                      const Clock& clock) {
  const Presence presence = PresenceOf(settings);
  door_ = std::make_unique<Door>(clock, host_->readers(), *writer_, presence);
  http::Router router = MakeRouter({.door = door_.get(),
                                    .seats = seats_.get(),
                                    .registration = registration_.get(),
                                    .replays = replays_.get(),
                                    .seat_patience = settings.seat_patience});
  http::ServerOptions options;
  options.listen = settings.http_listen;
  options.threads = static_cast<int>(settings.http_threads);
  options.trusted_proxies = settings.trusted_proxies;
  options.headers = {{"Cache-Control", "no-store"},
                     {"X-Content-Type-Options", "nosniff"}};
  if (absl::StartsWith(presence.public_url, "https://")) {
    options.headers.push_back(http::HttpsOnly());
  }
  options.error_page = &ErrorPage;
  http_ = std::make_unique<http::Server>(std::move(options), std::move(router),
                                         host_->metrics());
  return http_->Start();
}

GatewayServer::~GatewayServer() {
  metrics_.clear();
  if (http_ != nullptr) http_->Stop();
  if (host_ != nullptr) host_->Stop();
  // The writer answers what it was given before it stops.
  writer_ = nullptr;
}

}  // namespace cwp::gateway
