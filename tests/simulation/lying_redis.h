#ifndef CWP_TESTS_SIMULATION_LYING_REDIS_H_
#define CWP_TESTS_SIMULATION_LYING_REDIS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/feed/log.h"
#include "tests/simulation/odds.h"
#include "tests/simulation/random.h"

namespace cwp::simulation {

// How many places of each session are left, as people are shown it: from a
// Redis that loses what is written, forgets everything, is put back to what it
// once said, and makes numbers up. Whoever asks for places goes by it, and no
// promise may break by that.
class LyingRedis {
 public:
  // Both outlive it.
  LyingRedis(Random& random, const Odds& odds) : random_(random), odds_(odds) {}

  // Writes what these entries of registration's feed say is left, or not.
  void Write(const std::vector<feed::Entry>& entries);

  // What is shown of a session; nothing when nothing is.
  std::optional<int64_t> PlacesLeft(int64_t session_id) const;

 private:
  using Counts = std::map<int64_t, int64_t>;

  void Spoil();

  Random& random_;
  const Odds& odds_;
  Counts shown_;
  // What it may be put back to.
  Counts saved_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_LYING_REDIS_H_
