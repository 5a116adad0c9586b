#include "common/organisation/parts_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::organisation {
namespace {

constexpr char kCreateParts[] =
    "CREATE TABLE organisation_parts ("
    "part BIGINT PRIMARY KEY, resource BYTEA NOT NULL)";

constexpr absl::string_view kUpsert =
    "INSERT INTO organisation_parts (part, resource) VALUES ($1, $2) "
    "ON CONFLICT (part) DO UPDATE SET resource = excluded.resource";

constexpr absl::string_view kSelectAll =
    "SELECT resource FROM organisation_parts ORDER BY part";

}  // namespace

std::vector<std::string> CreatePartsStatements() { return {kCreateParts}; }

absl::Status SavePart(db::Transaction& tx,
                      const scheduling::v1::OrganisationPart& part) {
  return tx
      .Run(kUpsert, {static_cast<int>(part.part()),
                     db::Value::Bytes(part.SerializeAsString())})
      .status();
}

absl::StatusOr<Parts> LoadParts(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectAll));
  Parts parts;
  for (const db::Rows::Row row : rows) {
    scheduling::v1::OrganisationPart part;
    // Written by SavePart, so it can be read.
    part.ParseFromString(row.String(0));
    Put(part, parts);
  }
  return parts;
}

}  // namespace cwp::organisation
