#ifndef CWP_SERVICES_SCHEDULING_FACILITATOR_STORE_H_
#define CWP_SERVICES_SCHEDULING_FACILITATOR_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/scheduling/facilitator_domain.h"

namespace cwp::scheduling {

// Fetches and saves facilitators; decides nothing. Errors are the database's.

// The statements that make its tables, for the migrations.
std::vector<std::string> CreateFacilitatorStatements();

// The same for those that add when one was erased.
std::vector<std::string> AddErasureStatements();

// One facilitator, or nothing.
absl::StatusOr<std::optional<Facilitator>> FindFacilitator(db::Transaction& tx,
                                                           int64_t id);

// Which facilitators to list.
struct FacilitatorFilter {
  bool include_retired = false;
  // Only those with a larger id.
  int64_t after_id = 0;
  int limit = 0;
};

// Facilitators in order of id.
absl::StatusOr<std::vector<Facilitator>> ListFacilitators(
    db::Transaction& tx, const FacilitatorFilter& filter);

// The first, by id, who is not retired and has this one as supervisor.
absl::StatusOr<std::optional<int64_t>> FindSupervised(db::Transaction& tx,
                                                      int64_t supervisor_id);

// Writes one that is not there yet.
absl::Status InsertFacilitator(db::Transaction& tx,
                               const Facilitator& facilitator);

// Writes one anew.
absl::Status ReplaceFacilitator(db::Transaction& tx,
                                const Facilitator& facilitator);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FACILITATOR_STORE_H_
