#include "services/web/qr_code.h"

#include <qrencode.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/http/escape.h"

namespace cwp::web {
namespace {

// ISO/IEC 18004: four modules of white around the symbol.
constexpr int kQuiet = 4;

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::string QrCodeSvg(absl::string_view text, absl::string_view label) {
  const std::unique_ptr<QRcode, FreeCode> code(
      QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
  CWP_CHECK(code != nullptr, "the text is too long for a QR code");
  std::string path;
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      if ((code->data[y * code->width + x] & 1) == 0) continue;
      absl::StrAppend(&path, "M", x + kQuiet, " ", y + kQuiet, "h1v1h-1z");
    }
  }
  const int size = code->width + 2 * kQuiet;
  return absl::StrCat(
      "<svg class=\"app-qr\" role=\"img\" aria-label=\"",
      http::EscapeHtml(label), "\" viewBox=\"0 0 ", size, " ", size,
      "\" width=\"", size * 5, "\" height=\"", size * 5,
      "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h", size,
      "v", size, "H0z\"/><path fill=\"#000\" d=\"", path, "\"/></svg>");
}

}  // namespace cwp::web
