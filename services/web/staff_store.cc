#include "services/web/staff_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/db/value.h"

namespace cwp::web {
namespace {

#define CWP_STAFF_COLUMNS                                            \
  "s.id, s.email_key, s.email, s.name, s.role, s.facilitator_id, "   \
  "s.disabled, s.password_hash, s.totp_secret, s.totp_step, "        \
  "s.invitation_hash, s.invitation_expire_micros, s.create_micros, " \
  "s.sign_in_micros, l.identity_key"

#define CWP_STAFF_TABLES \
  " FROM staff s LEFT JOIN staff_links l ON l.staff_id = s.id "

constexpr absl::string_view kInsertStaff =
    "INSERT INTO staff (id, email_key, email, name, role, facilitator_id, "
    "disabled, password_hash, totp_secret, totp_step, invitation_hash, "
    "invitation_expire_micros, create_micros, sign_in_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

constexpr absl::string_view kUpdateStaff =
    "UPDATE staff SET name = $2, role = $3, facilitator_id = $4, "
    "disabled = $5, password_hash = $6, totp_secret = $7, totp_step = $8, "
    "invitation_hash = $9, invitation_expire_micros = $10, "
    "sign_in_micros = $11 WHERE id = $1";

constexpr absl::string_view kSelectStaff =
    "SELECT " CWP_STAFF_COLUMNS CWP_STAFF_TABLES "WHERE s.id = $1";

constexpr absl::string_view kSelectByEmail =
    "SELECT " CWP_STAFF_COLUMNS CWP_STAFF_TABLES "WHERE s.email_key = $1";

constexpr absl::string_view kSelectByInvitation =
    "SELECT " CWP_STAFF_COLUMNS CWP_STAFF_TABLES "WHERE s.invitation_hash = $1";

constexpr absl::string_view kSelectByIdentity =
    "SELECT " CWP_STAFF_COLUMNS CWP_STAFF_TABLES "WHERE l.identity_key = $1";

constexpr absl::string_view kInsertLink =
    "INSERT INTO staff_links (identity_key, staff_id, create_micros) "
    "VALUES ($1, $2, $3)";

constexpr absl::string_view kDeleteLink =
    "DELETE FROM staff_links WHERE staff_id = $1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_STAFF_COLUMNS CWP_STAFF_TABLES
    "WHERE s.id > $1 ORDER BY s.id LIMIT $2";

constexpr absl::string_view kCountActive =
    "SELECT count(*)" CWP_STAFF_TABLES
    "WHERE s.role = $1 AND s.disabled = 0 AND (l.staff_id IS NOT NULL "
    "OR (s.password_hash <> '' AND s.totp_secret IS NOT NULL))";

constexpr absl::string_view kDeleteCodes =
    "DELETE FROM staff_recovery_codes WHERE staff_id = $1";

constexpr absl::string_view kInsertCode =
    "INSERT INTO staff_recovery_codes (staff_id, code_hash) VALUES ($1, $2)";

constexpr absl::string_view kSelectCode =
    "SELECT staff_id FROM staff_recovery_codes "
    "WHERE staff_id = $1 AND code_hash = $2";

constexpr absl::string_view kTakeCode =
    "DELETE FROM staff_recovery_codes WHERE staff_id = $1 AND code_hash = $2 "
    "RETURNING staff_id";

constexpr absl::string_view kCountCodes =
    "SELECT count(*) FROM staff_recovery_codes WHERE staff_id = $1";

constexpr absl::string_view kInsertSession =
    "INSERT INTO staff_sessions (token_hash, staff_id, create_micros, "
    "seen_micros) VALUES ($1, $2, $3, $3)";

constexpr absl::string_view kSelectSession =
    "SELECT " CWP_STAFF_COLUMNS
    ", t.create_micros, t.seen_micros" CWP_STAFF_TABLES
    "JOIN staff_sessions t ON t.staff_id = s.id "
    "WHERE t.token_hash = $1";

constexpr absl::string_view kUpdateSeen =
    "UPDATE staff_sessions SET seen_micros = $2 WHERE token_hash = $1";

constexpr absl::string_view kDeleteSession =
    "DELETE FROM staff_sessions WHERE token_hash = $1 RETURNING staff_id";

constexpr absl::string_view kDeleteSessionsOf =
    "DELETE FROM staff_sessions WHERE staff_id = $1";

constexpr absl::string_view kDeleteOtherSessionsOf =
    "DELETE FROM staff_sessions WHERE staff_id = $1 AND token_hash <> $2";

constexpr absl::string_view kDeleteSessionsBefore =
    "DELETE FROM staff_sessions WHERE create_micros < $1";

// The columns after those of the account.
constexpr int kSessionCreated = 15;
constexpr int kSessionSeen = 16;

db::Value BytesOrNull(const std::string& bytes) {
  return bytes.empty() ? db::Value() : db::Value::Bytes(bytes);
}

std::string StringOrEmpty(const db::Rows::Row& row, int column) {
  return row.IsNull(column) ? std::string() : row.String(column);
}

SealedStaff ReadStaff(const db::Rows::Row& row) {
  SealedStaff read = {.staff = {.id = row.Int(0),
                                .role = static_cast<Role>(row.Int(4)),
                                .facilitator_id = row.Int(5),
                                .disabled = row.Bool(6),
                                .create_time = row.Time(12),
                                .sign_in_time = row.OptionalTime(13)},
                      .email_key = row.String(1),
                      .sealed_email = row.String(2),
                      .sealed_name = row.String(3),
                      .secrets = {.password_hash = row.String(7),
                                  .totp_secret = StringOrEmpty(row, 8),
                                  .totp_step = row.Int(9)},
                      .identity_key = StringOrEmpty(row, 14),
                      .invitation_hash = StringOrEmpty(row, 10),
                      .invitation_expire_time = row.OptionalTime(11)};
  read.staff.has_password = !read.secrets.password_hash.empty();
  read.staff.linked = !read.identity_key.empty();
  read.staff.set_up = read.staff.has_password || read.staff.linked;
  read.staff.has_code = !read.secrets.totp_secret.empty();
  return read;
}

absl::StatusOr<std::optional<SealedStaff>> FindOne(db::Transaction& tx,
                                                   absl::string_view sql,
                                                   const db::Value& key) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql, {key}));
  if (rows.empty()) return std::nullopt;
  return ReadStaff(rows[0]);
}

}  // namespace

