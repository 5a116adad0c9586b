#include "common/host/key_check_store.h"

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/seal.h"
#include "common/db/value.h"

namespace cwp::host {
namespace {

constexpr char kCreate[] =
    "CREATE TABLE key_check ("
    "id BIGINT PRIMARY KEY CHECK (id = 1), key_id TEXT NOT NULL, "
    "sealed BYTEA NOT NULL)";

constexpr absl::string_view kSelect =
    "SELECT key_id, sealed FROM key_check WHERE id = 1";

constexpr absl::string_view kUpsert =
    "INSERT INTO key_check (id, key_id, sealed) VALUES (1, $1, $2) "
    "ON CONFLICT (id) DO UPDATE SET key_id = excluded.key_id, "
    "sealed = excluded.sealed";

constexpr crypto::Field kField = {
    .table = "key_check", .column = "sealed", .row_id = 1};
constexpr absl::string_view kText = "sealed with the keys of this database";

absl::Status Remember(db::Transaction& tx, const crypto::Keyring& keyring) {
  return tx
      .Run(kUpsert, {keyring.current(),
                     db::Value::Bytes(crypto::Seal(keyring, kField, kText))})
      .status();
}

}  // namespace

std::vector<std::string> CreateKeyCheckStatements() { return {kCreate}; }

absl::Status CheckMasterKeys(db::Database& database,
                             const crypto::Keyring& keyring) {
  return database.Write([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelect));
    if (rows.empty()) return Remember(tx, keyring);
    const absl::StatusOr<std::string> opened =
        crypto::Open(keyring, kField, rows[0].String(1));
    if (!opened.ok() || *opened != kText) {
      return FailedPrecondition(
          "MASTER_KEY_OTHER",
          "the master keys are not those that the fields of this database are "
          "sealed with: put back the keys that belong to it",
          {{"key_id", rows[0].String(0)}});
    }
    return rows[0].String(0) == keyring.current() ? absl::OkStatus()
                                                  : Remember(tx, keyring);
  });
}

}  // namespace cwp::host
