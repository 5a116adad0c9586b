#ifndef CWP_SERVICES_WEBINARS_FILE_STORE_H_
#define CWP_SERVICES_WEBINARS_FILE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// What is known of the files whose bytes lie in the media folder. All functions
// fail as db::Transaction says.

// Remembers a file; does nothing when it is known.
absl::Status SaveFile(db::Transaction& tx, const File& file, absl::Time now);

absl::StatusOr<std::optional<File>> LoadFile(db::Transaction& tx,
                                             absl::string_view hash);

// Those of the files that are known.
absl::StatusOr<Files> LoadFiles(db::Transaction& tx,
                                const std::vector<std::string>& hashes);

// Whether a published webinar uses the file.
absl::StatusOr<bool> IsFilePublished(db::Transaction& tx,
                                     absl::string_view hash);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_FILE_STORE_H_
