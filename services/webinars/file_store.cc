#include "services/webinars/file_store.h"

#include "common/base/status_macros.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kInsertFile =
    "INSERT INTO files (hash, size_bytes, type, create_micros) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING";

constexpr absl::string_view kSelectFile =
    "SELECT hash, size_bytes, type FROM files WHERE hash = $1";

constexpr absl::string_view kSelectPublishedUse =
    "SELECT w.id FROM parts p JOIN webinars w ON w.id = p.webinar_id "
    "WHERE p.video_hash = $1 AND w.state = 2 "
    "UNION ALL "
    "SELECT w.id FROM parts p JOIN webinars w ON w.id = p.webinar_id "
    "WHERE p.captions_hash = $1 AND w.state = 2 "
    "UNION ALL "
    "SELECT w.id FROM handouts h JOIN webinars w ON w.id = h.webinar_id "
    "WHERE h.file_hash = $1 AND w.state = 2 "
    "LIMIT 1";

}  // namespace

absl::Status SaveFile(db::Transaction& tx, const File& file, absl::Time now) {
  return tx
      .Run(kInsertFile,
           {file.hash, file.size_bytes, static_cast<int>(file.type), now})
      .status();
}

absl::StatusOr<std::optional<File>> LoadFile(db::Transaction& tx,
                                             absl::string_view hash) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectFile, {hash}));
  if (rows.empty()) return std::nullopt;
  return File{.hash = rows[0].String(0),
              .size_bytes = rows[0].Int(1),
              .type = static_cast<FileType>(rows[0].Int(2))};
}

absl::StatusOr<Files> LoadFiles(db::Transaction& tx,
                                const std::vector<std::string>& hashes) {
  Files files;
  for (const std::string& hash : hashes) {
    ASSIGN_OR_RETURN(const std::optional<File> file, LoadFile(tx, hash));
    if (file.has_value()) files.emplace(hash, *file);
  }
  return files;
}

absl::StatusOr<bool> IsFilePublished(db::Transaction& tx,
                                     absl::string_view hash) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectPublishedUse, {hash}));
  return !rows.empty();
}

}  // namespace cwp::webinars
