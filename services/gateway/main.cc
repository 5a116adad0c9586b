#include "services/gateway/server.h"

int main(int argc, char** argv) {
  cwp::gateway::Settings settings;
  cwp::Config config("gateway",
                     "Serves partners an Eventbrite-shaped HTTP API, and "
                     "cwp.gateway.v1, which administers them.");
  cwp::gateway::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main("gateway", config, settings.host, argc, argv, [&] {
    return cwp::gateway::GatewayServer::Start(settings, clock);
  });
}
