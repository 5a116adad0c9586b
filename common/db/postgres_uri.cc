#include "common/db/postgres_uri.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"

namespace cwp::db {
namespace {

// PostgreSQL's own limit on names.
constexpr size_t kLongestName = 63;

bool IsSchemaName(absl::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         !absl::ascii_isdigit(name.front()) && !absl::StartsWith(name, "pg_") &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

}  // namespace

absl::StatusOr<PostgresPlace> ParsePostgresUri(absl::string_view uri) {
  PostgresPlace place;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(uri, absl::MaxSplits('?', 1));
  std::vector<absl::string_view> kept;
  for (absl::string_view parameter :
       absl::StrSplit(parts.second, '&', absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&parameter, "schema=")) {
      place.schema = std::string(parameter);
    } else {
      kept.push_back(parameter);
    }
  }
  if (!IsSchemaName(place.schema)) {
    return InvalidArgument(
        "DATABASE_URI_INVALID",
        "a schema's name has lower-case letters, digits and underscores");
  }
  place.uri = std::string(parts.first);
  if (!kept.empty()) {
    absl::StrAppend(&place.uri, "?", absl::StrJoin(kept, "&"));
  }
  return place;
}

}  // namespace cwp::db
