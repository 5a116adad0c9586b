#ifndef CWP_SERVICES_WEBINARS_FIELD_H_
#define CWP_SERVICES_WEBINARS_FIELD_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/text.h"

namespace cwp::webinars {

// What convert.cc and file_convert.cc say of single fields: INVALID_ARGUMENT
// `FIELD_REQUIRED`, `FIELD_INVALID` or `FIELD_TOO_LONG`, with metadata `field`.
// `problem` goes on where the field's name began the sentence.
absl::Status FieldRequired(absl::string_view field);
absl::Status FieldInvalid(absl::string_view field, absl::string_view problem);
absl::Status FieldTooLong(absl::string_view field, absl::string_view problem,
                          size_t limit);

// Text without the blanks around it, if it keeps within the limits.
absl::StatusOr<std::string> TextFrom(absl::string_view field,
                                     absl::string_view text, TextLimits limits);

// A SHA-256 hash in lower-case hexadecimal; the second may be empty.
absl::StatusOr<std::string> HashFrom(absl::string_view field,
                                     const std::string& hash);
absl::StatusOr<std::string> OptionalHashFrom(absl::string_view field,
                                             const std::string& hash);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_FIELD_H_
