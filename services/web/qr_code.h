#ifndef CWP_SERVICES_WEB_QR_CODE_H_
#define CWP_SERVICES_WEB_QR_CODE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp::web {

// A QR code of a text, at most 500 bytes, as an <svg> to stand in a page:
// black on white with its quiet zone, named `label` to those who cannot see
// it. Holds no style, so that the page's policy lets it be.
std::string QrCodeSvg(absl::string_view text, absl::string_view label);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_QR_CODE_H_
