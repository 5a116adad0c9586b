#include "services/scheduling/picture_store.h"

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

// What is called small_jpeg is a WebP by now.
constexpr char kCreatePictures[] =
    "CREATE TABLE pictures ("
    "id TEXT PRIMARY KEY, large_jpeg BYTEA NOT NULL, small_jpeg BYTEA)";

constexpr char kAddToWorkshops[] =
    "ALTER TABLE workshops "
    "ADD COLUMN picture_id TEXT REFERENCES pictures (id);\n"
    "ALTER TABLE workshops ADD COLUMN picture_text TEXT;\n"
    "ALTER TABLE workshops ADD COLUMN picture_width BIGINT;\n"
    "ALTER TABLE workshops ADD COLUMN picture_height BIGINT;\n"
    "CREATE INDEX workshops_by_picture ON workshops (picture_id) "
    "WHERE picture_id IS NOT NULL";

constexpr absl::string_view kInsert =
    "INSERT INTO pictures (id, large_jpeg, small_jpeg) VALUES ($1, $2, $3) "
    "ON CONFLICT (id) DO UPDATE SET small_jpeg = excluded.small_jpeg";

constexpr absl::string_view kDelete =
    "DELETE FROM pictures WHERE id = $1 AND NOT EXISTS "
    "(SELECT 1 FROM workshops WHERE picture_id = $1)";

constexpr absl::string_view kSelectLarge =
    "SELECT large_jpeg FROM pictures WHERE id = $1";

constexpr absl::string_view kSelectSmall =
    "SELECT COALESCE(small_jpeg, large_jpeg) FROM pictures WHERE id = $1";

}  // namespace

std::vector<std::string> CreatePictureStatements() {
  return {kCreatePictures, kAddToWorkshops};
}

absl::Status SavePicture(db::Transaction& tx, absl::string_view id,
                         const PictureFiles& files) {
  const db::Value small =
      files.small.empty() ? db::Value() : db::Value::Bytes(files.small);
  return tx.Run(kInsert, {id, db::Value::Bytes(files.large), small}).status();
}

absl::Status DropPicture(db::Transaction& tx, absl::string_view id) {
  return tx.Run(kDelete, {id}).status();
}

absl::StatusOr<std::optional<std::string>> FindPicture(db::Transaction& tx,
                                                       absl::string_view id,
                                                       bool small) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(small ? kSelectSmall : kSelectLarge, {id}));
  if (rows.empty()) return std::optional<std::string>();
  return std::optional<std::string>(rows[0].String(0));
}

}  // namespace cwp::scheduling
