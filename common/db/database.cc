#include "common/db/database.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/postgres.h"
#include "common/db/sqlite.h"

namespace cwp::db {

absl::StatusOr<std::vector<Rows>> Transaction::QueryEach(
    absl::string_view sql, absl::Span<const std::vector<Value>> rows) {
  std::vector<Rows> answers;
  answers.reserve(rows.size());
  for (const std::vector<Value>& row : rows) {
    ASSIGN_OR_RETURN(Rows answer, Run(sql, Args(row)));
    answers.push_back(std::move(answer));
  }
  return answers;
}

absl::StatusOr<std::unique_ptr<Database>> Open(absl::string_view uri,
                                               const Clock& clock) {
  if (absl::StartsWith(uri, "postgresql://") ||
      absl::StartsWith(uri, "postgres://")) {
    return OpenPostgres(uri, clock);
  }
  if (absl::ConsumePrefix(&uri, "sqlite:") && !uri.empty()) {
    return OpenSqlite(std::string(uri));
  }
  // The address may hold a password, so it is not repeated.
  return InvalidArgument("DATABASE_URI_INVALID",
                         "a database is sqlite:PATH or postgresql://...");
}

}  // namespace cwp::db
