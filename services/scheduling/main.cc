#include "common/host/main.h"

#include "common/base/clock.h"
#include "common/base/config.h"
#include "services/scheduling/server.h"

int main(int argc, char** argv) {
  cwp::scheduling::Settings settings;
  settings.host.listen = "127.0.0.1:8401";
  settings.host.admin_listen = "127.0.0.1:9401";
  settings.host.database = "sqlite:scheduling.db";
  cwp::Config config(
      "scheduling",
      "Serves cwp.scheduling.v1: workshops and their sessions. It needs a "
      "database, a key of its own, the keys of its callers, and a master key.");
  cwp::scheduling::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main("scheduling", config, settings.host, argc, argv, [&] {
    return cwp::scheduling::SchedulingServer::Start(settings, clock);
  });
}
