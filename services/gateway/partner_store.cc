#include "services/gateway/partner_store.h"

#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::gateway {
namespace {

#define CWP_PARTNER_COLUMNS                                          \
  "id, name, channel, create_micros, revoke_micros, expire_micros, " \
  "scopes, last_use_micros"

constexpr absl::string_view kInsertPartner =
    "INSERT INTO partners (" CWP_PARTNER_COLUMNS
    ", token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

constexpr absl::string_view kSelectById =
    "SELECT " CWP_PARTNER_COLUMNS " FROM partners WHERE id = $1";

constexpr absl::string_view kSelectByChannel =
    "SELECT " CWP_PARTNER_COLUMNS
    " FROM partners "
    "WHERE channel = $1 AND revoke_micros IS NULL";

constexpr absl::string_view kSelectByToken =
    "SELECT " CWP_PARTNER_COLUMNS " FROM partners WHERE token_hash = $1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_PARTNER_COLUMNS
    " FROM partners WHERE id > $1 ORDER BY id LIMIT $2";

constexpr absl::string_view kUpdateUse =
    "UPDATE partners SET last_use_micros = $2 WHERE id = $1";

constexpr absl::string_view kUpdateRevocation =
    "UPDATE partners SET revoke_micros = $2 WHERE id = $1";

constexpr Scope kScopes[] = {Scope::kReadEvents, Scope::kReadOrders,
                             Scope::kWriteOrders};

int64_t BitOf(Scope scope) { return int64_t{1} << static_cast<int>(scope); }

int64_t BitsOf(const std::set<Scope>& scopes) {
  int64_t bits = 0;
  for (const Scope scope : scopes) bits |= BitOf(scope);
  return bits;
}

std::set<Scope> ReadScopes(int64_t bits) {
  std::set<Scope> scopes;
  for (const Scope scope : kScopes) {
    if ((bits & BitOf(scope)) != 0) scopes.insert(scope);
  }
  return scopes;
}

Partner ReadPartner(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .name = row.String(1),
          .channel = row.String(2),
          .scopes = ReadScopes(row.Int(6)),
          .create_time = row.Time(3),
          .revoke_time = row.OptionalTime(4),
          .expire_time = row.OptionalTime(5),
          .last_use_time = row.OptionalTime(7)};
}

absl::StatusOr<std::optional<Partner>> FindOne(db::Transaction& tx,
                                               absl::string_view sql,
                                               const db::Value& key) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql, {key}));
  if (rows.empty()) return std::nullopt;
  return ReadPartner(rows[0]);
}

}  // namespace

absl::Status InsertPartner(db::Transaction& tx, const Partner& partner,
                           const std::string& token_hash) {
  return tx
      .Run(kInsertPartner,
           {partner.id, partner.name, partner.channel, partner.create_time,
            partner.revoke_time, partner.expire_time, BitsOf(partner.scopes),
            partner.last_use_time, db::Value::Bytes(token_hash)})
      .status();
}

absl::StatusOr<std::optional<Partner>> FindPartner(db::Transaction& tx,
                                                   int64_t id) {
  return FindOne(tx, kSelectById, id);
}

absl::StatusOr<std::optional<Partner>> FindPartnerByChannel(
    db::Transaction& tx, absl::string_view channel) {
  return FindOne(tx, kSelectByChannel, channel);
}

absl::StatusOr<std::optional<Partner>> FindPartnerByToken(
    db::Transaction& tx, const std::string& token_hash) {
  return FindOne(tx, kSelectByToken, db::Value::Bytes(token_hash));
}

absl::StatusOr<std::vector<Partner>> ListPartners(db::Transaction& tx,
                                                  int64_t after_id, int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectPage, {after_id, limit}));
  std::vector<Partner> partners;
  for (const db::Rows::Row row : rows) partners.push_back(ReadPartner(row));
  return partners;
}

absl::Status SaveUse(db::Transaction& tx, int64_t id, absl::Time time) {
  return tx.Run(kUpdateUse, {id, time}).status();
}

absl::Status SaveRevocation(db::Transaction& tx, int64_t id, absl::Time time) {
  return tx.Run(kUpdateRevocation, {id, time}).status();
}

}  // namespace cwp::gateway
