#include "services/scheduling/facilitator_store.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

// Name and e-mail address are sealed, the name empty once it was erased. Roles
// are the numbers of the proto's enumerators.
constexpr char kCreateFacilitators[] =
    "CREATE TABLE facilitators ("
    "id BIGINT PRIMARY KEY CHECK (id > 0), "
    "display_name BYTEA NOT NULL, email BYTEA, "
    "role BIGINT NOT NULL CHECK (role > 0), "
    "supervisor_id BIGINT REFERENCES facilitators (id), "
    "create_micros BIGINT NOT NULL, update_micros BIGINT NOT NULL, "
    "retire_micros BIGINT, "
    "revision BIGINT NOT NULL CHECK (revision > 0))";

constexpr char kCreateBySupervisor[] =
    "CREATE INDEX facilitators_by_supervisor "
    "ON facilitators (supervisor_id, id) WHERE supervisor_id IS NOT NULL";

#define CWP_FACILITATOR_COLUMNS                                   \
  "id, display_name, email, role, supervisor_id, create_micros, " \
  "update_micros, retire_micros, revision, erase_micros"

constexpr absl::string_view kSelectById =
    "SELECT " CWP_FACILITATOR_COLUMNS " FROM facilitators WHERE id = $1";

// $3 is 1 for all, 0 for those that are not retired.
constexpr absl::string_view kSelectPage =
    "SELECT " CWP_FACILITATOR_COLUMNS
    " FROM facilitators WHERE id > $1 "
    "AND (retire_micros IS NULL OR $3 = 1) ORDER BY id LIMIT $2";

constexpr absl::string_view kSelectSupervised =
    "SELECT id FROM facilitators WHERE supervisor_id = $1 "
    "AND retire_micros IS NULL ORDER BY id LIMIT 1";

constexpr absl::string_view kInsert =
    "INSERT INTO facilitators (" CWP_FACILITATOR_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

// With the same arguments.
constexpr absl::string_view kReplace =
    "UPDATE facilitators SET display_name = $2, email = $3, role = $4, "
    "supervisor_id = $5, create_micros = $6, update_micros = $7, "
    "retire_micros = $8, revision = $9, erase_micros = $10 WHERE id = $1";

Facilitator ReadFacilitator(const db::Rows::Row& row) {
  Facilitator facilitator;
  facilitator.id = row.Int(0);
  FacilitatorContent& content = facilitator.content;
  content.sealed_name = row.String(1);
  if (!row.IsNull(2)) content.sealed_email = row.String(2);
  content.role = static_cast<FacilitatorRole>(row.Int(3));
  if (!row.IsNull(4)) content.supervisor_id = row.Int(4);
  facilitator.create_time = row.Time(5);
  facilitator.update_time = row.Time(6);
  facilitator.retire_time = row.OptionalTime(7);
  facilitator.revision = row.Int(8);
  facilitator.erase_time = row.OptionalTime(9);
  return facilitator;
}

absl::Status Write(db::Transaction& tx, absl::string_view sql,
                   const Facilitator& facilitator) {
  const FacilitatorContent& content = facilitator.content;
  return tx
      .Run(sql, {facilitator.id, db::Value::Bytes(content.sealed_name),
                 content.sealed_email.empty()
                     ? db::Value()
                     : db::Value::Bytes(content.sealed_email),
                 static_cast<int>(content.role),
                 content.supervisor_id == 0 ? db::Value()
                                            : db::Value(content.supervisor_id),
                 facilitator.create_time, facilitator.update_time,
                 facilitator.retire_time, facilitator.revision,
                 facilitator.erase_time})
      .status();
}

}  // namespace

std::vector<std::string> CreateFacilitatorStatements() {
  return {kCreateFacilitators, kCreateBySupervisor};
}

std::vector<std::string> AddErasureStatements() {
  return {"ALTER TABLE facilitators ADD COLUMN erase_micros BIGINT"};
}

absl::StatusOr<std::optional<Facilitator>> FindFacilitator(db::Transaction& tx,
                                                           int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectById, {id}));
  if (rows.empty()) return std::optional<Facilitator>();
  return std::optional<Facilitator>(ReadFacilitator(rows[0]));
}

absl::StatusOr<std::vector<Facilitator>> ListFacilitators(
    db::Transaction& tx, const FacilitatorFilter& filter) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectPage, {filter.after_id, filter.limit,
                                        filter.include_retired}));
  std::vector<Facilitator> facilitators;
  facilitators.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    facilitators.push_back(ReadFacilitator(row));
  }
  return facilitators;
}

absl::StatusOr<std::optional<int64_t>> FindSupervised(db::Transaction& tx,
                                                      int64_t supervisor_id) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectSupervised, {supervisor_id}));
  if (rows.empty()) return std::optional<int64_t>();
  return std::optional<int64_t>(rows[0].Int(0));
}

absl::Status InsertFacilitator(db::Transaction& tx,
                               const Facilitator& facilitator) {
  return Write(tx, kInsert, facilitator);
}

absl::Status ReplaceFacilitator(db::Transaction& tx,
                                const Facilitator& facilitator) {
  return Write(tx, kReplace, facilitator);
}

}  // namespace cwp::scheduling
