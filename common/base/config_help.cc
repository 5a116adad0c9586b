#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/config_setting.h"

namespace cwp {
namespace {

constexpr size_t kWidth = 80;

// `text` in lines of at most 80 characters, each after `indent` spaces.
std::string Wrap(absl::string_view text, size_t indent) {
  std::string lines;
  size_t column = 0;
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    if (column > 0 && column + 1 + word.size() <= kWidth) {
      absl::StrAppend(&lines, " ", word);
      column += 1 + word.size();
    } else {
      absl::StrAppend(&lines, column > 0 ? "\n" : "", std::string(indent, ' '),
                      word);
      column = indent + word.size();
    }
  }
  return absl::StrCat(lines, "\n");
}

absl::string_view TypeName(const Setting& setting) {
  constexpr absl::string_view kNames[] = {"TEXT", "NUMBER", "true|false",
                                          "TEXT,..."};
  return kNames[setting.value.index()];
}

struct ValueText {
  std::string operator()(const std::string* text) const { return *text; }
  std::string operator()(const int64_t* number) const {
    return absl::StrCat(*number);
  }
  std::string operator()(const bool* flag) const {
    return *flag ? "true" : "false";
  }
  std::string operator()(const std::vector<std::string>* list) const {
    return absl::StrJoin(*list, ",");
  }
};

std::string SettingText(absl::string_view program, const Setting& setting) {
  const std::string value = std::visit(ValueText(), setting.value);
  return absl::StrCat(
      "  --", setting.name, " ", TypeName(setting), "\n", Wrap(setting.help, 6),
      "      ", EnvironmentName(program, setting.name),
      value.empty() ? "; no default" : "; default: ", value, "\n");
}

}  // namespace

std::string HelpText(absl::string_view program, absl::string_view purpose,
                     const std::vector<Setting>& settings) {
  const std::string sources = absl::StrCat(
      "Settings come from the file given with --config (or ",
      EnvironmentName(program, "config"),
      "), from environment variables and from flags; where they differ, the "
      "variable rules over the file, and the flag over both. Unknown names are "
      "errors. In the file, a setting is a line: name = \"text\", name = 5, "
      "name = true, or name = [\"text\", \"text\"]. A list takes commas "
      "elsewhere.");
  std::string text = absl::StrCat(Wrap(purpose, 0), "\nUsage: ", program,
                                  " [--config FILE] [--SETTING VALUE]...\n\n",
                                  Wrap(sources, 0), "\n");
  for (const Setting& setting : settings) {
    absl::StrAppend(&text, SettingText(program, setting));
  }
  absl::StrAppend(&text, "  --help\n      Prints this text.\n",
                  "  --version\n      Prints the version.\n");
  return text;
}

}  // namespace cwp
