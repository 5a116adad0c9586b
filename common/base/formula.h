#ifndef CWP_COMMON_BASE_FORMULA_H_
#define CWP_COMMON_BASE_FORMULA_H_

#include "absl/strings/string_view.h"

namespace cwp {

// Whether a spreadsheet program may take the text of a cell for a formula, and
// so do what a stranger typed: whoever writes a table for such programs puts an
// apostrophe in front. See
// https://owasp.org/www-community/attacks/CSV_Injection
bool LooksLikeFormula(absl::string_view text);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_FORMULA_H_
