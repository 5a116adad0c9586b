#include "services/gateway/server.h"

int main(int argc, char** argv) {
  cwp::gateway::Settings settings;
  settings.host.listen = "127.0.0.1:8405";
  settings.host.admin_listen = "127.0.0.1:9405";
  settings.host.database = "sqlite:gateway.db";
  settings.http_listen = "127.0.0.1:8081";
  settings.scheduling = "127.0.0.1:8401";
  settings.registration = "127.0.0.1:8402";
  cwp::Config config("gateway",
                     "Serves partners an Eventbrite-shaped HTTP API, and "
                     "cwp.gateway.v1, which administers them.");
  cwp::gateway::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main("gateway", config, settings.host, argc, argv, [&] {
    return cwp::gateway::GatewayServer::Start(settings, clock);
  });
}
