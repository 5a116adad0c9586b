#include <limits>

#include "common/base/status_macros.h"
#include "common/db/value.h"
#include "services/registration/waitlist_store.h"

// What waitlist_store.h promises of offers.
namespace cwp::registration {
namespace {

#define CWP_OFFER_COLUMNS                                    \
  "id, entry_id, session_id, places, state, expire_micros, " \
  "create_micros, revision"

constexpr absl::string_view kSelectOffer =
    "SELECT " CWP_OFFER_COLUMNS " FROM offers WHERE id = $1";

constexpr absl::string_view kSelectOpenOffers =
    "SELECT " CWP_OFFER_COLUMNS
    " FROM offers WHERE session_id = $1 AND state = 1 AND expire_micros <= $2 "
    "ORDER BY expire_micros, id LIMIT $3";

constexpr absl::string_view kUpsertOffer =
    "INSERT INTO offers (" CWP_OFFER_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
    "revision = excluded.revision";

Offer ReadOffer(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .entry_id = row.Int(1),
          .session_id = row.Int(2),
          .places = row.Int(3),
          .state = static_cast<OfferState>(row.Int(4)),
          .expire_time = row.Time(5),
          .create_time = row.Time(6),
          .revision = row.Int(7)};
}

}  // namespace

absl::StatusOr<std::optional<Offer>> FindOffer(db::Transaction& tx,
                                               int64_t id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectOffer, {id}));
  if (rows.empty()) return std::nullopt;
  return ReadOffer(rows[0]);
}

absl::StatusOr<std::vector<std::optional<Offer>>> FindOffers(
    db::Transaction& tx, absl::Span<const int64_t> ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : ids) args.push_back({id});
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectOffer, args));
  std::vector<std::optional<Offer>> offers(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!found[i].empty()) offers[i] = ReadOffer(found[i][0]);
  }
  return offers;
}

absl::StatusOr<std::vector<Offer>> FindDueOffers(db::Transaction& tx,
                                                 int64_t session_id,
                                                 absl::Time now, int limit) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kSelectOpenOffers, {session_id, now, limit}));
  std::vector<Offer> offers;
  for (const db::Rows::Row row : rows) offers.push_back(ReadOffer(row));
  return offers;
}

absl::StatusOr<std::vector<Offer>> FindOpenOffers(db::Transaction& tx,
                                                  int64_t session_id) {
  return FindDueOffers(tx, session_id, absl::FromUnixSeconds(1LL << 40),
                       std::numeric_limits<int>::max());
}

absl::Status SaveOffers(db::Transaction& tx,
                        const std::vector<const Offer*>& offers) {
  std::vector<std::vector<db::Value>> rows;
  for (const Offer* offer : offers) {
    rows.push_back({offer->id, offer->entry_id, offer->session_id,
                    offer->places, static_cast<int64_t>(offer->state),
                    offer->expire_time, offer->create_time, offer->revision});
  }
  return tx.RunEach(kUpsertOffer, rows).status();
}

}  // namespace cwp::registration
