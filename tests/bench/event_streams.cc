#include "tests/bench/event_streams.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"

namespace cwp::bench {
namespace {

// So many are opened before they are waited for: fewer than a server takes in
// without accepting them.
constexpr size_t kAtATime = 200;
// Far beyond what it takes.
constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr size_t kPiece = 4096;
constexpr absl::string_view kWords = " places left";

absl::Status Broken(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// Lets this process have as many files open as the system allows it.
absl::Status RaiseFileLimit(int files) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return Broken("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return Broken("setrlimit");
  if (limit.rlim_max >= static_cast<rlim_t>(files)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("needs ", files, " open files, and may have ",
                   limit.rlim_max, "; see ulimit -Hn"));
}

// How many places a piece of text says are left; -1 when it says nothing.
int64_t LeftIn(absl::string_view text) {
  const size_t end = text.rfind(kWords);
  if (end == absl::string_view::npos) return -1;
  size_t begin = end;
  while (begin > 0 && absl::ascii_isdigit(text[begin - 1])) --begin;
  int64_t left = -1;
  return absl::SimpleAtoi(text.substr(begin, end - begin), &left) ? left : -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventStreams>> EventStreams::Open(
    const std::string& address, int64_t session_id, int count) {
  // And some for all else.
  constexpr int kMore = 100;
  RETURN_IF_ERROR(RaiseFileLimit(count + kMore));
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  if (poll < 0) return Broken("epoll_create1");
  auto streams = std::unique_ptr<EventStreams>(new EventStreams(poll));
  const auto wanted = static_cast<size_t>(count);
  // They stay where they are: their addresses are known to the system.
  streams->streams_.reserve(wanted);
  while (streams->streams_.size() < wanted) {
    const size_t first = streams->streams_.size();
    for (size_t i = first; i < std::min(wanted, first + kAtATime); ++i) {
      RETURN_IF_ERROR(streams->Connect(address, session_id));
    }
    RETURN_IF_ERROR(
        streams->ReadUntil(std::numeric_limits<int64_t>::max(), first));
  }
  return streams;
}

EventStreams::~EventStreams() {
  for (const Stream& stream : streams_) close(stream.socket);
  close(poll_);
}

absl::StatusOr<std::vector<absl::Time>> EventStreams::AwaitLeft(int64_t left) {
  RETURN_IF_ERROR(ReadUntil(left, 0));
  std::vector<absl::Time> times;
  times.reserve(streams_.size());
  for (const Stream& stream : streams_) times.push_back(stream.time);
  return times;
}

int64_t EventStreams::left() const {
  int64_t most = -1;
  for (const Stream& stream : streams_) most = std::max(most, stream.left);
  return most;
}

absl::Status EventStreams::Connect(const std::string& address,
                                   int64_t session_id) {
  const size_t colon = address.rfind(':');
  int port = 0;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    return absl::InternalError("an address without a port");
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Stream& stream = streams_.emplace_back();
  stream.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (stream.socket < 0) return Broken("socket");
  // From an address of its own, as one client may have so many alone.
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK + static_cast<uint32_t>(streams_.size()));
  if (bind(stream.socket, reinterpret_cast<const sockaddr*>(&from),
           sizeof from) != 0) {
    return Broken("bind");
  }
  if (connect(stream.socket, reinterpret_cast<const sockaddr*>(&to),
              sizeof to) != 0) {
    return Broken("connect");
  }
  const std::string request =
      absl::StrCat("GET /live/places?sessions=", session_id,
                   " HTTP/1.1\r\nHost: ", address, "\r\n\r\n");
  if (send(stream.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return Broken("send");
  }
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &stream;
  if (epoll_ctl(poll_, EPOLL_CTL_ADD, stream.socket, &event) != 0) {
    return Broken("epoll_ctl");
  }
  return absl::OkStatus();
}

absl::Status EventStreams::ReadUntil(int64_t left, size_t first) {
  constexpr int kEvents = 256;
  epoll_event events[kEvents];
  const auto told = [&](const Stream& stream) {
    return stream.left >= 0 && stream.left <= left;
  };
  auto missing = static_cast<int64_t>(
      std::count_if(streams_.begin() + static_cast<ptrdiff_t>(first),
                    streams_.end(), [&](auto& one) { return !told(one); }));
  const absl::Time give_up = absl::Now() + kPatience;
  while (missing > 0) {
    if (absl::Now() > give_up) {
      return absl::DeadlineExceededError(
          absl::StrCat(missing, " streams are not told"));
    }
    const int ready = epoll_wait(poll_, events, kEvents, 100);
    for (int i = 0; i < ready; ++i) {
      Stream& stream = *static_cast<Stream*>(events[i].data.ptr);
      const bool was_told = told(stream);
      RETURN_IF_ERROR(Read(stream));
      if (!was_told && told(stream)) --missing;
    }
  }
  return absl::OkStatus();
}

absl::Status EventStreams::Read(Stream& stream) {
  char piece[kPiece];
  const ssize_t size = recv(stream.socket, piece, sizeof piece, 0);
  if (size < 0) return Broken("recv");
  if (size == 0) return absl::UnavailableError("a stream has ended");
  stream.part.append(piece, static_cast<size_t>(size));
  if (stream.left < 0 && !absl::StartsWith(stream.part, "HTTP/1.1 200 ")) {
    return absl::UnavailableError(stream.part.substr(0, 40));
  }
  const int64_t left = LeftIn(stream.part);
  if (left < 0) return absl::OkStatus();
  stream.left = left;
  stream.time = absl::Now();
  stream.part.clear();
  return absl::OkStatus();
}

}  // namespace cwp::bench
