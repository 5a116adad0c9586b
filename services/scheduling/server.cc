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
  civil::AddBankHolidaysSetting(config, settings.days_off);
  civil::AddClosedDaysSetting(config, settings.days_off);
}

absl::StatusOr<std::unique_ptr<SchedulingServer>> SchedulingServer::Start(
    const Settings& settings, const Clock& clock) {
  if (settings.master_key.empty()) {
    return InvalidArgument("CONFIG_INVALID", "master-key is not set");
  }
  ASSIGN_OR_RETURN(crypto::Keyring keyring,
                   crypto::Keyring::Load(settings.master_key));
  ASSIGN_OR_RETURN(civil::DaysOff days_off,
                   civil::LoadDaysOff(settings.days_off));
  std::unique_ptr<SchedulingServer> server(new SchedulingServer());
  ASSIGN_OR_RETURN(server->host_, host::Host::Open("scheduling", settings.host,
                                                   clock, Migrations()));
  server->service_ = std::make_unique<SchedulingService>(
      *server->host_, Vault(std::move(keyring)));
  server->series_ = MakeSeriesService({.host = server->host_.get(),
                                       .writer = &server->service_->writer(),
                                       .vault = server->service_->vault(),
                                       .days_off = std::move(days_off)});
  RETURN_IF_ERROR(server->host_->Serve(
      {server->service_->grpc_service(), server->series_.get()},
      {"registration", "gateway", "web"}));
  return server;
}

SchedulingServer::~SchedulingServer() {
  if (host_ != nullptr) host_->Stop();
}

}  // namespace cwp::scheduling
