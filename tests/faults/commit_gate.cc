#include "tests/faults/commit_gate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace cwp::faults {
namespace {

const std::string kHost = "127.0.0.1:";

// As both say it, with the byte that ends it: READ COMMITTED is another thing.
const std::string kCommit("COMMIT", 7);

sockaddr_in Local(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int Socket() {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CWP_CHECK(made >= 0, "cannot make a socket");
  return made;
}

// What can be read now; empty at the end.
std::string ReadSome(int from) {
  std::array<char, 64 << 10> buffer;
  const ssize_t size = read(from, buffer.data(), buffer.size());
  return std::string(buffer.data(), size > 0 ? static_cast<size_t>(size) : 0);
}

bool WriteAll(int to, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(to, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

CommitGate::CommitGate(const std::string& uri) : listener_(Socket()) {
  sockaddr_in address = Local(0);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  CWP_CHECK(bind(listener_, any, size) == 0 && listen(listener_, 64) == 0 &&
                getsockname(listener_, any, &size) == 0,
            "cannot listen");
  const size_t port = uri.find(kHost) + kHost.size();
  const size_t end = uri.find('/', port);
  CWP_CHECK(absl::SimpleAtoi(uri.substr(port, end - port), &server_port_),
            "the URI has no port at 127.0.0.1");
  uri_ = absl::StrCat(uri.substr(0, port), ntohs(address.sin_port),
                      uri.substr(end));
  CWP_CHECK(pipe2(stop_, O_CLOEXEC) == 0, "cannot make a pipe");
  thread_ = std::thread([this] { Run(); });
}

CommitGate::~CommitGate() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  close(listener_);
}

void CommitGate::LoseNext(Loss loss) {
  MutexLock lock(mu_);
  next_ = loss;
}

bool CommitGate::lost() const {
  MutexLock lock(mu_);
  return next_ == Loss::kNone;
}

void CommitGate::Run() {
  while (true) {
    std::vector<pollfd> polled = {{.fd = stop_[0], .events = POLLIN},
                                  {.fd = listener_, .events = POLLIN}};
    for (const Pair& pair : pairs_) {
      polled.push_back({.fd = pair.client, .events = POLLIN});
      polled.push_back({.fd = pair.server, .events = POLLIN});
    }
    poll(polled.data(), polled.size(), -1);
    if (polled[0].revents != 0) break;
    std::vector<Pair> stay;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      const Pair& pair = pairs_[i];
      const bool whole = (polled[2 * i + 2].revents == 0 ||
                          PassOn(pair, pair.client, pair.server)) &&
                         (polled[2 * i + 3].revents == 0 ||
                          PassOn(pair, pair.server, pair.client));
      if (whole) {
        stay.push_back(pair);
      } else {
        close(pair.client);
        close(pair.server);
      }
    }
    pairs_ = std::move(stay);
    if (polled[1].revents != 0) Accept();
  }
  for (const Pair& pair : pairs_) {
    close(pair.client);
    close(pair.server);
  }
}

void CommitGate::Accept() {
  const Pair pair = {
      .client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC),
      .server = Socket()};
  const int on = 1;
  for (const int fd : {pair.client, pair.server}) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  const sockaddr_in address = Local(server_port_);
  CWP_CHECK(connect(pair.server, reinterpret_cast<const sockaddr*>(&address),
                    sizeof(address)) == 0,
            "PostgreSQL has gone");
  pairs_.push_back(pair);
}

// False when the connection is to be closed.
bool CommitGate::PassOn(const Pair& pair, int from, int to) {
  const std::string said = ReadSome(from);
  if (said.empty()) return false;
  const Loss loss = from == pair.client ? TakeLoss(said) : Loss::kNone;
  if (loss == Loss::kRequest) return false;
  if (!WriteAll(to, said)) return false;
  if (loss == Loss::kNone) return true;
  AwaitCommit(pair.server);
  return false;
}

// How a connection on which this was said is to be broken.
CommitGate::Loss CommitGate::TakeLoss(absl::string_view said) {
  if (!absl::StrContains(said, kCommit)) return Loss::kNone;
  MutexLock lock(mu_);
  return std::exchange(next_, Loss::kNone);
}

// Waits until the server says that it has committed.
void CommitGate::AwaitCommit(int server) {
  std::string answer;
  while (!absl::StrContains(answer, kCommit)) {
    const std::string more = ReadSome(server);
    CWP_CHECK(!more.empty(), "PostgreSQL did not answer a COMMIT");
    answer += more;
  }
}

}  // namespace cwp::faults
