#include "services/notifications/server.h"

int main(int argc, char** argv) {
  cwp::notifications::Settings settings;
  settings.host.listen = "127.0.0.1:8404";
  settings.host.admin_listen = "127.0.0.1:9404";
  settings.host.database = "sqlite:notifications.db";
  settings.registration = "127.0.0.1:8402";
  settings.scheduling = "127.0.0.1:8401";
  cwp::Config config("notifications",
                     "Serves cwp.notifications.v1: sends what families must "
                     "know about their bookings.");
  cwp::notifications::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main(
      "notifications", config, settings.host, argc, argv, [&] {
        return cwp::notifications::NotificationsServer::Start(settings, clock);
      });
}
