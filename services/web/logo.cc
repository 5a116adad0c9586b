#include "services/web/logo.h"

#include <cstddef>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

// What a first visit of 60 KB has left for it.
constexpr size_t kMostBytes = 12 << 10;
constexpr size_t kHashBytes = 5;

absl::Status Invalid(const std::string& file, absl::string_view problem) {
  return FailedPrecondition("LOGO_INVALID", absl::StrCat(file, " ", problem),
                            {{"file", file}});
}

http::Answer Answer(http::Response response) { co_return response; }

}  // namespace

absl::StatusOr<Logo> ReadLogo(const std::string& file) {
  const bool svg = absl::EndsWith(file, ".svg");
  if (!svg && !absl::EndsWith(file, ".png")) {
    return Invalid(file, "is called neither .svg nor .png");
  }
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  Logo logo = {.type = svg ? "image/svg+xml" : "image/png",
               .content = text.str()};
  if (!in || logo.content.empty()) return Invalid(file, "cannot be read");
  if (logo.content.size() > kMostBytes) {
    return Invalid(file, "has more than 12 KiB");
  }
  const std::string hash =
      absl::BytesToHexString(crypto::Hash(logo.content).substr(0, kHashBytes));
  logo.path = absl::StrCat("/logo.", hash, svg ? ".svg" : ".png");
  return logo;
}

void AddLogo(http::Router& router, const Logo& logo) {
  router.Add("GET", logo.path, [logo](http::Request&) {
    http::Response response;
    response.body = logo.content;
    response.SetHeader("Content-Type", logo.type);
    response.SetHeader("Cache-Control", kForever);
    return Answer(std::move(response));
  });
}

}  // namespace cwp::web
