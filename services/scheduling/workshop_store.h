#ifndef CWP_SERVICES_SCHEDULING_WORKSHOP_STORE_H_
#define CWP_SERVICES_SCHEDULING_WORKSHOP_STORE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// Fetches and saves workshops; decides nothing. Errors are the database's.

// One workshop, or nothing.
absl::StatusOr<std::optional<Workshop>> FindWorkshop(db::Transaction& tx,
                                                     int64_t id);
absl::StatusOr<std::optional<Workshop>> FindWorkshopBySlug(
    db::Transaction& tx, absl::string_view slug);

// The id of the workshop with this slug, or nothing.
absl::StatusOr<std::optional<int64_t>> FindSlugHolder(db::Transaction& tx,
                                                      absl::string_view slug);

// The first workshops behind an id, in order of id.
absl::StatusOr<std::vector<Workshop>> ListWorkshops(db::Transaction& tx,
                                                    int64_t after_id,
                                                    int limit);

// Those that have this picture, in order of id.
absl::StatusOr<std::vector<Workshop>> ListWorkshopsWithPicture(
    db::Transaction& tx, absl::string_view picture_id);

// Writes a workshop that is not there yet.
absl::Status InsertWorkshop(db::Transaction& tx, const Workshop& workshop);

// Writes a workshop anew.
absl::Status ReplaceWorkshop(db::Transaction& tx, const Workshop& workshop);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_WORKSHOP_STORE_H_
