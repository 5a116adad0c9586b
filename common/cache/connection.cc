#include "common/cache/connection.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::cache {
namespace {

// More than any honest reply here; a lying server must not fill the memory.
constexpr size_t kMaxReplyBytes = 16 << 20;

// Makes a list as hiredis does, whose functions are the task's private data,
// but for one that is longer than any here.
void* CreateArray(const redisReadTask* task, int elements) {
  constexpr int kMaxElements = 4096;
  if (elements > kMaxElements) return nullptr;
  return static_cast<const redisReplyObjectFunctions*>(task->privdata)
      ->createArray(task, elements);
}

// Keeps a lying server from announcing a huge list, for all of which hiredis
// would make room at once.
void BoundLists(redisReader& reader) {
  static redisReplyObjectFunctions bounded = [&] {
    redisReplyObjectFunctions functions = *reader.fn;
    functions.createArray = CreateArray;
    return functions;
  }();
  reader.privdata = reader.fn;
  reader.fn = &bounded;
}

absl::Status Unusable(absl::string_view problem) {
  return Unavailable("CACHE_UNAVAILABLE", absl::StrCat("Redis ", problem));
}

absl::string_view FirstWord(absl::string_view text) {
  return text.substr(0, text.find(' '));
}

Reply Convert(const redisReply& reply) {
  const absl::string_view text =
      reply.str == nullptr ? "" : absl::string_view(reply.str, reply.len);
  Reply converted;
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      converted.kind = Reply::Kind::kText;
      converted.text = std::string(text);
      break;
    case REDIS_REPLY_INTEGER:
      converted.kind = Reply::Kind::kNumber;
      converted.number = reply.integer;
      break;
    case REDIS_REPLY_ARRAY:
      converted.kind = Reply::Kind::kList;
      for (size_t i = 0; i < reply.elements; ++i) {
        converted.list.push_back(Convert(*reply.element[i]));
      }
      break;
    case REDIS_REPLY_ERROR:
      converted.kind = Reply::Kind::kError;
      converted.text = std::string(FirstWord(text));
      break;
    default:
      break;
  }
  return converted;
}

}  // namespace

// Says how much of a timeout is left, whatever the wall clock does.
class Connection::Timer {
 public:
  explicit Timer(absl::Duration timeout)
      : end_(std::chrono::steady_clock::now() +
             absl::ToChronoNanoseconds(timeout)) {}

  // In whole milliseconds, rounded up, for poll().
  int Left() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<int64_t>(left.count(), 0));
  }

 private:
  const std::chrono::steady_clock::time_point end_;
};

absl::StatusOr<Address> ParseAddress(absl::string_view text) {
  Address address;
  const absl::Status invalid =
      InvalidArgument("CACHE_ADDRESS_INVALID",
                      "a Redis address is unix:PATH, HOST:PORT or [IPV6]:PORT",
                      {{"address", std::string(text)}});
  if (absl::ConsumePrefix(&text, "unix:")) {
    address.path = std::string(text);
    if (address.path.empty()) return invalid;
    return address;
  }
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return invalid;
  absl::string_view host = text.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[") != absl::ConsumeSuffix(&host, "]") ||
      host.empty() ||
      !absl::SimpleAtoi(text.substr(colon + 1), &address.port) ||
      address.port < 1 || address.port > 65535) {
    return invalid;
  }
  address.host = std::string(host);
  return address;
}

void Connection::Free::operator()(redisContext* context) const {
  redisFree(context);
}

Connection::Connection(redisContext* context) : context_(context) {}

// Non-blocking, with our own waiting: hiredis 0.14 can only time each single
// read, so that a reply which drips would never time out.
absl::StatusOr<Connection> Connection::Open(const Address& address,
                                            absl::Duration timeout) {
  const Timer timer(timeout);
  Connection connection(
      address.path.empty()
          ? redisConnectNonBlock(address.host.c_str(), address.port)
          : redisConnectUnixNonBlock(address.path.c_str()));
  const redisContext* context = connection.context_.get();
  if (context == nullptr) return Unusable("cannot be connected to");
  if (context->err != 0) {
    return Unusable(absl::StrCat("cannot be connected to: ", context->errstr));
  }
  BoundLists(*context->reader);
  RETURN_IF_ERROR(connection.WaitFor(POLLOUT, timer));
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
    error = errno;
  }
  if (error != 0) {
    return Unusable(
        absl::StrCat("cannot be connected to: ", std::strerror(error)));
  }
  return connection;
}

absl::StatusOr<std::vector<Reply>> Connection::Run(
    absl::Span<const Command> commands, absl::Duration timeout) {
  const Timer timer(timeout);
  for (const Command& command : commands) {
    std::vector<const char*> parts;
    std::vector<size_t> sizes;
    for (const std::string& part : command) {
      parts.push_back(part.data());
      sizes.push_back(part.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(parts.size()),
                               parts.data(), sizes.data()) != REDIS_OK) {
      return Unusable("cannot be written to");
    }
  }
  RETURN_IF_ERROR(WriteAll(timer));
  std::vector<Reply> replies;
  for (size_t i = 0; i < commands.size(); ++i) {
    ASSIGN_OR_RETURN(Reply reply, ReadOne(timer));
    replies.push_back(std::move(reply));
  }
  return replies;
}

absl::Status Connection::WaitFor(int events, const Timer& timer) {
  pollfd waiting = {.fd = context_->fd,
                    .events = static_cast<short>(events),  // NOLINT
                    .revents = 0};
  for (;;) {
    const int left = timer.Left();
    const int ready = poll(&waiting, 1, left);
    if (ready > 0) return absl::OkStatus();
    if (ready == 0 || left == 0) return Unusable("did not answer in time");
    if (errno != EINTR) return Unusable("cannot be waited for");
  }
}

absl::Status Connection::WriteAll(const Timer& timer) {
  for (;;) {
    int done = 0;
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) {
      return Unusable(absl::StrCat("broke off: ", context_->errstr));
    }
    if (done != 0) return absl::OkStatus();
    RETURN_IF_ERROR(WaitFor(POLLOUT, timer));
  }
}

absl::StatusOr<Reply> Connection::ReadOne(const Timer& timer) {
  for (;;) {
    void* read = nullptr;
    if (redisGetReplyFromReader(context_.get(), &read) != REDIS_OK) {
      return Unusable("answers in a language that is not its own");
    }
    if (read != nullptr) {
      Reply reply = Convert(*static_cast<redisReply*>(read));
      freeReplyObject(read);
      return reply;
    }
    if (context_->reader->len > kMaxReplyBytes) {
      return Unusable("answers at too great a length");
    }
    RETURN_IF_ERROR(WaitFor(POLLIN, timer));
    if (redisBufferRead(context_.get()) != REDIS_OK) {
      return Unusable(absl::StrCat("broke off: ", context_->errstr));
    }
  }
}

}  // namespace cwp::cache
