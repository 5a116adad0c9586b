#ifndef CWP_COMMON_HTTP_ADDRESS_H_
#define CWP_COMMON_HTTP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::http {

// A numeric IP address; IPv4 as ::ffff:a.b.c.d.
using IpAddress = std::array<uint8_t, 16>;

// Nothing unless `text` is one.
std::optional<IpAddress> ParseIpAddress(absl::string_view text);

// What stands for whoever has an address where it is counted what one client
// does: an IPv4 address itself, of an IPv6 address its first 64 bits, because
// providers give each household and each server as many as the rest can name.
// What is no address stands for itself.
std::string ClientNetwork(absl::string_view address);

// The proxies in front of this server, whose word is taken for who asks.
class TrustedProxies {
 public:
  TrustedProxies() = default;

  // Reads addresses and ranges: "10.0.0.7", "10.0.0.0/8", "fd00::/8". Fails
  // with INVALID_ARGUMENT `PROXY_INVALID`.
  static absl::StatusOr<TrustedProxies> Parse(
      const std::vector<std::string>& ranges);

  bool Trusts(absl::string_view address) const;

  // Who asks, when `peer` is connected and sent the X-Forwarded-For header
  // `forwarded`: the last address that no trusted proxy stands for. What stands
  // before it may be invented, and is not believed.
  std::string ClientOf(absl::string_view peer,
                       absl::string_view forwarded) const;

 private:
  struct Range {
    IpAddress base;
    int bits;
  };

  std::vector<Range> ranges_;
};

// An address to listen on or to connect to.
struct HostPort {
  std::string host;
  uint16_t port = 0;
};

// Reads "127.0.0.1:8080", "[::1]:8080"; the host is numeric, or `localhost`,
// which is 127.0.0.1. Fails with INVALID_ARGUMENT `LISTEN_INVALID`.
absl::StatusOr<HostPort> ParseHostPort(absl::string_view text);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_ADDRESS_H_
