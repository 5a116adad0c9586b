#ifndef CWP_COMMON_DB_POSTGRES_H_
#define CWP_COMMON_DB_POSTGRES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/db/database.h"

namespace cwp::db {

// Opens the schema of a PostgreSQL database that `uri` names, as Open says.
absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(absl::string_view uri,
                                                       const Clock& clock);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_POSTGRES_H_
