#include "common/base/url.h"

#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"

namespace cwp {
namespace {

constexpr absl::string_view kIpv6Loopback = "[::1]";

bool IsDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return !text.empty();
}

// 127.0.0.0/8, as four numbers without leading zeros.
bool IsIpv4Loopback(absl::string_view host) {
  const std::vector<absl::string_view> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const absl::string_view part : parts) {
    int value = 0;
    if (!IsDigits(part) || !absl::SimpleAtoi(part, &value) || value > 255 ||
        absl::StrCat(value) != part) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string HostOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return "";
  url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of("/?#:")));
}

bool IsLoopbackUrl(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == absl::string_view::npos) return false;
  absl::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const bool bracketed = absl::StartsWith(rest, kIpv6Loopback);
  const size_t end = bracketed ? kIpv6Loopback.size() : rest.find(':');
  const absl::string_view host = rest.substr(0, end);
  absl::string_view port = rest.substr(host.size());
  if (!port.empty() && !(absl::ConsumePrefix(&port, ":") && IsDigits(port))) {
    return false;
  }
  return bracketed || absl::EqualsIgnoreCase(host, "localhost") ||
         IsIpv4Loopback(host);
}

absl::Status CheckPublicUrl(absl::string_view setting, absl::string_view url) {
  if (absl::StartsWith(url, "https://") ||
      (absl::StartsWith(url, "http://") && IsLoopbackUrl(url))) {
    return absl::OkStatus();
  }
  return InvalidArgument(
      "CONFIG_INVALID",
      absl::StrCat(setting,
                   " must begin with https://, since names and links that "
                   "cancel bookings would travel in the clear; plain http:// "
                   "is for this machine itself"),
      {{"setting", std::string(setting)}});
}

}  // namespace cwp
