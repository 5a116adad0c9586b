#ifndef CWP_SERVICES_REGISTRATION_FAREWELL_STORE_H_
#define CWP_SERVICES_REGISTRATION_FAREWELL_STORE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"

namespace cwp::registration {

// A farewell: the last message to a contact who asked for erasure, which says
// that it was done. Its address is all that outlives the erasure, sealed, and
// for at most this long.
inline constexpr absl::Duration kFarewellKept = absl::Hours(24);

// Where a farewell goes.
struct Farewell {
  // The erased booking or waitlist entry that the farewell is about.
  int64_t subject_id = 0;
  // The sealed e-mail address.
  std::string email;
};

// Keeps a farewell's address until `expire_time`.
absl::Status SaveFarewell(db::Transaction& tx, const Farewell& farewell,
                          absl::Time expire_time);

// The sealed address of a farewell; empty when there is none at `now`.
absl::StatusOr<std::string> FindFarewell(db::Transaction& tx,
                                         int64_t subject_id, absl::Time now);

// Forgets those whose time is over.
absl::Status PruneFarewells(db::Transaction& tx, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_FAREWELL_STORE_H_
