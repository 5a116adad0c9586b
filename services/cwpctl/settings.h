#ifndef CWP_SERVICES_CWPCTL_SETTINGS_H_
#define CWP_SERVICES_CWPCTL_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}  // namespace CLI

namespace cwp::ctl {

// The services that keep a database, in the order in which backups list them.
const std::vector<std::string>& ServiceNames();

// How the installation is reached, and how answers are shown.
//
// Each comes from `DATA/config/cwpctl.conf`, from an environment variable
// CWP_CTL_NAME and from a flag, in rising order.
struct Settings {
  // The data folder of the installation, as deploy/up makes it.
  std::string data;
  // `table` or `json`.
  std::string output = "table";
  // `host:port` or `unix:PATH` by service.
  std::map<std::string, std::string> addresses;
  // The key that signs what cwpctl asks for.
  std::string key_file;
  // How long one call may take.
  int64_t timeout_seconds = 15;

  bool json() const { return output == "json"; }
};

// The data folder of an installation that was started without --data.
std::string DefaultDataFolder();

// Adds the options that every command has. `settings` outlives the app.
void AddSettings(CLI::App& app, Settings& settings);

// Takes what neither flags nor environment gave from the file in the data
// folder, if there is one. Fails with INVALID_ARGUMENT `CONFIG_INVALID` when it
// holds something unknown, or an environment variable CWP_CTL_... is unknown.
absl::Status CompleteSettings(Settings& settings);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SETTINGS_H_
