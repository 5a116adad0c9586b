#include "common/telemetry/json_text.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_format.h"
#include "common/base/text.h"

namespace cwp {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

void AppendEscaped(char c, std::string& json) {
  switch (c) {
    case '"':
      json += "\\\"";
      return;
    case '\\':
      json += "\\\\";
      return;
    case '\n':
      json += "\\n";
      return;
    case '\r':
      json += "\\r";
      return;
    case '\t':
      json += "\\t";
      return;
    default:
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned char>(c));
  }
}

// The length of the well-formed sequence of two to four bytes that `text`
// begins with, or 0.
size_t SequenceSize(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return IsValidUtf8(text.substr(0, size)) ? std::min(size, text.size()) : 0;
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string& json) {
  json += '"';
  while (!text.empty()) {
    const auto plain = std::find_if_not(text.begin(), text.end(), IsPlain);
    const auto run = static_cast<size_t>(plain - text.begin());
    json.append(text.data(), run);
    text.remove_prefix(run);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      AppendEscaped(text[0], json);
      text.remove_prefix(1);
    } else if (const size_t size = SequenceSize(text); size > 0) {
      json.append(text.data(), size);
      text.remove_prefix(size);
    } else {
      json.append(kReplacement.data(), kReplacement.size());
      text.remove_prefix(1);
    }
  }
  json += '"';
}

std::string JsonString(absl::string_view text) {
  std::string json;
  json.reserve(text.size() + 2);
  AppendJsonString(text, json);
  return json;
}

}  // namespace cwp
