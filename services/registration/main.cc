#include "services/registration/server.h"

int main(int argc, char** argv) {
  cwp::registration::Settings settings;
  settings.host.listen = "127.0.0.1:8402";
  settings.host.admin_listen = "127.0.0.1:9402";
  settings.host.database = "sqlite:registration.db";
  settings.scheduling = "127.0.0.1:8401";
  cwp::Config config("registration",
                     "Serves cwp.registration.v1: gives out the places of "
                     "sessions, and keeps who booked them.");
  cwp::registration::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main(
      "registration", config, settings.host, argc, argv, [&] {
        return cwp::registration::RegistrationServer::Start(settings, clock);
      });
}
