#ifndef CWP_COMMON_CACHE_ID_READER_H_
#define CWP_COMMON_CACHE_ID_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/cache/client.h"
#include "common/cache/read_through.h"
#include "common/telemetry/metrics.h"

namespace cwp::cache {

// Reads resources by id that a Publisher keeps in Redis under a prefix and the
// id: from memory, from Redis, or from the service that owns them, as
// ReadThrough does. What the texts mean, only the caller knows. Safe to use
// from several threads at once.
class IdReader {
 public:
  // A resource as its owner tells of it.
  struct Item {
    int64_t id = 0;
    int64_t revision = 0;
    std::string text;
  };

  // Asks the owner for at most `batch` ids. Calls its last argument once, on
  // any thread, by about the deadline; items in any order, without the unknown.
  using LoadDone = std::function<void(absl::StatusOr<std::vector<Item>>)>;
  using Load = std::function<void(std::vector<int64_t> ids, absl::Time deadline,
                                  LoadDone done)>;

  // Those that somebody knew, by id.
  using Texts = absl::flat_hash_map<int64_t, std::string>;
  using Done = absl::AnyInvocable<void(Texts)>;

  struct Options {
    // Null: straight to the owner.
    Client* client = nullptr;
    // What the keys in Redis begin with, such as `seats:`.
    std::string prefix;
    // What the owner is called in metrics.
    std::string owner;
    Load load;
    // How many ids the owner takes at once.
    size_t batch = 200;
    // The counter of ids read, by who answered: a label `source`, which is
    // `memory`, `redis`, the owner, or `nobody`.
    std::string metric;
    std::string metric_help;
  };

  // All outlive this object, and so do callbacks under way.
  IdReader(const Clock& clock, Options options, Metrics& metrics);

  // Calls `done` once, in this call when all is in memory. Those that nobody
  // can tell of by the deadline are left out.
  void Get(const std::vector<int64_t>& ids, absl::Time deadline, Done done);

  ReadThrough::Stats stats() const { return read_through_.stats(); }

 private:
  const std::string prefix_;
  const size_t batch_;
  ReadThrough read_through_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_ID_READER_H_
