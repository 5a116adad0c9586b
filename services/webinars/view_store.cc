#include "services/webinars/view_store.h"

#include <set>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kAdd =
    "INSERT INTO views (webinar_id, file_hash, day, count) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (webinar_id, file_hash, day) "
    "DO UPDATE SET count = views.count + excluded.count";

constexpr absl::string_view kSum =
    "SELECT file_hash, CAST(SUM(count) AS BIGINT), "
    "CAST(SUM(CASE WHEN day >= $2 THEN count ELSE 0 END) AS BIGINT) "
    "FROM views WHERE webinar_id = $1 GROUP BY file_hash ORDER BY file_hash";

}  // namespace

absl::Status AddViews(db::Transaction& tx,
                      const std::vector<ViewCount>& counts) {
  std::vector<std::vector<db::Value>> rows;
  for (const ViewCount& count : counts) {
    rows.push_back({count.webinar_id, count.file_hash, count.day, count.count});
  }
  return tx.RunEach(kAdd, rows).status();
}

absl::StatusOr<std::vector<ViewTotal>> ListViews(
    db::Transaction& tx, const std::vector<int64_t>& webinar_ids,
    const std::string& recent_day) {
  std::vector<ViewTotal> totals;
  for (const int64_t id :
       std::set<int64_t>(webinar_ids.begin(), webinar_ids.end())) {
    ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSum, {id, recent_day}));
    for (const db::Rows::Row row : rows) {
      totals.push_back({.webinar_id = id,
                        .file_hash = row.String(0),
                        .all = row.Int(1),
                        .recent = row.Int(2)});
    }
  }
  return totals;
}

}  // namespace cwp::webinars
