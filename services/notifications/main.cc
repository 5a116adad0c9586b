#include "services/notifications/server.h"

int main(int argc, char** argv) {
  cwp::notifications::Settings settings;
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
