#ifndef CWP_TESTS_SIMULATION_STORE_AUDIT_H_
#define CWP_TESTS_SIMULATION_STORE_AUDIT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "tests/simulation/replay.h"

namespace cwp::simulation {

// Compares the rows of all tables with the state that follows from the feed.
// Adds what differs to `faults`.
absl::Status CompareStore(db::Database& database, const Replay& replay,
                          std::vector<std::string>& faults);

// The rows of all tables as texts, each table in the order of its key.
absl::StatusOr<std::vector<std::string>> DumpRows(db::Database& database);

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_STORE_AUDIT_H_
