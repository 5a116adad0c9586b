#include "services/web/audit_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::web {
namespace {

// By which entries are found. Whatever is in it stands in the entry, too.
constexpr char kCreateEntries[] =
    "CREATE TABLE audit_entries (revision BIGINT PRIMARY KEY, "
    "create_micros BIGINT NOT NULL, staff_id BIGINT NOT NULL, "
    "subject BIGINT NOT NULL, subject_id BIGINT NOT NULL, "
    "why_id BIGINT NOT NULL)";

constexpr char kCreateByTime[] =
    "CREATE INDEX audit_entries_time ON audit_entries (create_micros)";

constexpr char kCreateByStaff[] =
    "CREATE INDEX audit_entries_staff ON audit_entries (staff_id, revision)";

constexpr char kCreateBySubject[] =
    "CREATE INDEX audit_entries_subject "
    "ON audit_entries (subject, subject_id, revision)";

// Null once it is erased, by the entry erase_revision.
constexpr char kCreateReasons[] =
    "CREATE TABLE audit_reasons (id BIGINT PRIMARY KEY, "
    "revision BIGINT NOT NULL, why BYTEA, create_micros BIGINT NOT NULL, "
    "erase_revision BIGINT NOT NULL)";

constexpr char kCreateKeptReasons[] =
    "CREATE INDEX audit_reasons_kept ON audit_reasons (create_micros) "
    "WHERE why IS NOT NULL";

constexpr absl::string_view kInsertEntry =
    "INSERT INTO audit_entries (revision, create_micros, staff_id, subject, "
    "subject_id, why_id) VALUES ($1, $2, $3, $4, $5, $6)";

constexpr absl::string_view kInsertReason =
    "INSERT INTO audit_reasons (id, revision, why, create_micros, "
    "erase_revision) VALUES ($1, $2, $3, $4, 0)";

// Entries come in order of time but for a clock that was set back, or two that
// differ, so the time is asked of each, and of the index only where to stop.
constexpr absl::string_view kSelectFirst =
    "SELECT revision FROM audit_entries WHERE create_micros >= $1 "
    "ORDER BY revision LIMIT 1";

#define CWP_AUDIT_FOUND                                      \
  "SELECT e.revision, f.change, r.why FROM audit_entries e " \
  "JOIN feed_entries f ON f.revision = e.revision "          \
  "LEFT JOIN audit_reasons r ON r.id = e.why_id "            \
  "WHERE e.revision < $1 AND e.revision >= $2 "              \
  "AND e.create_micros >= $3 AND e.create_micros < $4 "
#define CWP_AUDIT_NEWEST "ORDER BY e.revision DESC LIMIT $5"

constexpr absl::string_view kSelectAll = CWP_AUDIT_FOUND CWP_AUDIT_NEWEST;

constexpr absl::string_view kSelectByStaff =
    CWP_AUDIT_FOUND "AND e.staff_id = $6 " CWP_AUDIT_NEWEST;

constexpr absl::string_view kSelectBySubject = CWP_AUDIT_FOUND
    "AND ($6 = 0 OR e.staff_id = $6) AND e.subject = $7 "
    "AND e.subject_id = $8 " CWP_AUDIT_NEWEST;

#define CWP_AUDIT_ROW                                           \
  "SELECT e.revision, e.create_micros, e.staff_id, e.subject, " \
  "e.subject_id, e.why_id, r.why, r.erase_revision "            \
  "FROM audit_entries e LEFT JOIN audit_reasons r ON r.id = e.why_id "

constexpr absl::string_view kSelectRows =
    CWP_AUDIT_ROW "WHERE e.revision > $1 ORDER BY e.revision LIMIT $2";

constexpr absl::string_view kSelectRow = CWP_AUDIT_ROW "WHERE e.revision = $1";

constexpr absl::string_view kSelectOldReasons =
    "SELECT revision FROM audit_reasons "
    "WHERE why IS NOT NULL AND create_micros < $1 "
    "ORDER BY create_micros LIMIT $2";

constexpr absl::string_view kEraseReason =
    "UPDATE audit_reasons SET why = NULL, erase_revision = $2 "
    "WHERE id = $1 AND why IS NOT NULL";

AuditRow ReadRow(const db::Rows::Row& row) {
  AuditRow read = {.revision = row.Int(0),
                   .create_time = row.Time(1),
                   .staff_id = row.Int(2),
                   .subject = static_cast<AuditSubject>(row.Int(3)),
                   .subject_id = row.Int(4),
                   .why_id = row.Int(5)};
  if (!row.IsNull(6)) read.sealed_why = row.String(6);
  if (!row.IsNull(7)) read.erase_revision = row.Int(7);
  return read;
}

absl::StatusOr<std::vector<AuditRow>> ReadRows(
    const absl::StatusOr<db::Rows>& rows) {
  RETURN_IF_ERROR(rows.status());
  std::vector<AuditRow> read;
  for (const db::Rows::Row row : *rows) read.push_back(ReadRow(row));
  return read;
}

// Where to stop looking for what is not before a time.
absl::StatusOr<int64_t> FirstOf(db::Transaction& tx, absl::Time start) {
  if (start == absl::InfinitePast()) return 0;
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectFirst, {start}));
  return rows.empty() ? INT64_MAX : rows[0].Int(0);
}

}  // namespace

