#include <string>
#include <utility>
#include <vector>

#include "common/db/requests.h"
#include "common/feed/follower.h"
#include "common/feed/log.h"
#include "common/host/key_check_store.h"
#include "common/organisation/parts_store.h"
#include "services/registration/notice_store.h"
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

// From here on everything that takes places counts against the bound. The
// check stands with the last column, since it needs them all.
constexpr char kAddPoolCounts[] =
    "ALTER TABLE pools ADD COLUMN workshop_id BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE pools ADD COLUMN held BIGINT NOT NULL DEFAULT 0 "
    "CHECK (held >= 0);\n"
    "ALTER TABLE pools ADD COLUMN offered BIGINT NOT NULL DEFAULT 0 "
    "CHECK (offered >= 0);\n"
    "ALTER TABLE pools ADD COLUMN queued BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE pools ADD COLUMN collecting BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE pools ADD COLUMN allotted BIGINT NOT NULL DEFAULT 0 "
    "CONSTRAINT pool_taken_not_over CHECK (allotted >= 0 "
    "AND confirmed + held + offered + allotted <= bound);\n"
    "UPDATE pools SET workshop_id = (SELECT s.workshop_id FROM sessions s "
    "WHERE s.session_id = pools.session_id);\n"
    "CREATE INDEX pools_of_workshop ON pools (workshop_id)";

// `contact_kept` falls to 0 when the personal fields are erased, so that the
// look-up by contact holds only those that can be found by it.
constexpr char kAddBookingColumns[] =
    "ALTER TABLE bookings ADD COLUMN cancel_reason BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE bookings ADD COLUMN from_allotment BIGINT NOT NULL DEFAULT 0 "
    "CHECK (from_allotment >= 0);\n"
    "ALTER TABLE bookings ADD COLUMN contact_kept BIGINT NOT NULL DEFAULT 1;\n"
    "ALTER TABLE attendees ADD COLUMN attendance BIGINT NOT NULL DEFAULT 0;\n"
    "CREATE INDEX bookings_of_contact ON bookings (contact_key) "
    "WHERE contact_kept = 1";

constexpr char kCreateHolds[] =
    "CREATE TABLE holds ("
    "id BIGINT PRIMARY KEY, session_id BIGINT NOT NULL, "
    "places BIGINT NOT NULL CHECK (places > 0), state BIGINT NOT NULL, "
    "browser_key BYTEA NOT NULL, client_key BYTEA NOT NULL, "
    "channel TEXT NOT NULL, extensions BIGINT NOT NULL, "
    "passed BIGINT NOT NULL, expire_micros BIGINT NOT NULL, "
    "create_micros BIGINT NOT NULL, create_revision BIGINT NOT NULL, "
    "revision BIGINT NOT NULL);\n"
    "CREATE UNIQUE INDEX holds_of_browser ON holds (browser_key) "
    "WHERE state <= 2;\n"
    "CREATE INDEX holds_due ON holds (expire_micros) WHERE state <= 2;\n"
    "CREATE INDEX holds_due_in_session ON holds (session_id, expire_micros) "
    "WHERE state <= 2;\n"
    "CREATE INDEX holds_in_line ON holds (session_id, create_revision) "
    "WHERE state = 1;\n"
    "CREATE INDEX holds_of_client ON holds (session_id, client_key) "
    "WHERE state = 2;\n"
    "CREATE INDEX holds_ended ON holds (expire_micros) WHERE state > 2";

