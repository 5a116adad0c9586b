#include "services/web/catalogue_store.h"

#include <utility>

#include "common/base/status_macros.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kUpsert =
    "INSERT INTO catalogue (kind, id, resource) VALUES ($1, $2, $3) "
    "ON CONFLICT (kind, id) DO UPDATE SET resource = excluded.resource";

constexpr absl::string_view kDeleteKind =
    "DELETE FROM catalogue WHERE kind = $1";

constexpr absl::string_view kSelectAll =
    "SELECT kind, id, resource FROM catalogue ORDER BY kind, id";

}  // namespace

absl::Status SaveResources(db::Transaction& tx,
                           const std::vector<StoredResource>& resources) {
  if (resources.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(resources.size());
  for (const StoredResource& resource : resources) {
    rows.push_back(
        {resource.kind, resource.id, db::Value::Bytes(resource.resource)});
  }
  return tx.RunEach(kUpsert, rows).status();
}

absl::Status ForgetKind(db::Transaction& tx, absl::string_view kind) {
  return tx.Run(kDeleteKind, {kind}).status();
}

absl::StatusOr<std::vector<StoredResource>> LoadResources(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectAll));
  std::vector<StoredResource> resources;
  resources.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    resources.push_back(
        {.kind = row.String(0), .id = row.Int(1), .resource = row.String(2)});
  }
  return resources;
}

}  // namespace cwp::web
