#include "common/host/main.h"

#include "common/base/clock.h"
#include "common/base/config.h"
#include "services/web/server.h"

int main(int argc, char** argv) {
  cwp::web::Settings settings;
  settings.host.listen = "127.0.0.1:8406";
  settings.host.admin_listen = "127.0.0.1:9406";
  settings.host.database = "sqlite:web.db";
  settings.http_listen = "127.0.0.1:8080";
  settings.public_url = "http://127.0.0.1:8080";
  settings.scheduling = "127.0.0.1:8401";
  settings.registration = "127.0.0.1:8402";
  settings.webinars = "127.0.0.1:8403";
  settings.notifications = "127.0.0.1:8404";
  cwp::Config config(
      "web",
      "Serves the pages that families see. It needs a database, a key of its "
      "own, the keys of its callers, a master key, and the folders with the "
      "templates and the built assets.");
  cwp::web::AddSettings(config, settings);
  const cwp::SystemClock clock;
  return cwp::host::Main("web", config, settings.host, argc, argv, [&] {
    return cwp::web::WebServer::Start(settings, clock);
  });
}
