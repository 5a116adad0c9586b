#ifndef CWP_SERVICES_WEB_TYPED_EMAIL_H_
#define CWP_SERVICES_WEB_TYPED_EMAIL_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp::web {

// An e-mail address as it was meant: they are pasted with spaces around and in
// them, also such that do not break a line, or have no width. What is no
// address without them stays as it is, but for those around it.
std::string EmailIn(absl::string_view typed);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_TYPED_EMAIL_H_
