#ifndef CWP_SERVICES_WEBINARS_WEBINAR_STORE_H_
#define CWP_SERVICES_WEBINARS_WEBINAR_STORE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// Fetches and saves webinars with their parts and handouts; decides nothing.
// All functions fail as db::Transaction says.

absl::StatusOr<std::optional<Webinar>> LoadWebinar(db::Transaction& tx,
                                                   int64_t id);
absl::StatusOr<std::optional<Webinar>> LoadWebinarBySlug(
    db::Transaction& tx, absl::string_view slug);

absl::StatusOr<bool> IsSlugTaken(db::Transaction& tx, absl::string_view slug);

// At most `limit` webinars with ids over `after_id`, in order of id.
absl::StatusOr<std::vector<Webinar>> ListWebinars(db::Transaction& tx,
                                                  bool only_published,
                                                  int64_t after_id, int limit);

absl::Status InsertWebinar(db::Transaction& tx, const Webinar& webinar);

// Saves state, update, publish and withdraw time, and revision.
absl::Status SaveState(db::Transaction& tx, const Webinar& webinar);

// Saves all else that can change, update time and revision.
absl::Status SaveContent(db::Transaction& tx, const Webinar& webinar);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_WEBINAR_STORE_H_
