#ifndef CWP_TESTS_SIMULATION_ORDER_H_
#define CWP_TESTS_SIMULATION_ORDER_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "services/registration/eligibility.h"
#include "services/registration/pool.h"
#include "tests/simulation/replay.h"

namespace cwp::simulation {

// How many of those who wait the order looks at, as is promised.
inline constexpr int kWindow = 64;

// The order in which places are given out, as promised: strictly as people
// came, except that a smaller party that fits may pass a larger one that does
// not, so and so often. Knows nothing of the code that keeps it.
class Order {
 public:
  // Both outlive it.
  Order(const Replay& replay, const registration::Rules& rules)
      : replay_(replay), rules_(rules) {}

  // Those who wait and may have places, in the order they came. A client whose
  // holds take as much as they may waits apart.
  std::vector<int64_t> Waiting(const SeenPool& pool) const;

  // Whether a hold would stay within what its client may hold.
  bool MayHold(const SeenPool& pool, int64_t hold_id, int64_t places) const;

  // Who is to be let in next; 0 for nobody.
  int64_t Next(const SeenPool& pool) const;

  // Whether a newcomer can have so many places.
  bool Admits(const SeenPool& pool, int64_t places) const;

  // What a newcomer can have, as the feed tells it.
  int64_t Left(const SeenPool& pool, absl::Time now) const;

  // How often somebody was passed.
  int64_t PassedOf(int64_t id) const;

  // A pool as it would be without a hold.
  SeenPool Without(const SeenPool& pool, int64_t hold_id) const;

 private:
  int64_t LeastOf(int64_t id) const;

  const Replay& replay_;
  const registration::Rules& rules_;
};

// Whether newcomers are let in at all.
bool IsOpen(const SeenPool& pool, absl::Time now);

// Whether those who wait are let in.
bool ServesWaiting(const SeenPool& pool, absl::Time now);

// Whether what was said leaves open that the service is for who comes.
bool IsEligible(const registration::Answers& answers);

// Whether somebody of these is certainly too young or too old for it.
bool AreOutside(const std::vector<registration::Attendee>& attendees);

// Whether it takes place and has not begun.
bool IsToCome(const SeenPool& pool, absl::Time now);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_ORDER_H_
