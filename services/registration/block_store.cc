#include "services/registration/block_store.h"

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

constexpr absl::string_view kSelectBlock =
    "SELECT sealed_reason FROM blocked_contacts WHERE contact_key = $1";

constexpr absl::string_view kSelectAnyBlock =
    "SELECT 1 FROM blocked_contacts LIMIT 1";

constexpr absl::string_view kUpsertBlock =
    "INSERT INTO blocked_contacts "
    "(contact_key, reason, sealed_reason, create_micros) "
    "VALUES ($1, '', $2, $3) ON CONFLICT (contact_key) DO UPDATE SET "
    "reason = excluded.reason, sealed_reason = excluded.sealed_reason, "
    "create_micros = excluded.create_micros";

constexpr absl::string_view kDeleteBlock =
    "DELETE FROM blocked_contacts WHERE contact_key = $1";

constexpr absl::string_view kEraseReason =
    "UPDATE blocked_contacts SET reason = '', sealed_reason = NULL "
    "WHERE contact_key = $1";

constexpr absl::string_view kPurgeReasons =
    "UPDATE blocked_contacts SET reason = '', sealed_reason = NULL "
    "WHERE create_micros < $1 AND (reason <> '' OR sealed_reason IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM bookings b "
    "WHERE b.contact_key = blocked_contacts.contact_key "
    "AND b.contact_kept = 1 AND b.past = 0) "
    "AND NOT EXISTS (SELECT 1 FROM bookings b "
    "WHERE b.contact_key = blocked_contacts.contact_key "
    "AND b.contact_kept = 1 AND b.past = 1) "
    "AND NOT EXISTS (SELECT 1 FROM waitlist_entries e "
    "WHERE e.contact_key = blocked_contacts.contact_key "
    "AND e.contact_kept = 1)";

constexpr absl::string_view kSelectPlain =
    "SELECT contact_key, reason FROM blocked_contacts WHERE reason <> ''";

constexpr absl::string_view kSealReason =
    "UPDATE blocked_contacts SET reason = '', sealed_reason = $2 "
    "WHERE contact_key = $1";

}  // namespace

absl::StatusOr<std::optional<std::string>> FindBlock(
    db::Transaction& tx, absl::string_view contact_key) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kSelectBlock, {db::Value::Bytes(contact_key)}));
  if (rows.empty()) return std::nullopt;
  return rows[0].IsNull(0) ? "" : rows[0].String(0);
}

absl::StatusOr<std::vector<bool>> AreBlocked(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys) {
  std::vector<std::vector<db::Value>> args;
  for (const absl::string_view key : contact_keys) {
    args.push_back({db::Value::Bytes(key)});
  }
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectBlock, args));
  std::vector<bool> blocked;
  for (const db::Rows& rows : found) blocked.push_back(!rows.empty());
  return blocked;
}

absl::Status SaveBlock(db::Transaction& tx, absl::string_view contact_key,
                       absl::string_view sealed_reason, absl::Time now) {
  return tx
      .Run(kUpsertBlock, {db::Value::Bytes(contact_key),
                          db::Value::Bytes(sealed_reason), now})
      .status();
}

absl::Status DeleteBlock(db::Transaction& tx, absl::string_view contact_key) {
  return tx.Run(kDeleteBlock, {db::Value::Bytes(contact_key)}).status();
}

absl::StatusOr<bool> AnyBlocks(db::Transaction& tx) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectAnyBlock));
  return !rows.empty();
}

absl::Status EraseBlockReason(db::Transaction& tx,
                              absl::string_view contact_key) {
  return tx.Run(kEraseReason, {db::Value::Bytes(contact_key)}).status();
}

absl::Status PurgeBlockReasons(db::Transaction& tx, absl::Time before) {
  return tx.Run(kPurgeReasons, {before}).status();
}

absl::Status SealPlainReasons(
    db::Transaction& tx,
    const std::function<std::string(absl::string_view contact_key,
                                    absl::string_view reason)>& seal) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectPlain));
  std::vector<std::string> keys;
  std::vector<std::string> sealed;
  for (const db::Rows::Row row : rows) {
    keys.push_back(row.String(0));
    sealed.push_back(seal(keys.back(), row.String(1)));
  }
  std::vector<std::vector<db::Value>> args;
  for (size_t i = 0; i < keys.size(); ++i) {
    args.push_back({db::Value::Bytes(keys[i]), db::Value::Bytes(sealed[i])});
  }
  return tx.RunEach(kSealReason, args).status();
}

}  // namespace cwp::registration
