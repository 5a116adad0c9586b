#include "services/registration/farewell_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

constexpr absl::string_view kInsert =
    "INSERT INTO farewells (subject_id, contact_email, expire_micros) "
    "VALUES ($1, $2, $3) ON CONFLICT (subject_id) DO NOTHING";

constexpr absl::string_view kSelect =
    "SELECT contact_email FROM farewells "
    "WHERE subject_id = $1 AND expire_micros > $2";

constexpr absl::string_view kPrune =
    "DELETE FROM farewells WHERE expire_micros <= $1";

}  // namespace

absl::Status SaveFarewell(db::Transaction& tx, const Farewell& farewell,
                          absl::Time expire_time) {
  return tx
      .Run(kInsert,
           {farewell.subject_id, db::Value::Bytes(farewell.email), expire_time})
      .status();
}

absl::StatusOr<std::string> FindFarewell(db::Transaction& tx,
                                         int64_t subject_id, absl::Time now) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelect, {subject_id, now}));
  return rows.empty() ? std::string() : rows[0].String(0);
}

absl::Status PruneFarewells(db::Transaction& tx, absl::Time now) {
  return tx.Run(kPrune, {now}).status();
}

}  // namespace cwp::registration
