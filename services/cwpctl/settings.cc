#include "services/cwpctl/settings.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/config_file.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::ctl {
namespace {

constexpr absl::string_view kPrefix = "CWP_CTL_";
constexpr char kGroup[] = "Options of every command";

absl::Status CheckEnvironment() {
  std::set<std::string> known = {"DATA", "OUTPUT", "KEY_FILE", "TIMEOUT"};
  for (const std::string& service : ServiceNames()) {
    known.insert(absl::AsciiStrToUpper(service));
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const absl::string_view variable = *entry;
    if (!absl::StartsWith(variable, kPrefix)) continue;
    const absl::string_view name = variable.substr(0, variable.find('='));
    if (known.count(std::string(name.substr(kPrefix.size()))) > 0) continue;
    return InvalidArgument(
        "CONFIG_INVALID",
        absl::StrCat("the environment variable ", name,
                     " is no setting of cwpctl; see cwpctl --help"),
        {{"key", std::string(name)}});
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<std::string>& ServiceNames() {
  static const auto* const names =
      new std::vector<std::string>{"scheduling",    "registration", "webinars",
                                   "notifications", "gateway",      "web"};
  return *names;
}

std::string DefaultDataFolder() {
  return geteuid() == 0 ? "/var/lib/cwp-booking" : ".data";
}

void AddSettings(CLI::App& app, Settings& settings) {
  settings.data = DefaultDataFolder();
  app.add_option("--data", settings.data,
                 "The data folder of the installation; addresses and the key "
                 "are read from DATA/config/cwpctl.conf")
      ->envname("CWP_CTL_DATA")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--output", settings.output, "How answers are shown")
      ->envname("CWP_CTL_OUTPUT")
      ->check(CLI::IsMember({"table", "json"}))
      ->type_name("")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--timeout", settings.timeout_seconds,
                 "How long one call may take")
      ->envname("CWP_CTL_TIMEOUT")
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--key-file", settings.key_file,
                 "The key that signs calls, in place of the file's")
      ->envname("CWP_CTL_KEY_FILE")
      ->type_name("FILE")
      ->group(kGroup);
  for (const std::string& service : ServiceNames()) {
    app.add_option(absl::StrCat("--", service), settings.addresses[service],
                   "Where it listens, in place of the file's")
        ->envname(absl::StrCat(kPrefix, absl::AsciiStrToUpper(service)))
        ->type_name("ADDRESS")
        ->group(kGroup);
  }
}

absl::Status CompleteSettings(Settings& settings) {
  RETURN_IF_ERROR(CheckEnvironment());
  const std::string path =
      (std::filesystem::path(settings.data) / "config" / "cwpctl.conf");
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto file, ReadConfigFile(path));
  for (const auto& [name, found] : file) {
    std::string* value = nullptr;
    if (name == "key-file") value = &settings.key_file;
    if (const auto address = settings.addresses.find(name);
        address != settings.addresses.end()) {
      value = &address->second;
    }
    if (value == nullptr || found.values.size() != 1) {
      return InvalidArgument("CONFIG_INVALID",
                             absl::StrCat(name, " in line ", found.line, " of ",
                                          path, " is no setting of cwpctl"),
                             {{"key", name}});
    }
    if (value->empty()) *value = found.values[0];
  }
  return absl::OkStatus();
}

}  // namespace cwp::ctl
