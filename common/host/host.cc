#include "common/host/host.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "common/db/queue_metrics.h"
#include "common/db/writer.h"
#include "common/host/backup_service.h"
#include "common/telemetry/log.h"
#include "grpcpp/impl/codegen/service_type.h"

namespace cwp::host {
namespace {

constexpr int kReaderThreads = 2;

absl::Status NotServing() {
  return Unavailable("NOT_SERVING", "the service is starting or stopping");
}

absl::Status NotSet(absl::string_view setting) {
  return InvalidArgument("CONFIG_INVALID",
                         absl::StrCat(setting, " is not set"));
}

}  // namespace

void AddHostSettings(Config& config, HostSettings& settings) {
  config.Add("listen", &settings.listen, "Address to serve gRPC on.");
  config.Add("admin-listen", &settings.admin_listen,
             "Address to serve /livez, /readyz and /metrics on.");
  config.Add("database", &settings.database,
             "Where the data is: sqlite:PATH, or postgresql://... with "
             "schema=NAME.");
  config.Add("key-file", &settings.key_file,
             "File with the key that this service signs its calls with.");
  config.Add("caller-keys", &settings.caller_keys,
             "Folder with the key files NAME.key of the services that call.");
  config.Add("log-format", &settings.log_format, "json or text.");
  config.Add("reflection", &settings.reflection,
             "Whether clients may ask which RPCs are served.");
}

absl::StatusOr<std::unique_ptr<Host>> Host::Open(
    absl::string_view service, const HostSettings& settings, const Clock& clock,
    absl::Span<const db::Migration> migrations) {
  std::unique_ptr<Host> host(new Host(service, settings, clock));
  RETURN_IF_ERROR(host->OpenAll(migrations));
  return host;
}

Host::Host(absl::string_view service, const HostSettings& settings,
           const Clock& clock)
    : service_(service),
      settings_(settings),
      clock_(clock),
      metrics_(service) {}

absl::Status Host::OpenAll(absl::Span<const db::Migration> migrations) {
  if (settings_.key_file.empty()) return NotSet("key-file");
  if (settings_.caller_keys.empty()) return NotSet("caller-keys");
  ASSIGN_OR_RETURN(const crypto::Key key,
                   crypto::ReadKeyFile(settings_.key_file));
  signer_ = std::make_unique<rpc::CallerSigner>(service_, key);
  ASSIGN_OR_RETURN(auto keys, rpc::ReadCallerKeys(settings_.caller_keys));
  verifier_ = std::make_unique<rpc::CallerVerifier>(service_, std::move(keys));

  ASSIGN_OR_RETURN(database_, db::Open(settings_.database, clock_));
  RETURN_IF_ERROR(db::Claim(*database_, service_));
  RETURN_IF_ERROR(db::Migrate(*database_, migrations));
  clock_offset_ = metrics_.AddCallbackGauge(
      "cwp_clock_offset_seconds",
      "How far the wall clock is ahead of the time that this process goes by. "
      "More than 2 either way is a step of the wall clock, which is followed "
      "at one part in a hundred.",
      {}, [this] { return absl::ToDoubleSeconds(clock_.Offset()); });
  // As many as may wait to write: what was written for them can be read back.
  readers_ = std::make_unique<db::Readers>(*database_, clock_, kReaderThreads,
                                           db::WriterOptions().queue_limit);
  reader_queue_ = db::MeterReaders(metrics_, *readers_);
  ids_ = std::make_unique<IdGenerator>(clock_, database_->replica());

  admin_ =
      std::make_unique<http::AdminServer>(settings_.admin_listen, metrics_);
  AddReadyCheck("serving",
                [this] { return serving_ ? absl::OkStatus() : NotServing(); });
  AddReadyCheck("database", [this] { return database_->Ping(); });
  return admin_->Start();
}

Host::~Host() { Stop(absl::ZeroDuration()); }

rpc::Gate& Host::AddGate(absl::string_view proto_service,
                         rpc::AccessTable access) {
  gates_.push_back(std::make_unique<rpc::Gate>(
      rpc::GateOptions{.proto_service = std::string(proto_service),
                       .access = std::move(access),
                       .verifier = verifier_.get(),
                       .clock = &clock_,
                       .metrics = &metrics_}));
  return *gates_.back();
}

rpc::Peer& Host::AddPeer(absl::string_view service, absl::string_view address) {
  peers_.push_back(
      std::make_unique<rpc::Peer>(service, address, *signer_, clock_));
  return *peers_.back();
}

void Host::AddReadyCheck(absl::string_view name,
                         std::function<absl::Status()> check) {
  admin_->AddCheck(name, std::move(check));
}

absl::Status Host::Serve(std::vector<grpc::Service*> services,
                         const std::optional<Feed>& own_feed) {
  if (own_feed.has_value()) {
    feed_ = std::make_unique<feed::FeedService>(feed::FeedService::Options{
        .database = database_.get(),
        .bell = &bell_,
        .gate = &AddGate(feed::kFeedProtoService,
                         feed::FeedAccess(own_feed->followers)),
        .metrics = &metrics_});
    services.push_back(feed_->grpc_service());
  }
  backup_ = MakeBackupService(*database_,
                              AddGate(kBackupProtoService, BackupAccess()));
  services.push_back(backup_.get());
  ASSIGN_OR_RETURN(server_,
                   rpc::Server::Start({.listen = settings_.listen,
                                       .reflection = settings_.reflection},
                                      services));
  serving_ = true;
  Log(LogLevel::kInfo, "serving",
      {{"port", server_->port()}, {"admin_port", admin_->port()}});
  return absl::OkStatus();
}

void Host::Stop(absl::Duration patience) {
  serving_ = false;
  if (feed_ != nullptr) feed_->Stop();
  if (server_ != nullptr) server_->Drain(patience);
  feed_ = nullptr;
  // Last: until now somebody may have wanted to see how the end goes.
  if (admin_ != nullptr) admin_->Stop();
}

}  // namespace cwp::host