absl::Status InsertStaff(db::Transaction& tx, const SealedStaff& staff) {
  return tx
      .Run(kInsertStaff,
           {staff.staff.id, db::Value::Bytes(staff.email_key),
            db::Value::Bytes(staff.sealed_email),
            db::Value::Bytes(staff.sealed_name),
            static_cast<int64_t>(staff.staff.role), staff.staff.facilitator_id,
            staff.staff.disabled, staff.secrets.password_hash,
            BytesOrNull(staff.secrets.totp_secret), staff.secrets.totp_step,
            BytesOrNull(staff.invitation_hash), staff.invitation_expire_time,
            staff.staff.create_time, staff.staff.sign_in_time})
      .status();
}

absl::Status UpdateStaff(db::Transaction& tx, const SealedStaff& staff) {
  return tx
      .Run(kUpdateStaff,
           {staff.staff.id, db::Value::Bytes(staff.sealed_name),
            static_cast<int64_t>(staff.staff.role), staff.staff.facilitator_id,
            staff.staff.disabled, staff.secrets.password_hash,
            BytesOrNull(staff.secrets.totp_secret), staff.secrets.totp_step,
            BytesOrNull(staff.invitation_hash), staff.invitation_expire_time,
            staff.staff.sign_in_time})
      .status();
}

absl::StatusOr<std::optional<SealedStaff>> FindStaff(db::Transaction& tx,
                                                     int64_t id) {
  return FindOne(tx, kSelectStaff, id);
}

absl::StatusOr<std::optional<SealedStaff>> FindStaffByEmail(
    db::Transaction& tx, const std::string& email_key) {
  return FindOne(tx, kSelectByEmail, db::Value::Bytes(email_key));
}

absl::StatusOr<std::optional<SealedStaff>> FindStaffByInvitation(
    db::Transaction& tx, const std::string& invitation_hash) {
  return FindOne(tx, kSelectByInvitation, db::Value::Bytes(invitation_hash));
}

absl::StatusOr<std::optional<SealedStaff>> FindStaffByIdentity(
    db::Transaction& tx, const std::string& identity_key) {
  return FindOne(tx, kSelectByIdentity, db::Value::Bytes(identity_key));
}

