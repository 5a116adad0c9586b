#include "common/http/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"

namespace cwp::http {
namespace {

constexpr int kV4Bits = 96;  // Before those of an IPv4 address.

bool SameStart(const IpAddress& a, const IpAddress& b, int bits) {
  const int bytes = bits / 8;
  if (!std::equal(a.begin(), a.begin() + bytes, b.begin())) return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  const int mask = 0xff << (8 - rest);
  const auto at = static_cast<size_t>(bytes);
  return ((a[at] ^ b[at]) & mask & 0xff) == 0;
}

absl::Status BadListen(absl::string_view text) {
  return InvalidArgument(
      "LISTEN_INVALID",
      absl::StrCat("\"", text,
                   "\" is not an address and a port, like 127.0.0.1:8080"),
      {{"listen", std::string(text)}});
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(absl::string_view text) {
  const std::string terminated(text);
  IpAddress address{};
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) {
    return address;
  }
  in_addr v4{};
  if (inet_pton(AF_INET, terminated.c_str(), &v4) != 1) return std::nullopt;
  address[10] = address[11] = 0xff;
  std::memcpy(address.data() + 12, &v4, 4);
  return address;
}

std::string ClientNetwork(absl::string_view address) {
  const std::optional<IpAddress> ip = ParseIpAddress(address);
  if (!ip.has_value()) return std::string(address);
  // The same for an IPv4 address however it is written.
  const IpAddress v4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool is_v4 = SameStart(*ip, v4, kV4Bits);
  return std::string(ip->begin(), is_v4 ? ip->end() : ip->begin() + 8);
}

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(
    const std::vector<std::string>& ranges) {
  TrustedProxies proxies;
  for (const std::string& text : ranges) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits('/', 1));
    const std::optional<IpAddress> base = ParseIpAddress(parts.first);
    const bool v4 = !absl::StrContains(parts.first, ':');
    const int most = v4 ? 32 : 128;
    int bits = most;
    const bool has_bits = absl::StrContains(text, '/');
    if (!base.has_value() ||
        (has_bits && !absl::SimpleAtoi(parts.second, &bits)) || bits < 0 ||
        bits > most) {
      return InvalidArgument(
          "PROXY_INVALID",
          absl::StrCat("\"", text,
                       "\" is not an address or a range like 10.0.0.0/8"),
          {{"proxy", text}});
    }
    proxies.ranges_.push_back(
        {.base = *base, .bits = v4 ? kV4Bits + bits : bits});
  }
  return proxies;
}

bool TrustedProxies::Trusts(absl::string_view address) const {
  if (ranges_.empty()) return false;
  const std::optional<IpAddress> ip = ParseIpAddress(address);
  return ip.has_value() &&
         std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
           return SameStart(*ip, range.base, range.bits);
         });
}

std::string TrustedProxies::ClientOf(absl::string_view peer,
                                     absl::string_view forwarded) const {
  std::string client(peer);
  while (Trusts(client) && !forwarded.empty()) {
    const size_t comma = forwarded.rfind(',');
    const bool last = comma == absl::string_view::npos;
    const absl::string_view before = absl::StripAsciiWhitespace(
        last ? forwarded : forwarded.substr(comma + 1));
    if (!ParseIpAddress(before).has_value()) break;
    client = std::string(before);
    forwarded = last ? absl::string_view() : forwarded.substr(0, comma);
  }
  return client;
}

absl::StatusOr<HostPort> ParseHostPort(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return BadListen(text);
  absl::string_view host = text.substr(0, colon);
  const bool bracketed =
      absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  if (!bracketed && absl::StrContains(host, ':')) return BadListen(text);
  if (host == "localhost") host = "127.0.0.1";
  int port = 0;
  if (!ParseIpAddress(host).has_value() ||
      !absl::SimpleAtoi(text.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return BadListen(text);
  }
  return HostPort{.host = std::string(host),
                  .port = static_cast<uint16_t>(port)};
}

}  // namespace cwp::http
