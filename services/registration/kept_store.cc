// What is kept of people in bookings and on the waitlist, so that it goes; and
// by what they find it.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"
#include "services/registration/attendee_store.h"
#include "services/registration/booking_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {
namespace {

// People quote a reference without saying of which session it is: it is looked
// for in each. An index without sessions would cost every booking a page in no
// order, for what staff do now and then.
constexpr absl::string_view kSelectQuoted =
    "SELECT id FROM bookings WHERE reference = $1 AND contact_kept = 1 "
    "AND session_id IN (SELECT session_id FROM pools) "
    "ORDER BY create_revision";

constexpr absl::string_view kSelectKeptBookings =
    "SELECT id FROM bookings WHERE session_id = $1 AND contact_kept = 1 "
    "ORDER BY id LIMIT $2";

// A contact that is gone still has to differ from all others of its session.
constexpr absl::string_view kEraseBooking =
    "UPDATE bookings SET contact_kept = 0, contact_key = $2, "
    "contact_name = $3, contact_email = NULL, contact_phone = NULL, "
    "contact_relationship = NULL, access_needs = NULL, "
    "refusal_reason = NULL WHERE id = $1";

constexpr absl::string_view kSelectKeptEntries =
    "SELECT id FROM waitlist_entries "
    "WHERE state > 2 AND contact_kept = 1 AND update_micros < $1 "
    "ORDER BY update_micros, id LIMIT $2";

// Who waits in vain: nothing that they wait for is still to come, or was
// lately. State 4 of a session is cancelled.
#define CWP_IN_VAIN                                                 \
  "e.state <= 2 AND e.contact_kept = 1 "                            \
  "AND (e.topic = 0 OR e.update_micros < $1) AND NOT CASE e.topic " \
  "WHEN 1 THEN EXISTS (SELECT 1 FROM pools p "                      \
  "WHERE p.workshop_id = e.workshop_id AND p.end_micros >= $1 "     \
  "AND p.session_state <> 4) "                                      \
  "ELSE EXISTS (SELECT 1 FROM waitlist_sessions s "                 \
  "JOIN pools p ON p.session_id = s.session_id "                    \
  "WHERE s.entry_id = e.id AND p.end_micros >= $1) END"

constexpr absl::string_view kSelectInVain =
    "SELECT e.id FROM waitlist_entries e WHERE " CWP_IN_VAIN
    " ORDER BY e.update_micros, e.id LIMIT $2";

constexpr absl::string_view kSelectIfInVain =
    "SELECT e.id FROM waitlist_entries e WHERE e.id = $2 AND " CWP_IN_VAIN;

constexpr absl::string_view kEraseEntry =
    "UPDATE waitlist_entries SET contact_kept = 0, contact_key = $2, "
    "contact_name = $3, contact_email = NULL, contact_phone = NULL, "
    "contact_relationship = NULL, access_needs = NULL WHERE id = $1";

}  // namespace

absl::StatusOr<std::vector<int64_t>> FindBookingIdsByReference(
    db::Transaction& tx, absl::string_view reference) {
  return db::ReadInts(tx.Run(kSelectQuoted, {reference}));
}

absl::StatusOr<std::vector<int64_t>> FindKeptBookings(db::Transaction& tx,
                                                      int64_t session_id,
                                                      int limit) {
  return db::ReadInts(tx.Run(kSelectKeptBookings, {session_id, limit}));
}

absl::Status EraseBookings(db::Transaction& tx,
                           const std::vector<int64_t>& ids) {
  std::vector<std::string> nobody;
  for (const int64_t id : ids) nobody.push_back(absl::StrCat("erased ", id));
  std::vector<std::vector<db::Value>> rows;
  for (size_t i = 0; i < ids.size(); ++i) {
    rows.push_back({ids[i], db::Value::Bytes(nobody[i]), db::Value::Bytes("")});
  }
  RETURN_IF_ERROR(EraseNames(tx, ids));
  return tx.RunEach(kEraseBooking, rows).status();
}

absl::StatusOr<std::vector<int64_t>> FindKeptEntries(db::Transaction& tx,
                                                     absl::Time before,
                                                     int limit) {
  return db::ReadInts(tx.Run(kSelectKeptEntries, {before, limit}));
}

absl::StatusOr<std::vector<int64_t>> FindInVain(db::Transaction& tx,
                                                absl::Time before, int limit) {
  return db::ReadInts(tx.Run(kSelectInVain, {before, limit}));
}

absl::StatusOr<std::vector<int64_t>> WhichAreInVain(
    db::Transaction& tx, absl::Time before, const std::vector<int64_t>& ids) {
  std::vector<std::vector<db::Value>> args;
  args.reserve(ids.size());
  for (const int64_t id : ids) args.push_back({before, id});
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectIfInVain, args));
  std::vector<int64_t> in_vain;
  for (const db::Rows& rows : found) {
    if (!rows.empty()) in_vain.push_back(rows[0].Int(0));
  }
  return in_vain;
}

absl::Status EraseEntries(db::Transaction& tx,
                          const std::vector<int64_t>& ids) {
  std::vector<std::vector<db::Value>> rows;
  for (const int64_t id : ids) {
    rows.push_back({id, db::Value::Bytes("erased"), db::Value::Bytes("")});
  }
  return tx.RunEach(kEraseEntry, rows).status();
}

}  // namespace cwp::registration