constexpr char kCreateWaitlist[] =
    "CREATE TABLE waitlist_entries ("
    "id BIGINT PRIMARY KEY, workshop_id BIGINT NOT NULL, "
    "topic BIGINT NOT NULL, contact_key BYTEA NOT NULL, "
    "places BIGINT NOT NULL, least BIGINT NOT NULL "
    "CHECK (least > 0 AND least <= places), state BIGINT NOT NULL, "
    "channel TEXT NOT NULL, passed BIGINT NOT NULL, "
    "offer_id BIGINT NOT NULL, generation BIGINT NOT NULL, "
    "version BIGINT NOT NULL, create_micros BIGINT NOT NULL, "
    "update_micros BIGINT NOT NULL, repeat_micros BIGINT, "
    "join_revision BIGINT NOT NULL, revision BIGINT NOT NULL, "
    "in_area BIGINT NOT NULL, of_age BIGINT NOT NULL, "
    "contact_name BYTEA NOT NULL, contact_email BYTEA, contact_phone BYTEA, "
    "contact_relationship BYTEA, access_needs BYTEA);\n"
    "CREATE INDEX waitlist_of_contact "
    "ON waitlist_entries (workshop_id, contact_key) WHERE state <= 2;\n"
    "CREATE INDEX waitlist_topics ON waitlist_entries (workshop_id) "
    "WHERE topic = 1 AND state <= 2;\n"
    "CREATE TABLE waitlist_sessions ("
    "session_id BIGINT NOT NULL, join_revision BIGINT NOT NULL, "
    "entry_id BIGINT NOT NULL, PRIMARY KEY (session_id, join_revision));\n"
    "CREATE INDEX waitlist_sessions_of_entry ON waitlist_sessions (entry_id)";

constexpr char kCreateOffers[] =
    "CREATE TABLE offers ("
    "id BIGINT PRIMARY KEY, entry_id BIGINT NOT NULL, "
    "session_id BIGINT NOT NULL, "
    "places BIGINT NOT NULL CHECK (places > 0), state BIGINT NOT NULL, "
    "expire_micros BIGINT NOT NULL, create_micros BIGINT NOT NULL, "
    "revision BIGINT NOT NULL);\n"
    "CREATE UNIQUE INDEX offers_of_entry ON offers (entry_id) "
    "WHERE state = 1;\n"
    "CREATE INDEX offers_due ON offers (expire_micros) WHERE state = 1;\n"
    "CREATE INDEX offers_due_in_session ON offers (session_id, expire_micros) "
    "WHERE state = 1";

constexpr char kCreateAllotments[] =
    "CREATE TABLE allotments ("
    "session_id BIGINT NOT NULL, channel TEXT NOT NULL, "
    "places BIGINT NOT NULL, sold BIGINT NOT NULL, "
    "revision BIGINT NOT NULL, PRIMARY KEY (session_id, channel), "
    "CONSTRAINT allotment_not_over CHECK (sold >= 0 AND sold <= places))";

constexpr char kCreateBlocks[] =
    "CREATE TABLE blocked_contacts ("
    "contact_key BYTEA PRIMARY KEY, reason TEXT NOT NULL, "
    "create_micros BIGINT NOT NULL)";

// What is kept of people, so that it can be found and erased.
constexpr char kAddKept[] =
    "ALTER TABLE waitlist_entries "
    "ADD COLUMN contact_kept BIGINT NOT NULL DEFAULT 1;\n"
    "CREATE INDEX waitlist_kept_of_contact ON waitlist_entries (contact_key) "
    "WHERE contact_kept = 1;\n"
    "CREATE INDEX waitlist_over_and_kept ON waitlist_entries (update_micros) "
    "WHERE contact_kept = 1 AND state > 2;\n"
    "ALTER TABLE pools ADD COLUMN purged BIGINT NOT NULL DEFAULT 0;\n"
    "CREATE INDEX pools_to_purge ON pools (end_micros) WHERE purged = 0";

// Where contacts who asked for erasure are told of it, for at most a day.
constexpr char kCreateFarewells[] =
    "CREATE TABLE farewells ("
    "subject_id BIGINT PRIMARY KEY, contact_email BYTEA NOT NULL, "
    "expire_micros BIGINT NOT NULL)";

// What an age band was before it was a range of ages; `age_band` is 0 from here
// on.
// 0 until scheduling says something of the session again.
constexpr char kAddRevision[] =
    "ALTER TABLE sessions ADD COLUMN revision BIGINT NOT NULL DEFAULT 0";

