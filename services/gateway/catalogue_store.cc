#include "services/gateway/catalogue_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::gateway {
namespace {

constexpr absl::string_view kUpsert =
    "INSERT INTO catalogue (kind, id, resource) VALUES ($1, $2, $3) "
    "ON CONFLICT (kind, id) DO UPDATE SET resource = excluded.resource";

constexpr absl::string_view kDeleteAll = "DELETE FROM catalogue";

constexpr absl::string_view kSelectAll =
    "SELECT kind, id, resource FROM catalogue ORDER BY kind, id";

constexpr absl::string_view kRaiseVersion =
    "UPDATE catalogue_version SET version = version + 1";

constexpr absl::string_view kSelectVersion =
    "SELECT version FROM catalogue_version";

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
  RETURN_IF_ERROR(tx.RunEach(kUpsert, rows).status());
  return tx.Run(kRaiseVersion).status();
}

absl::Status ReplaceResources(db::Transaction& tx,
                              const std::vector<StoredResource>& resources) {
  RETURN_IF_ERROR(tx.Run(kDeleteAll).status());
  RETURN_IF_ERROR(tx.Run(kRaiseVersion).status());
  return SaveResources(tx, resources);
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

absl::StatusOr<int64_t> ReadCatalogueVersion(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectVersion));
  return rows.empty() ? 0 : rows[0].Int(0);
}

}  // namespace cwp::gateway
