#ifndef CWP_COMMON_DB_SQLITE_H_
#define CWP_COMMON_DB_SQLITE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/db/database.h"

namespace cwp::db {

// Opens the SQLite file at `path`, as Open says; makes it, readable by its
// owner alone, if it does not exist.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const std::string& path);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_SQLITE_H_