constexpr char kAddAges[] =
    "ALTER TABLE attendees ADD COLUMN min_years BIGINT;\n"
    "ALTER TABLE attendees ADD COLUMN max_years BIGINT;\n"
    "UPDATE attendees SET "
    "min_years = CASE age_band WHEN 1 THEN 0 WHEN 2 THEN 5 WHEN 3 THEN 12 "
    "WHEN 4 THEN 13 WHEN 5 THEN 16 WHEN 6 THEN 18 WHEN 7 THEN 20 END, "
    "max_years = CASE age_band WHEN 1 THEN 4 WHEN 2 THEN 11 WHEN 3 THEN 12 "
    "WHEN 4 THEN 15 WHEN 5 THEN 17 WHEN 6 THEN 19 WHEN 7 THEN 120 END;\n"
    "ALTER TABLE pools ADD COLUMN min_years BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE pools ADD COLUMN max_years BIGINT NOT NULL DEFAULT 120";

constexpr char kAddNames[] =
    "ALTER TABLE attendees ADD COLUMN name BYTEA;\n"
    "ALTER TABLE pools ADD COLUMN names_needed BIGINT NOT NULL DEFAULT 0";

constexpr char kAddCorrections[] =
    "ALTER TABLE bookings ADD COLUMN corrections BIGINT NOT NULL DEFAULT 0";

// `past` rises to 1 some time after the session's end: whoever books is looked
// up among what is to come alone, in an index that stays small however many
// bookings are kept. The index over all is of no use any more, and costs every
// booking.
constexpr char kAddPast[] =
    "ALTER TABLE pools ADD COLUMN past BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE bookings ADD COLUMN past BIGINT NOT NULL DEFAULT 0;\n"
    "DROP INDEX bookings_of_contact;\n"
    "CREATE INDEX coming_bookings_of_contact ON bookings (contact_key) "
    "WHERE contact_kept = 1 AND past = 0;\n"
    "CREATE INDEX past_bookings_of_contact ON bookings (contact_key) "
    "WHERE contact_kept = 1 AND past = 1";

// Holds of a client in line, too, and what was asked about a booking.
constexpr char kIndexOwners[] =
    "DROP INDEX holds_of_client;\n"
    "CREATE INDEX live_holds_of_client ON holds (session_id, client_key) "
    "WHERE state <= 2;\n"
    "CREATE INDEX requests_of_resource ON requests (resource_id)";

// Those who wait for any session of a workshop, by how long nothing has
// changed.
constexpr char kIndexTopicsByAge[] =
    "CREATE INDEX waitlist_topics_by_age ON waitlist_entries (update_micros) "
    "WHERE topic = 1 AND state <= 2 AND contact_kept = 1";

// `reason` is empty from here on, but for what a release before this one wrote.
constexpr char kAddSealedReason[] =
    "ALTER TABLE blocked_contacts ADD COLUMN sealed_reason BYTEA";

// A partner must not learn of bookings on other channels, not even from a
// refusal: one of a contact in a session on each channel.
constexpr char kSplitLiveContacts[] =
    "CREATE UNIQUE INDEX bookings_live_contact_of_channel "
    "ON bookings (session_id, contact_key, channel) WHERE state = 1;\n"
    "DROP INDEX bookings_live_contact";

// Sealed.
constexpr char kAddRefusalReason[] =
    "ALTER TABLE bookings ADD COLUMN refusal_reason BYTEA";

constexpr char kCreateLeaders[] =
    "CREATE TABLE session_leaders (session_id BIGINT NOT NULL, "
    "facilitator_id BIGINT NOT NULL, "
    "PRIMARY KEY (session_id, facilitator_id))";

// What was followed before this table was there, says nothing of who leads.
constexpr char kListSessionsAnew[] =
    "DELETE FROM followed_feeds WHERE name = 'scheduling'";

// Nor what the organisation said of itself.
std::vector<std::string> CreateOrganisationStatements() {
  std::vector<std::string> statements = organisation::CreatePartsStatements();
  statements.emplace_back(kListSessionsAnew);
  return statements;
}

