#ifndef CWP_COMMON_DB_POSTGRES_URI_H_
#define CWP_COMMON_DB_POSTGRES_URI_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::db {

// Where a service's data is on PostgreSQL.
struct PostgresPlace {
  // What libpq is given.
  std::string uri;
  // Lower-case letters, digits and underscores.
  std::string schema = "public";
};

// Takes our own parameter `schema=NAME` out of a URI, since libpq refuses what
// it does not know. Fails with INVALID_ARGUMENT `DATABASE_URI_INVALID`.
absl::StatusOr<PostgresPlace> ParsePostgresUri(absl::string_view uri);

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_POSTGRES_URI_H_
