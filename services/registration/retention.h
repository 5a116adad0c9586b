#ifndef CWP_SERVICES_REGISTRATION_RETENTION_H_
#define CWP_SERVICES_REGISTRATION_RETENTION_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/registration/group.h"

namespace cwp::registration {

// Erases, in small transactions, some of what is personal and older than its
// purpose: of bookings whose session ended longer before `now` than the rules
// let it be kept, and of waitlist entries that are over as long, or wait for
// such sessions only, or for any of a workshop that has had no other, and heard
// of none, for as long; and forgets holds that ended a day ago, farewells whose
// time is over, the words of notices, and why contacts are blocked of whom
// nothing else is kept. Counts stay, and blocks. Returns whether there may be
// more.
absl::StatusOr<bool> PurgeSome(db::Database& database,
                               const GroupOptions& options, absl::Time now);

// For how long nothing is changed where all is well, and how long purging waits
// where it is not.
inline constexpr absl::Duration kLongQuiet = absl::Hours(24 * 14);
inline constexpr absl::Duration kDoubt = absl::Hours(24);

// From when on personal data is purged by a service that starts at `now`. When
// nothing was changed for kLongQuiet, the clock may be ahead, and what is
// purged is lost: that is put off for kDoubt, in which the clock can be put
// right.
absl::StatusOr<absl::Time> FindPurgeTime(db::Transaction& tx, absl::Time now);

// Marks, in one small transaction, some sessions that are over as past, so that
// whoever books is not looked up among their bookings any more. Returns whether
// there may be more.
absl::StatusOr<bool> SetSomeAside(db::Database& database, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_RETENTION_H_
