#include "common/http/parameters.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/http/escape.h"

namespace cwp::http {
namespace {

std::string Decode(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else if (const std::optional<std::string> byte =
                   PercentDecode(text.substr(i, 3));
               byte.has_value()) {
      decoded += *byte;
      i += 2;
    } else {
      decoded += '%';
    }
  }
  return decoded;
}

absl::StatusOr<std::string> DecodeText(absl::string_view text) {
  std::string decoded = Decode(text);
  if (!IsValidUtf8(decoded) || absl::StrContains(decoded, '\0')) {
    return InvalidArgument("PARAMETERS_INVALID",
                           "a form field or query parameter is not valid text");
  }
  return decoded;
}

}  // namespace

const std::string* Parameters::Find(absl::string_view name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(),
                   [name](const auto& entry) { return entry.first == name; });
  return found == entries_.end() ? nullptr : &found->second;
}

absl::string_view Parameters::Get(absl::string_view name) const {
  const std::string* const value = Find(name);
  return value == nullptr ? absl::string_view() : absl::string_view(*value);
}

std::vector<absl::string_view> Parameters::All(absl::string_view name) const {
  std::vector<absl::string_view> values;
  for (const auto& [key, value] : entries_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

absl::StatusOr<Parameters> ParseParameters(absl::string_view text,
                                           size_t most) {
  Parameters parameters;
  for (const absl::string_view part :
       absl::StrSplit(text, '&', absl::SkipEmpty())) {
    if (parameters.entries().size() == most) {
      return InvalidArgument("PARAMETERS_TOO_MANY",
                             absl::StrCat("at most ", most,
                                          " form fields or query parameters "
                                          "are accepted"));
    }
    const size_t equals = std::min(part.find('='), part.size());
    ASSIGN_OR_RETURN(std::string name, DecodeText(part.substr(0, equals)));
    const absl::string_view rest = part.substr(equals);
    ASSIGN_OR_RETURN(std::string value,
                     DecodeText(rest.empty() ? rest : rest.substr(1)));
    parameters.Add(std::move(name), std::move(value));
  }
  return parameters;
}

}  // namespace cwp::http
