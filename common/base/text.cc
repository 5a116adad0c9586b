#include "common/base/text.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp {
namespace {

// The length of the sequence that starts `text`, or 0 when it is malformed.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

bool IsForbiddenControl(char c, bool lines) {
  if (lines && (c == '\n' || c == '\r' || c == '\t')) return false;
  return absl::ascii_iscntrl(c);
}

}  // namespace

bool IsValidUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

size_t CountCharacters(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  });
}

absl::Status CheckText(absl::string_view name, absl::string_view text,
                       TextLimits limits) {
  const std::string field(name);
  if (text.empty() && limits.min > 0) {
    return InvalidArgument("FIELD_REQUIRED", absl::StrCat(name, " is missing"),
                           {{"field", field}});
  }
  if (!IsValidUtf8(text)) {
    return InvalidArgument("FIELD_INVALID",
                           absl::StrCat(name, " is not valid UTF-8"),
                           {{"field", field}});
  }
  const size_t length = CountCharacters(text);
  if (length > limits.max) {
    return InvalidArgument(
        "FIELD_TOO_LONG",
        absl::StrCat(name, " has ", length, " characters, at most ", limits.max,
                     " are allowed"),
        {{"field", field}, {"limit", absl::StrCat(limits.max)}});
  }
  if (length < limits.min) {
    return InvalidArgument(
        "FIELD_INVALID",
        absl::StrCat(name, " needs at least ", limits.min, " characters"),
        {{"field", field}});
  }
  if (std::any_of(text.begin(), text.end(), [&](char c) {
        return IsForbiddenControl(c, limits.lines);
      })) {
    return InvalidArgument("FIELD_INVALID",
                           absl::StrCat(name, " has control characters"),
                           {{"field", field}});
  }
  return absl::OkStatus();
}

bool IsSlug(absl::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  if (!absl::ascii_islower(text.front()) || text.back() == '-') return false;
  if (absl::StrContains(text, "--")) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

}  // namespace cwp