absl::Status InsertLink(db::Transaction& tx, int64_t staff_id,
                        const std::string& identity_key, absl::Time now) {
  return tx.Run(kInsertLink, {db::Value::Bytes(identity_key), staff_id, now})
      .status();
}

absl::Status DeleteLink(db::Transaction& tx, int64_t staff_id) {
  return tx.Run(kDeleteLink, {staff_id}).status();
}

absl::StatusOr<std::vector<SealedStaff>> ListStaff(db::Transaction& tx,
                                                   int64_t after_id,
                                                   int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectPage, {after_id, limit}));
  std::vector<SealedStaff> staff;
  for (const db::Rows::Row row : rows) staff.push_back(ReadStaff(row));
  return staff;
}

absl::StatusOr<int64_t> CountActive(db::Transaction& tx, Role role) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kCountActive, {static_cast<int64_t>(role)}));
  return rows[0].Int(0);
}

absl::Status SaveRecoveryCodes(db::Transaction& tx, int64_t staff_id,
                               const std::vector<std::string>& hashes) {
  RETURN_IF_ERROR(tx.Run(kDeleteCodes, {staff_id}).status());
  std::vector<std::vector<db::Value>> rows;
  for (const std::string& hash : hashes) {
    rows.push_back({staff_id, db::Value::Bytes(hash)});
  }
  if (rows.empty()) return absl::OkStatus();
  return tx.RunEach(kInsertCode, rows).status();
}

absl::StatusOr<std::optional<std::string>> FindRecoveryCode(
    db::Transaction& tx, int64_t staff_id, absl::string_view typed) {
  const std::optional<std::string> code = crypto::ReadCrockford(typed);
  if (!code.has_value() || code->size() != kRecoveryCodeSize) {
    return std::nullopt;
  }
  const std::string hash = crypto::Hash(*code);
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectCode, {staff_id, db::Value::Bytes(hash)}));
  if (rows.empty()) return std::nullopt;
  return hash;
}

absl::StatusOr<bool> TakeRecoveryCode(db::Transaction& tx, int64_t staff_id,
                                      const std::string& hash) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kTakeCode, {staff_id, db::Value::Bytes(hash)}));
  return !rows.empty();
}

absl::StatusOr<int64_t> CountRecoveryCodes(db::Transaction& tx,
                                           int64_t staff_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kCountCodes, {staff_id}));
  return rows[0].Int(0);
}

absl::Status InsertSession(db::Transaction& tx, const std::string& token_hash,
                           int64_t staff_id, absl::Time now) {
  return tx.Run(kInsertSession, {db::Value::Bytes(token_hash), staff_id, now})
      .status();
}

absl::StatusOr<std::optional<SealedSession>> FindSession(
    db::Transaction& tx, const std::string& token_hash) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectSession, {db::Value::Bytes(token_hash)}));
  if (rows.empty()) return std::nullopt;
  return SealedSession{.staff = ReadStaff(rows[0]),
                       .token_hash = token_hash,
                       .create_time = rows[0].Time(kSessionCreated),
                       .seen_time = rows[0].Time(kSessionSeen)};
}

absl::Status SaveSeen(db::Transaction& tx, const std::string& token_hash,
                      absl::Time seen) {
  return tx.Run(kUpdateSeen, {db::Value::Bytes(token_hash), seen}).status();
}

absl::StatusOr<int64_t> DeleteSession(db::Transaction& tx,
                                      const std::string& token_hash) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kDeleteSession, {db::Value::Bytes(token_hash)}));
  return rows.empty() ? 0 : rows[0].Int(0);
}

absl::Status DeleteSessionsOf(db::Transaction& tx, int64_t staff_id) {
  return tx.Run(kDeleteSessionsOf, {staff_id}).status();
}

absl::Status DeleteOtherSessionsOf(db::Transaction& tx, int64_t staff_id,
                                   const std::string& token_hash) {
  return tx
      .Run(kDeleteOtherSessionsOf, {staff_id, db::Value::Bytes(token_hash)})
      .status();
}

absl::Status DeleteSessionsBefore(db::Transaction& tx, absl::Time created) {
  return tx.Run(kDeleteSessionsBefore, {created}).status();
}

}  // namespace cwp::web
