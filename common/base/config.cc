#include "common/base/config.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/config_file.h"
#include "common/base/config_setting.h"
#include "common/base/status_macros.h"

namespace cwp {
namespace {

// What one source gives, by the setting's name.
using Source = std::map<std::string, Given>;

constexpr absl::string_view kConfig = "config";

absl::Status Unknown(absl::string_view program, absl::string_view key,
                     absl::string_view place) {
  return ConfigError(
      key, place,
      absl::StrCat("is no setting of ", program, "; see ", program, " --help"));
}

std::vector<std::string> SplitList(absl::string_view text) {
  return absl::StrSplit(text, ',', absl::SkipWhitespace());
}

Source ReadFlags(const CLI::App& app, const std::vector<Setting>& settings) {
  Source source;
  for (const Setting& setting : settings) {
    const std::string flag = absl::StrCat("--", setting.name);
    const CLI::Option* option = app.get_option(flag);
    if (option->count() == 0) continue;
    Given& given = source[setting.name] = {option->results(), flag};
    if (setting.IsList()) {
      given.values = SplitList(absl::StrJoin(given.values, ","));
    }
  }
  return source;
}

// The environment variables of the program; --config's is among them.
absl::StatusOr<Source> ReadEnvironment(absl::string_view program,
                                       const std::vector<Setting>& settings) {
  std::map<std::string, const Setting*> names;
  for (const Setting& setting : settings) {
    names[EnvironmentName(program, setting.name)] = &setting;
  }
  Source source;
  const std::string prefix = EnvironmentName(program, "");
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!absl::StartsWith(*entry, prefix)) continue;
    const std::pair<std::string, std::string> variable =
        absl::StrSplit(*entry, absl::MaxSplits('=', 1));
    const auto& [name, text] = variable;
    if (name == EnvironmentName(program, kConfig)) {
      source[std::string(kConfig)] = {{text}, name};
      continue;
    }
    const auto found = names.find(name);
    if (found == names.end()) {
      return Unknown(program, name,
                     absl::StrCat("the environment variable ", name));
    }
    const Setting& setting = *found->second;
    source[setting.name] = {
        setting.IsList() ? SplitList(text) : std::vector<std::string>{text},
        name};
  }
  return source;
}

absl::StatusOr<Source> ReadFile(absl::string_view program,
                                const std::string& path,
                                const std::vector<Setting>& settings) {
  Source source;
  if (path.empty()) return source;
  ASSIGN_OR_RETURN(const auto file, ReadConfigFile(path));
  for (const auto& [name, found] : file) {
    source[name] = {found.values,
                    absl::StrCat(name, " in line ", found.line, " of ", path)};
    if (std::none_of(settings.begin(), settings.end(),
                     [&name = name](const Setting& setting) {
                       return setting.name == name;
                     })) {
      return Unknown(program, name, source[name].place);
    }
  }
  return source;
}

absl::Status CheckNothingRemains(absl::string_view program,
                                 const CLI::App& app) {
  const std::vector<std::string> rest = app.remaining();
  if (rest.empty()) return absl::OkStatus();
  // Only a flag's name is repeated: anything else may be a secret.
  const std::string flag = rest[0].substr(0, rest[0].find('='));
  if (absl::StartsWith(flag, "-")) return Unknown(program, flag, flag);
  return ConfigError("", "the command line",
                     "has a value that belongs to no flag");
}

}  // namespace

struct Config::Impl {
  std::string program;
  std::string purpose;
  std::vector<Setting> settings;

  absl::Status AssignAll(const CLI::App& app) const;
};

Config::Config(absl::string_view service, absl::string_view purpose)
    : impl_(std::make_unique<Impl>()) {
  impl_->program = absl::StrCat("cwp-", service);
  impl_->purpose = std::string(purpose);
}

Config::~Config() = default;

void Config::Add(absl::string_view name, std::string* value,
                 absl::string_view help) {
  impl_->settings.push_back({std::string(name), value, std::string(help)});
}

void Config::Add(absl::string_view name, int64_t* value,
                 absl::string_view help) {
  impl_->settings.push_back({std::string(name), value, std::string(help)});
}

void Config::Add(absl::string_view name, bool* value, absl::string_view help) {
  impl_->settings.push_back({std::string(name), value, std::string(help)});
}

void Config::Add(absl::string_view name, std::vector<std::string>* value,
                 absl::string_view help) {
  impl_->settings.push_back({std::string(name), value, std::string(help)});
}

// CLI11 itself would let the file rule over the environment, so it reads each
// source alone and they are laid over one another here.
absl::Status Config::Impl::AssignAll(const CLI::App& app) const {
  RETURN_IF_ERROR(CheckNothingRemains(program, app));
  const Source flags = ReadFlags(app, settings);
  ASSIGN_OR_RETURN(const Source environment,
                   ReadEnvironment(program, settings));

  std::string path;
  const auto variable = environment.find(std::string(kConfig));
  if (variable != environment.end()) path = variable->second.values[0];
  const CLI::Option* config = app.get_option("--config");
  if (config->count() > 0) path = config->results().back();
  ASSIGN_OR_RETURN(const Source file, ReadFile(program, path, settings));

  for (const Source* source : {&file, &environment, &flags}) {
    for (const Setting& setting : settings) {
      const auto given = source->find(setting.name);
      if (given == source->end()) continue;
      RETURN_IF_ERROR(Assign(setting, given->second));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Config::Next> Config::Parse(int argc, const char* const* argv) {
  try {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const CLI::Option* help = app.add_flag("--help,-h");
    const CLI::Option* version = app.add_flag("--version");
    app.add_option("--config")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    for (const Setting& setting : impl_->settings) {
      const std::string flag = absl::StrCat("--", setting.name);
      // An option needs a value, a flag may do without.
      CLI::Option* option =
          setting.IsBool() ? app.add_flag(flag) : app.add_option(flag);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    app.parse(argc, argv);
    if (help->count() > 0) {
      std::cout << HelpText(impl_->program, impl_->purpose, impl_->settings);
      return Next::kExit;
    }
    if (version->count() > 0) {
      std::cout << impl_->program << " " << CWP_VERSION << "\n";
      return Next::kExit;
    }
    RETURN_IF_ERROR(impl_->AssignAll(app));
    return Next::kRun;
  } catch (const CLI::Error& error) {
    return ConfigError("", "the command line is wrong:", error.what());
  }
}

}  // namespace cwp
