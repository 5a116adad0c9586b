#include "services/notifications/erasure_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::notifications {
namespace {

constexpr char kCreateErasures[] =
    "CREATE TABLE erasures ("
    "subject BIGINT PRIMARY KEY, erase_micros BIGINT NOT NULL, "
    "next_micros BIGINT NOT NULL);\n"
    "CREATE INDEX erasures_due ON erasures (next_micros)";

constexpr absl::string_view kUpsert =
    "INSERT INTO erasures (subject, erase_micros, next_micros) "
    "VALUES ($1, $2, $3) ON CONFLICT (subject) DO UPDATE SET "
    "erase_micros = excluded.erase_micros, next_micros = excluded.next_micros";

constexpr absl::string_view kDelete = "DELETE FROM erasures WHERE subject = $1";

constexpr absl::string_view kSelectDue =
    "SELECT subject, erase_micros, next_micros FROM erasures "
    "WHERE next_micros <= $1 ORDER BY next_micros LIMIT $2";

constexpr absl::string_view kSelectOne =
    "SELECT subject FROM erasures WHERE subject = $1";

}  // namespace

std::vector<std::string> CreateErasureStatements() { return {kCreateErasures}; }

absl::Status SaveErasure(db::Transaction& tx, const Erasure& erasure) {
  return tx
      .Run(kUpsert, {erasure.subject, erasure.erase_time, erasure.next_time})
      .status();
}

absl::Status DeleteErasure(db::Transaction& tx, int64_t subject) {
  return tx.Run(kDelete, {subject}).status();
}

absl::StatusOr<std::vector<Erasure>> FindDueErasures(db::Transaction& tx,
                                                     absl::Time now,
                                                     int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectDue, {now, limit}));
  std::vector<Erasure> erasures;
  for (const db::Rows::Row row : rows) {
    erasures.push_back({.subject = row.Int(0),
                        .erase_time = row.Time(1),
                        .next_time = row.Time(2)});
  }
  return erasures;
}

absl::StatusOr<bool> HasErasure(db::Transaction& tx, int64_t subject) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectOne, {subject}));
  return !rows.empty();
}

}  // namespace cwp::notifications
