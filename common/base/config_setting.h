#ifndef CWP_COMMON_BASE_CONFIG_SETTING_H_
#define CWP_COMMON_BASE_CONFIG_SETTING_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp {

// One setting of a program, as Config keeps it.
struct Setting {
  std::string name;
  std::variant<std::string*, int64_t*, bool*, std::vector<std::string>*> value;
  std::string help;

  bool IsBool() const { return std::holds_alternative<bool*>(value); }
  bool IsList() const {
    return std::holds_alternative<std::vector<std::string>*>(value);
  }
};

// What one source says of a setting, and where: "--listen", "line 3 of ...".
struct Given {
  std::vector<std::string> values;
  std::string place;
};

// Converts what is given and writes it to the setting's value. Fails with
// INVALID_ARGUMENT `CONFIG_INVALID`.
absl::Status Assign(const Setting& setting, const Given& given);

// The error of Config: "`place` `problem`". Metadata key and place.
absl::Status ConfigError(absl::string_view key, absl::string_view place,
                         absl::string_view problem);

// The text of --help: the purpose, how to give settings, and each setting with
// its help, its environment variable and the value it has now.
std::string HelpText(absl::string_view program, absl::string_view purpose,
                     const std::vector<Setting>& settings);

// CWP_SCHEDULING_LISTEN for the setting `listen` of `cwp-scheduling`.
std::string EnvironmentName(absl::string_view program, absl::string_view name);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_CONFIG_SETTING_H_