// By default subjects and titles tell bystanders nothing.
constexpr char kAddNameWorkshop[] =
    "ALTER TABLE bookings "
    "ADD COLUMN name_workshop BIGINT NOT NULL DEFAULT 0;\n"
    "ALTER TABLE waitlist_entries "
    "ADD COLUMN name_workshop BIGINT NOT NULL DEFAULT 0";

constexpr char kAddSurplus[] =
    "ALTER TABLE allotments ADD COLUMN surplus BIGINT NOT NULL DEFAULT 0 "
    "CHECK (surplus >= 0)";

// Whoever waits for what others hold asks when the last of it lapses: found
// without a look at all who wait.
constexpr char kIndexHeld[] =
    "CREATE INDEX held_of_session ON holds (session_id, expire_micros) "
    "WHERE state = 2";

std::vector<std::string> FirstStatements() {
  std::vector<std::string> statements = feed::CreateFeedStatements();
  for (std::string& statement : feed::CreateFollowerStatements()) {
    statements.push_back(std::move(statement));
  }
  statements.insert(statements.end(),
                    {std::string(db::kCreateRequests), kCreateSessions,
                     kCreateSessionsWithoutAddress, kCreateMeetings,
                     kCreatePools, kCreateBookings, kCreateLiveContacts,
                     kCreateReferences, kCreateBookingOrder, kCreateAttendees});
  return statements;
}

}  // namespace

std::vector<db::Migration> Migrations() {
  return {
      {.version = 1,
       .name = "sessions, pools, bookings and the ledger",
       .statements = FirstStatements()},
      {.version = 2,
       .name = "addresses that are not the ones wanted",
       .statements = {kCreateSessionsWithOtherAddress}},
      {.version = 3,
       .name = "holds, waitlists, offers and allotments",
       .statements = {kAddPoolCounts, kAddBookingColumns, kCreateHolds,
                      kCreateWaitlist, kCreateOffers, kCreateAllotments,
                      kCreateBlocks}},
      {.version = 4,
       .name = "what is kept of people",
       .statements = {kAddKept}},
      {.version = 5, .name = "ages in years", .statements = {kAddAges}},
      {.version = 6, .name = "names of attendees", .statements = {kAddNames}},
      {.version = 7,
       .name = "corrected addresses",
       .statements = {kAddCorrections}},
      {.version = 8,
       .name = "where farewells go to",
       .statements = {kCreateFarewells}},
      {.version = 9,
       .name = "what is past, and what belongs to whom",
       .statements = {kAddPast, kIndexOwners}},
      {.version = 10,
       .name = "who waits for any session, by age",
       .statements = {kIndexTopicsByAge}},
      {.version = 11,
       .name = "why contacts are blocked, sealed",
       .statements = {kAddSealedReason}},
      {.version = 12,
       .name = "one booking of a contact on each channel",
       .statements = {kSplitLiveContacts}},
      {.version = 13,
       .name = "with which keys fields are sealed",
       .statements = host::CreateKeyCheckStatements()},
      {.version = 14,
       .name = "when a session last changed",
       .statements = {kAddRevision}},
      {.version = 15,
       .name = "why bookings were refused",
       .statements = {kAddRefusalReason}},
      {.version = 16,
       .name = "who leads sessions",
       .statements = {kCreateLeaders, kListSessionsAnew}},
      {.version = 17,
       .name = "who lets subjects and titles name the workshop",
       .statements = {kAddNameWorkshop}},
      {.version = 18,
       .name = "what staff write to those of sessions",
       .statements = CreateNoticeStatements()},
      {.version = 19,
       .name = "what the organisation says of itself",
       .statements = CreateOrganisationStatements()},
      {.version = 20,
       .name = "what of an allotment is everybody's once given back",
       .statements = {kAddSurplus}},
      {.version = 21,
       .name = "what is held of a session",
       .statements = {kIndexHeld}}};
}

}  // namespace cwp::registration
