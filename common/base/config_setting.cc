#include "common/base/config_setting.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"

namespace cwp {
namespace {

std::optional<bool> ReadBool(absl::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

// Reads one value into the setting; false when it is not of the right type.
struct Reader {
  const std::string& text;

  bool operator()(std::string* value) const {
    *value = text;
    return true;
  }
  bool operator()(int64_t* value) const {
    int64_t read = 0;
    if (!absl::SimpleAtoi(text, &read)) return false;
    *value = read;
    return true;
  }
  bool operator()(bool* value) const {
    const std::optional<bool> read = ReadBool(text);
    if (read.has_value()) *value = *read;
    return read.has_value();
  }
  bool operator()(std::vector<std::string>*) const { return false; }
};

}  // namespace

absl::Status Assign(const Setting& setting, const Given& given) {
  if (setting.IsList()) {
    *std::get<std::vector<std::string>*>(setting.value) = given.values;
    return absl::OkStatus();
  }
  if (given.values.size() != 1) {
    return ConfigError(setting.name, given.place,
                       "takes one value, once; in the file, a text with "
                       "spaces or commas stands in quotes");
  }
  const std::string& text = given.values[0];
  if (!std::visit(Reader{text}, setting.value)) {
    return ConfigError(
        setting.name, given.place,
        absl::StrCat("needs ",
                     setting.IsBool() ? "true or false" : "a whole number",
                     ", not \"", text, "\""));
  }
  return absl::OkStatus();
}

absl::Status ConfigError(absl::string_view key, absl::string_view place,
                         absl::string_view problem) {
  return InvalidArgument(
      "CONFIG_INVALID", absl::StrCat(place, " ", problem),
      {{"key", std::string(key)}, {"place", std::string(place)}});
}

std::string EnvironmentName(absl::string_view program, absl::string_view name) {
  return absl::AsciiStrToUpper(
      absl::StrReplaceAll(absl::StrCat(program, "_", name), {{"-", "_"}}));
}

}  // namespace cwp
