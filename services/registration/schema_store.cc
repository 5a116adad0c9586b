#include <string>
#include <utility>

#include "common/db/requests.h"
#include "common/feed/follower.h"
#include "common/feed/log.h"
#include "services/registration/schema.h"

namespace cwp::registration {
namespace {

// What scheduling says. `wanted_join_version` is the version its feed named
// last, `join_version` the one whose address is kept, sealed.
constexpr char kCreateSessions[] =
    "CREATE TABLE sessions ("
    "session_id BIGINT PRIMARY KEY, workshop_id BIGINT NOT NULL, "
    "state BIGINT NOT NULL, capacity BIGINT NOT NULL, "
    "booking_open_micros BIGINT NOT NULL, "
    "booking_close_micros BIGINT NOT NULL, "
    "workshop_title TEXT NOT NULL, venue TEXT NOT NULL, "
    "wanted_join_version BIGINT NOT NULL, join_version BIGINT NOT NULL, "
    "join_uri BYTEA)";

constexpr char kCreateSessionsWithoutAddress[] =
    "CREATE INDEX sessions_without_address ON sessions (session_id) "
    "WHERE wanted_join_version > join_version";

// Below as well as above: scheduling, restored from a backup, goes on from an
// older version.
constexpr char kCreateSessionsWithOtherAddress[] =
    "CREATE INDEX sessions_with_other_address ON sessions (session_id) "
    "WHERE wanted_join_version <> join_version";

constexpr char kCreateMeetings[] =
    "CREATE TABLE meetings ("
    "session_id BIGINT NOT NULL, position BIGINT NOT NULL, "
    "start_micros BIGINT NOT NULL, end_micros BIGINT NOT NULL, "
    "PRIMARY KEY (session_id, position))";

// The counter row of each session. `bound` is what `confirmed` may not pass:
// the capacity, or what was confirmed when a coordinator lowered the capacity
// below that. It is the database's own guard against a sold place too many.
constexpr char kCreatePools[] =
    "CREATE TABLE pools ("
    "session_id BIGINT PRIMARY KEY, session_state BIGINT NOT NULL, "
    "booking_open_micros BIGINT NOT NULL, "
    "booking_close_micros BIGINT NOT NULL, "
    "start_micros BIGINT NOT NULL, end_micros BIGINT NOT NULL, "
    "capacity BIGINT NOT NULL CHECK (capacity >= 0), "
    "bound BIGINT NOT NULL CHECK (bound >= capacity), "
    "confirmed BIGINT NOT NULL, revision BIGINT NOT NULL, "
    "CONSTRAINT pool_not_over CHECK (confirmed >= 0 AND confirmed <= bound))";

constexpr char kCreateBookings[] =
    "CREATE TABLE bookings ("
    "id BIGINT PRIMARY KEY, session_id BIGINT NOT NULL, "
    "reference TEXT NOT NULL, contact_key BYTEA NOT NULL, "
    "state BIGINT NOT NULL, places BIGINT NOT NULL CHECK (places > 0), "
    "channel TEXT NOT NULL, generation BIGINT NOT NULL, "
    "version BIGINT NOT NULL, create_revision BIGINT NOT NULL, "
    "revision BIGINT NOT NULL, create_micros BIGINT NOT NULL, "
    "update_micros BIGINT NOT NULL, cancel_micros BIGINT, "
    "repeat_micros BIGINT, in_area BIGINT NOT NULL, of_age BIGINT NOT NULL, "
    "contact_name BYTEA NOT NULL, contact_email BYTEA, contact_phone BYTEA, "
    "contact_relationship BYTEA, access_needs BYTEA)";

// Every unique index leads with the session, so that inserts stay local.
constexpr char kCreateLiveContacts[] =
    "CREATE UNIQUE INDEX bookings_live_contact "
    "ON bookings (session_id, contact_key) WHERE state = 1";

constexpr char kCreateReferences[] =
    "CREATE UNIQUE INDEX bookings_reference "
    "ON bookings (session_id, reference)";

constexpr char kCreateBookingOrder[] =
    "CREATE INDEX bookings_in_order ON bookings (session_id, create_revision)";

constexpr char kCreateAttendees[] =
    "CREATE TABLE attendees ("
    "booking_id BIGINT NOT NULL, position BIGINT NOT NULL, "
    "role BIGINT NOT NULL, age_band BIGINT NOT NULL, "
    "PRIMARY KEY (booking_id, position))";

}  // namespace

std::vector<db::Migration> Migrations() {
  std::vector<std::string> statements = feed::CreateFeedStatements();
  for (std::string& statement : feed::CreateFollowerStatements()) {
    statements.push_back(std::move(statement));
  }
  statements.insert(statements.end(),
                    {std::string(db::kCreateRequests), kCreateSessions,
                     kCreateSessionsWithoutAddress, kCreateMeetings,
                     kCreatePools, kCreateBookings, kCreateLiveContacts,
                     kCreateReferences, kCreateBookingOrder, kCreateAttendees});
  return {{.version = 1,
           .name = "sessions, pools, bookings and the ledger",
           .statements = std::move(statements)},
          {.version = 2,
           .name = "addresses that are not the ones wanted",
           .statements = {kCreateSessionsWithOtherAddress}}};
}

}  // namespace cwp::registration
