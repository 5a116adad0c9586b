#include "common/testing/reserved_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace cwp {
namespace {

// Below net.ipv4.ip_local_port_range as it is by default; the ports from 20000
// on are those of tests/deploy/installation.mjs.
constexpr int kFirst = 10'000;
constexpr int kEnd = 20'000;
constexpr int kNothing = -1;

// A socket with an abstract name, which one process at a time can have and
// which goes with it; see unix(7). kNothing when somebody else has the name.
int Lock(int port) {
  const std::string name = absl::StrCat("cwp-reserved-port-", port);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address.sun_path + 1);
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const int lock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CWP_CHECK(lock >= 0, "no socket can be made");
  if (bind(lock, reinterpret_cast<sockaddr*>(&address), size) == 0) return lock;
  close(lock);
  return kNothing;
}

bool IsFree(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CWP_CHECK(probe >= 0, "no socket can be made");
  const bool free =
      bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(probe);
  return free;
}

}  // namespace

ReservedPort::ReservedPort() {
  for (number_ = kFirst; number_ < kEnd; ++number_) {
    lock_ = Lock(number_);
    if (lock_ == kNothing) continue;
    if (IsFree(number_)) return;
    close(lock_);
  }
  CWP_CHECK(false, "no port is free");
}

ReservedPort::~ReservedPort() { close(lock_); }

std::string ReservedPort::address() const {
  return absl::StrCat("127.0.0.1:", number_);
}

}  // namespace cwp
