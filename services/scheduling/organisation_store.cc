#include "services/scheduling/organisation_store.h"

#include <limits>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

constexpr char kCreateVersions[] =
    "CREATE TABLE organisation_versions ("
    "part BIGINT NOT NULL CHECK (part > 0), "
    "version BIGINT NOT NULL CHECK (version > 0), "
    "revision BIGINT NOT NULL CHECK (revision > 0), "
    "content BYTEA NOT NULL, "
    "actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, "
    "change_micros BIGINT NOT NULL, "
    "PRIMARY KEY (part, version))";

#define CWP_ORGANISATION_COLUMNS \
  "part, version, revision, content, actor_kind, actor_id, change_micros"

constexpr absl::string_view kSelectBefore =
    "SELECT " CWP_ORGANISATION_COLUMNS
    " FROM organisation_versions WHERE part = $1 AND version < $2 "
    "ORDER BY version DESC LIMIT $3";

constexpr absl::string_view kSelect =
    "SELECT " CWP_ORGANISATION_COLUMNS
    " FROM organisation_versions WHERE part = $1 AND version = $2";

constexpr absl::string_view kInsert =
    "INSERT INTO organisation_versions (" CWP_ORGANISATION_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7)";

OrganisationVersion ReadVersion(const db::Rows::Row& row) {
  return {.part = static_cast<int>(row.Int(0)),
          .version = row.Int(1),
          .revision = row.Int(2),
          .content = row.String(3),
          .actor_kind = row.String(4),
          .actor_id = row.String(5),
          .time = row.Time(6)};
}

}  // namespace

std::vector<std::string> CreateOrganisationStatements() {
  return {kCreateVersions};
}

absl::StatusOr<OrganisationVersion> LoadOrganisation(db::Transaction& tx,
                                                     int part) {
  ASSIGN_OR_RETURN(const std::vector<OrganisationVersion> last,
                   ListOrganisationVersions(tx, part, 0, 1));
  if (last.empty()) return OrganisationVersion{.part = part};
  return last.front();
}

absl::StatusOr<std::optional<OrganisationVersion>> FindOrganisationVersion(
    db::Transaction& tx, int part, int64_t version) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelect, {part, version}));
  if (rows.empty()) return std::nullopt;
  return ReadVersion(rows[0]);
}

absl::Status InsertOrganisationVersion(db::Transaction& tx,
                                       const OrganisationVersion& version) {
  return tx
      .Run(kInsert, {version.part, version.version, version.revision,
                     db::Value::Bytes(version.content), version.actor_kind,
                     version.actor_id, version.time})
      .status();
}

absl::StatusOr<std::vector<OrganisationVersion>> ListOrganisationVersions(
    db::Transaction& tx, int part, int64_t before, int limit) {
  const int64_t end = before > 0 ? before : std::numeric_limits<int64_t>::max();
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectBefore, {part, end, limit}));
  std::vector<OrganisationVersion> versions;
  versions.reserve(rows.size());
  for (const db::Rows::Row row : rows) versions.push_back(ReadVersion(row));
  return versions;
}

}  // namespace cwp::scheduling