std::vector<std::string> CreateAuditStatements() {
  return {kCreateEntries,   kCreateByTime,  kCreateByStaff,
          kCreateBySubject, kCreateReasons, kCreateKeptReasons};
}

absl::Status InsertAudit(db::Transaction& tx, const AuditNote& note,
                         int64_t revision, absl::Time now) {
  RETURN_IF_ERROR(tx.Run(kInsertEntry, {revision, now, note.actor.staff_id,
                                        static_cast<int64_t>(note.subject),
                                        note.subject_id, note.why_id})
                      .status());
  if (note.sealed_why.empty()) return absl::OkStatus();
  return tx
      .Run(kInsertReason,
           {note.why_id, revision, db::Value::Bytes(note.sealed_why), now})
      .status();
}

absl::StatusOr<std::vector<StoredAudit>> ListAudit(db::Transaction& tx,
                                                   const AuditFilter& filter,
                                                   int64_t before, int limit) {
  ASSIGN_OR_RETURN(const int64_t first, FirstOf(tx, filter.start));
  std::vector<db::Value> values = {before, first, filter.start, filter.end,
                                   limit};
  absl::string_view sql = kSelectAll;
  if (filter.subject != AuditSubject::kNone) {
    sql = kSelectBySubject;
    values.emplace_back(filter.staff_id);
    values.emplace_back(static_cast<int64_t>(filter.subject));
    values.emplace_back(filter.subject_id);
  } else if (filter.staff_id != 0) {
    sql = kSelectByStaff;
    values.emplace_back(filter.staff_id);
  }
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql, values));
  std::vector<StoredAudit> found;
  for (const db::Rows::Row row : rows) {
    StoredAudit& stored = found.emplace_back();
    stored.revision = row.Int(0);
    stored.change = row.String(1);
    if (!row.IsNull(2)) stored.sealed_why = row.String(2);
  }
  return found;
}

absl::StatusOr<std::vector<AuditRow>> ListAuditRows(db::Transaction& tx,
                                                    int64_t after, int limit) {
  return ReadRows(tx.Run(kSelectRows, {after, limit}));
}

absl::StatusOr<std::optional<AuditRow>> FindAuditRow(db::Transaction& tx,
                                                     int64_t revision) {
  ASSIGN_OR_RETURN(std::vector<AuditRow> rows,
                   ReadRows(tx.Run(kSelectRow, {revision})));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

absl::StatusOr<std::vector<int64_t>> ListOldReasons(db::Transaction& tx,
                                                    absl::Time before,
                                                    int limit) {
  return db::ReadInts(tx.Run(kSelectOldReasons, {before, limit}));
}

absl::Status EraseReason(db::Transaction& tx, int64_t why_id,
                         int64_t revision) {
  return tx.Run(kEraseReason, {why_id, revision}).status();
}

}  // namespace cwp::web
