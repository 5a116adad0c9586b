#include "common/host/main.h"

#include <memory>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/host/host.h"
#include "services/webinars/server.h"

int main(int argc, char** argv) {
  cwp::webinars::Settings settings;
  settings.host.listen = "127.0.0.1:8403";
  settings.host.admin_listen = "127.0.0.1:9403";
  settings.host.database = "sqlite:webinars.db";
  settings.media_dir = "media";
  cwp::Config config(
      "webinars",
      "Serves cwp.webinars.v1: recorded webinars, their parts, captions and "
      "handouts, and the files behind them.");
  cwp::host::AddHostSettings(config, settings.host);
  config.Add("media-dir", &settings.media_dir,
             "Folder for the bytes of videos, captions and handouts. Made if "
             "there is none; back it up with the database.");

  const cwp::SystemClock clock;
  return cwp::host::Main(
      "webinars", config, settings.host, argc, argv,
      [&]() -> absl::StatusOr<std::unique_ptr<cwp::host::Running>> {
        return cwp::webinars::WebinarsServer::Start(settings, clock);
      });
}
