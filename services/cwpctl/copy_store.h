#ifndef CWP_SERVICES_CWPCTL_COPY_STORE_H_
#define CWP_SERVICES_CWPCTL_COPY_STORE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/feed/log.h"

namespace cwp::ctl {

// Copies of services' SQLite databases, which nobody else has open.

// Opens a copy, which checks that it is a database, and reads where its feed
// ends; nothing when it has none. Leaves no other files beside it. Fails as
// db::Open() and db::Transaction::Run() do.
absl::StatusOr<std::optional<feed::Position>> ReadCopy(const std::string& path,
                                                       const Clock& clock);

// Takes the identity of its feed from a copy, if it has one: a restored feed
// may give old revisions anew, and those who cache by them must notice.
absl::Status ForgetIdentity(const std::string& path, const Clock& clock);

// Fails with FAILED_PRECONDITION `DATABASE_IN_USE` when a process has the
// database open. Other faults of it do not matter here.
absl::Status CheckNotInUse(const std::string& path);

// Removes what SQLite and its lock leave beside a database that nobody has
// open.
void RemoveLeftovers(const std::string& path);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_COPY_STORE_H_
