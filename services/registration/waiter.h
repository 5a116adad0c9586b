#ifndef CWP_SERVICES_REGISTRATION_WAITER_H_
#define CWP_SERVICES_REGISTRATION_WAITER_H_

#include <algorithm>
#include <cstdint>

#include "services/registration/parties.h"
#include "services/registration/pool.h"

namespace cwp::registration {

// Who waits for places, and how many can be had at a time.

// How many of those who wait a decision looks at.
inline constexpr int kQueueWindow = 64;

// How many holds of one client may be in line for a session: a whole school
// behind one address, and not so many that others cannot be seen for them.
inline constexpr int64_t kClientInLine = 200;

// Who waits for places of a pool: exactly one of the two.
struct Waiter {
  const Hold* hold = nullptr;
  const WaitlistEntry* entry = nullptr;
  // How many places the holds of its client take here; none for an entry.
  int64_t client_places = 0;

  int64_t id() const { return hold != nullptr ? hold->id : entry->id; }
  int64_t places() const {
    return hold != nullptr ? hold->places : entry->places;
  }
  int64_t least() const {
    return hold != nullptr ? hold->places : entry->least;
  }
  int64_t passed() const {
    return hold != nullptr ? hold->passed : entry->passed;
  }
};

// How many places of a session can be had at a time.
struct PlaceLimits {
  PlaceLimits(const Pool& pool, const Rules& rules)
      : party(pool.capacity),
        client(std::max(rules.client_places, pool.capacity / 4)) {}

  // Whether a client may hold so many besides those that it holds already. A
  // large party that holds nothing else would wait for ever.
  bool MayHold(int64_t already, int64_t places) const {
    return already == 0 || already + places <= client;
  }

  // Whether somebody waits for a turn. A client that holds as much as it may
  // waits apart, and so does a party that is larger than the session.
  bool IsInTurn(const Waiter& waiter) const {
    return waiter.least() <= party &&
           MayHold(waiter.client_places, waiter.least());
  }

  // How many places a party may have.
  int64_t party;
  // How many the holds of one client may take.
  int64_t client;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_WAITER_H_
