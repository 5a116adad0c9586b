#ifndef CWP_COMMON_BASE_ANY_TEXT_H_
#define CWP_COMMON_BASE_ANY_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp {

// What a file that somebody chose says, whichever program wrote it.
struct AnyText {
  // UTF-8 without a byte order mark or NUL; lines end in LF.
  std::string text;
  // It was no Unicode, and was taken for Windows-1252, as Excel writes files
  // for older programs: letters besides those of English may be others.
  bool guessed = false;
};

// Reads UTF-8 and UTF-16, with or without a byte order mark, or else
// Windows-1252. Fails with INVALID_ARGUMENT
// - `TEXT_KIND`: it is a workbook, a PDF file, a picture or the like;
// - `TEXT_ENCODING`: it is no text in any of these.
absl::StatusOr<AnyText> ReadAnyText(absl::string_view bytes);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_ANY_TEXT_H_
