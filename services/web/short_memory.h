#ifndef CWP_SERVICES_WEB_SHORT_MEMORY_H_
#define CWP_SERVICES_WEB_SHORT_MEMORY_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace cwp::web {

// What has to be known for some minutes, in memory, one in each process. Safe
// to use from several threads at once.
class ShortMemory {
 public:
  // Forgets after `time`, and holds no more than so many bytes of keys and
  // values. `clock` outlives it.
  ShortMemory(const Clock& clock, absl::Duration time, size_t most_bytes)
      : clock_(clock), time_(time), most_bytes_(most_bytes) {}

  // Whether it is kept; not when there is something by that key, or no room.
  bool Put(const std::string& key, std::string value);

  // The value; nothing when there is none.
  std::optional<std::string> Find(const std::string& key);

  // The value, which is then forgotten; nothing when there is none.
  std::optional<std::string> Take(const std::string& key);

 private:
  struct Kept {
    std::string value;
    absl::Time end;
  };

  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  const absl::Duration time_;
  const size_t most_bytes_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Kept> kept_ ABSL_GUARDED_BY(mu_);
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SHORT_MEMORY_H_
