#ifndef CWP_COMMON_DB_POSTGRES_COPY_H_
#define CWP_COMMON_DB_POSTGRES_COPY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"

namespace cwp::db {

// Rows for a plain INSERT go to PostgreSQL as one COPY, which plans, checks and
// opens indexes once for all of them: a statement for each costs the server
// more than what it stores.

// The COPY that does what this statement does for each of some rows of
// `parameters` values; nothing unless it is an INSERT of exactly those into a
// table, in order, and nothing else.
std::optional<std::string> CopyStatementFor(absl::string_view insert,
                                            size_t parameters);

// The rows as COPY takes them in its binary format. Columns are BIGINT, TEXT or
// BYTEA.
std::string CopyData(absl::Span<const std::vector<Value>> rows);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_POSTGRES_COPY_H_
