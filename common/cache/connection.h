#ifndef CWP_COMMON_CACHE_CONNECTION_H_
#define CWP_COMMON_CACHE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

struct redisContext;

namespace cwp::cache {

// Where a Redis server listens: a Unix socket when `path` is set.
struct Address {
  std::string path;
  std::string host;
  int port = 0;
};

// Reads "unix:/run/redis.sock", "127.0.0.1:6379" or "[::1]:6379". Fails with
// INVALID_ARGUMENT `CACHE_ADDRESS_INVALID`.
absl::StatusOr<Address> ParseAddress(absl::string_view text);

// A command: its name and arguments.
using Command = std::vector<std::string>;

struct Reply {
  enum class Kind { kNil, kText, kNumber, kList, kError };

  Kind kind = Kind::kNil;
  std::string text;  // Of kText; of kError the first word, such as "OOM".
  int64_t number = 0;
  std::vector<Reply> list;
};

// One connection to Redis. Not safe to use from several threads at once; the
// thread that uses it blocks SIGPIPE, which hiredis does not.
class Connection {
 public:
  // Connects within `timeout`, not counting the lookup of a host's name. Fails
  // with UNAVAILABLE `CACHE_UNAVAILABLE`.
  static absl::StatusOr<Connection> Open(const Address& address,
                                         absl::Duration timeout);

  // Sends all commands in one go and returns a reply for each. A refused
  // command is a reply like any other. Fails with UNAVAILABLE
  // `CACHE_UNAVAILABLE` when not all replies came within `timeout`, however
  // slowly they drip, or something else came; the connection is then of no more
  // use.
  absl::StatusOr<std::vector<Reply>> Run(absl::Span<const Command> commands,
                                         absl::Duration timeout);

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  class Timer;

  explicit Connection(redisContext* context);

  absl::Status WaitFor(int events, const Timer& timer);
  absl::Status WriteAll(const Timer& timer);
  absl::StatusOr<Reply> ReadOne(const Timer& timer);

  std::unique_ptr<redisContext, Free> context_;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_CONNECTION_H_
