#ifndef CWP_COMMON_CACHE_WIRE_H_
#define CWP_COMMON_CACHE_WIRE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/cache/connection.h"
#include "common/cache/value.h"

namespace cwp::cache {

// What a Client says to its server, over one connection. Not safe to use from
// several threads at once.
//
// Fails with UNAVAILABLE `CACHE_UNAVAILABLE` when the connection is of no more
// use, and `CACHE_REFUSED` when the server refused (out of memory, loading, not
// allowed) and may do otherwise the next time.
class Wire {
 public:
  struct Options {
    Address address;
    std::string password;
    absl::Duration connect_timeout;
    absl::Duration command_timeout;
    absl::Duration value_lifetime;
    // A key that no other client uses, or empty: see Beat().
    std::string sentinel;
  };

  // Connects, signs in when there is a password, and hears that the server is
  // ready to serve.
  static absl::StatusOr<Wire> Open(Options options);

  // What stands under each key, in the same order; nothing for a key that is
  // absent, of another type or written by somebody else.
  absl::StatusOr<std::vector<std::optional<Value>>> Get(
      const std::vector<std::string>& keys);

  // Writes each entry unless it is older than what stands there. A refusal of
  // one does not keep the others from being written.
  absl::StatusOr<PutCounts> Put(absl::Span<const Entry> entries);

  // Makes sure that the server answers. Returns whether it has lost what was
  // written before: with a sentinel, a key is kept there that only a wiped
  // server lacks.
  absl::StatusOr<bool> Beat();

 private:
  Wire(Options options, Connection connection);

  absl::Status Greet();
  absl::StatusOr<std::vector<Reply>> Run(const std::vector<Command>& commands);
  Command PutCommand(absl::string_view how, absl::string_view script,
                     const Entry& entry) const;
  absl::StatusOr<PutCounts> PutSome(absl::Span<const Entry> entries);

  Options options_;
  Connection connection_;
  std::string script_;  // The server's name for the script, once loaded.
  bool beaten_ = false;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_WIRE_H_
