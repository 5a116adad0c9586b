#ifndef CWP_SERVICES_WEBINARS_VIEW_STORE_H_
#define CWP_SERVICES_WEBINARS_VIEW_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// How often files were fetched. All functions fail as db::Transaction says.

// Adds to what is counted already.
absl::Status AddViews(db::Transaction& tx,
                      const std::vector<ViewCount>& counts);

// The counts of files of these webinars, in order of webinar and hash; `recent`
// is from `recent_day` on.
absl::StatusOr<std::vector<ViewTotal>> ListViews(
    db::Transaction& tx, const std::vector<int64_t>& webinar_ids,
    const std::string& recent_day);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_VIEW_STORE_H_
