#include "common/base/config_file.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp {
namespace {

// CLI11 cuts a line at its comment sign even inside quotes, so comments are
// taken out here and CLI11 is given a sign that no file holds.
constexpr char kNoComment = '\x01';

absl::Status Invalid(absl::string_view path, int line,
                     absl::string_view problem) {
  return InvalidArgument(
      "CONFIG_INVALID", absl::StrCat("line ", line, " of ", path, " ", problem),
      {{"path", std::string(path)}, {"line", absl::StrCat(line)}});
}

// The line without its comment and outer white space.
absl::StatusOr<std::string> Clean(absl::string_view path, int number,
                                  absl::string_view line) {
  char quote = '\0';
  size_t end = 0;
  for (; end < line.size(); ++end) {
    const char c = line[end];
    if (quote == '\0') {
      if (c == '#') break;
      if (c == '"' || c == '\'') quote = c;
    } else if (c == '\\') {
      ++end;
    } else if (c == quote) {
      quote = '\0';
    }
  }
  if (quote != '\0') return Invalid(path, number, "opens quotes for good");
  return std::string(absl::StripAsciiWhitespace(line.substr(0, end)));
}

// Checks what CLI11 would misread or pass over, line by line.
class Scanner {
 public:
  explicit Scanner(absl::string_view path) : path_(path) {}

  absl::Status Add(absl::string_view raw) {
    ++number_;
    ASSIGN_OR_RETURN(const std::string line, Clean(path_, number_, raw));
    text_.append(line).append("\n");
    if (line.empty()) return absl::OkStatus();
    if (in_list_) {
      in_list_ = line.back() != ']';
      return absl::OkStatus();
    }
    return AddSetting(line);
  }

  absl::Status Finish() const {
    if (in_list_) return Invalid(path_, number_, "ends inside a list");
    return absl::OkStatus();
  }

  const std::string& text() const { return text_; }
  const std::map<std::string, int>& lines() const { return lines_; }

 private:
  absl::Status AddSetting(absl::string_view line) {
    const size_t equals = line.find('=');
    if (line.front() == '[' || equals == absl::string_view::npos) {
      return Invalid(path_, number_, "is not of the form: name = value");
    }
    const std::string name(absl::StripAsciiWhitespace(line.substr(0, equals)));
    const absl::string_view value =
        absl::StripAsciiWhitespace(line.substr(equals + 1));
    if (value.empty()) {
      return Invalid(path_, number_, absl::StrCat("gives ", name, " no value"));
    }
    if (!lines_.try_emplace(name, number_).second) {
      return Invalid(path_, number_,
                     absl::StrCat("gives ", name, " a second time"));
    }
    in_list_ = value.front() == '[' && value.back() != ']';
    return absl::OkStatus();
  }

  const std::string path_;
  int number_ = 0;
  bool in_list_ = false;
  std::string text_;
  std::map<std::string, int> lines_;
};

}  // namespace

absl::StatusOr<std::map<std::string, FileSetting>> ReadConfigFile(
    absl::string_view path) {
  std::ifstream file{std::string(path)};
  Scanner scanner(path);
  for (std::string line; std::getline(file, line);) {
    RETURN_IF_ERROR(scanner.Add(line));
  }
  // A folder opens, but cannot be read.
  if (!file.eof()) {
    return InvalidArgument(
        "CONFIG_INVALID",
        absl::StrCat("the configuration file ", path,
                     " cannot be read: ", std::strerror(errno)),
        {{"path", std::string(path)}});
  }
  RETURN_IF_ERROR(scanner.Finish());

  CLI::ConfigTOML parser;
  parser.comment(kNoComment);
  std::istringstream text(scanner.text());
  std::map<std::string, FileSetting> settings;
  for (CLI::ConfigItem& item : parser.from_config(text)) {
    // CLI11 takes a name with dots apart.
    const auto line = scanner.lines().find(item.fullname());
    settings[item.fullname()] = {
        .values = std::move(item.inputs),
        .line = line == scanner.lines().end() ? 0 : line->second};
  }
  return settings;
}

}  // namespace cwp
