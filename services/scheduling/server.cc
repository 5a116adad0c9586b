#include "services/scheduling/server.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/keyring.h"
#include "services/scheduling/schema.h"

namespace cwp::scheduling {

void AddSettings(Config& config, Settings& settings) {
  host::AddHostSettings(config, settings.host);
  config.Add("master-key", &settings.master_key,
             "File, or folder of files NAME.key, with the master keys that "
             "seal join addresses. Without them those are lost.");
  AddTeamsSettings(config, settings.teams);
}

absl::StatusOr<std::unique_ptr<SchedulingServer>> SchedulingServer::Start(
    const Settings& settings, const Clock& clock) {
  if (settings.master_key.empty()) {
    return InvalidArgument("CONFIG_INVALID", "master-key is not set");
  }
  ASSIGN_OR_RETURN(crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  std::unique_ptr<SchedulingServer> server(new SchedulingServer());
  server->vault_ = std::make_unique<const Vault>(std::move(keyring));
  ASSIGN_OR_RETURN(server->provider_,
                   MakeMeetingProvider(settings.teams, clock));
  ASSIGN_OR_RETURN(server->host_, host::Host::Open("scheduling", settings.host,
                                                   clock, Migrations()));
  server->service_ =
      std::make_unique<SchedulingService>(*server->host_, *server->vault_);
  server->StartMeetings(settings.teams);
  RETURN_IF_ERROR(server->host_->Serve(
      {server->service_->grpc_service(), server->teams_->grpc_service()},
      {"registration", "gateway", "web"}));
  return server;
}

void SchedulingServer::StartMeetings(const TeamsSettings& settings) {
  worker_ = std::make_unique<MeetingWorker>(
      MeetingWorker::Options{.database = &host_->database(),
                             .clock = &host_->clock(),
                             .provider = provider_.get(),
                             .vault = vault_.get(),
                             .metrics = &host_->metrics(),
                             .committed = [this] { host_->bell().Ring(); }});
  teams_ = std::make_unique<TeamsService>(*host_, settings,
                                          [this] { worker_->Resume(); });
  if (provider_->makes_meetings()) worker_->Start();
}

SchedulingServer::~SchedulingServer() {
  if (host_ != nullptr) host_->Stop();
}

}  // namespace cwp::scheduling
