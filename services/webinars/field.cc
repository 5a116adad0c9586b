#include "services/webinars/field.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::webinars {
namespace {

constexpr size_t kHashCharacters = 64;

bool IsLowerHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

absl::Status FieldRequired(absl::string_view field) {
  return InvalidArgument("FIELD_REQUIRED", absl::StrCat(field, " is missing"),
                         {{"field", std::string(field)}});
}

absl::Status FieldInvalid(absl::string_view field, absl::string_view problem) {
  return InvalidArgument("FIELD_INVALID", absl::StrCat(field, " ", problem),
                         {{"field", std::string(field)}});
}

absl::Status FieldTooLong(absl::string_view field, absl::string_view problem,
                          size_t limit) {
  return InvalidArgument(
      "FIELD_TOO_LONG", absl::StrCat(field, " ", problem),
      {{"field", std::string(field)}, {"limit", absl::StrCat(limit)}});
}

absl::StatusOr<std::string> TextFrom(absl::string_view field,
                                     absl::string_view text,
                                     TextLimits limits) {
  text = absl::StripAsciiWhitespace(text);
  RETURN_IF_ERROR(CheckText(field, text, limits));
  return std::string(text);
}

absl::StatusOr<std::string> HashFrom(absl::string_view field,
                                     const std::string& hash) {
  if (hash.empty()) return FieldRequired(field);
  if (hash.size() != kHashCharacters ||
      !std::all_of(hash.begin(), hash.end(), IsLowerHex)) {
    return FieldInvalid(
        field, "is not a SHA-256 hash in 64 lower-case hexadecimal digits");
  }
  return hash;
}

absl::StatusOr<std::string> OptionalHashFrom(absl::string_view field,
                                             const std::string& hash) {
  if (hash.empty()) return std::string();
  return HashFrom(field, hash);
}

}  // namespace cwp::webinars
