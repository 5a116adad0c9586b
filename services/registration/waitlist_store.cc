#include "services/registration/waitlist_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/db/value.h"
#include "services/registration/sealed_columns.h"

namespace cwp::registration {
namespace {

// States 1 and 2 are live: waiting, and with an offer.
#define CWP_ENTRY_COLUMNS                                                \
  "e.id, e.workshop_id, e.topic, e.contact_key, e.places, e.least, "     \
  "e.state, e.channel, e.passed, e.offer_id, e.generation, e.version, "  \
  "e.create_micros, e.update_micros, e.repeat_micros, e.join_revision, " \
  "e.revision, e.name_workshop"
#define CWP_ENTRY_RECORD_COLUMNS                             \
  CWP_ENTRY_COLUMNS                                          \
  ", e.in_area, e.of_age, e.contact_name, e.contact_email, " \
  "e.contact_phone, e.contact_relationship, e.access_needs"

constexpr absl::string_view kSelectEntry =
    "SELECT " CWP_ENTRY_COLUMNS " FROM waitlist_entries e WHERE e.id = $1";

constexpr absl::string_view kSelectRecord =
    "SELECT " CWP_ENTRY_RECORD_COLUMNS
    " FROM waitlist_entries e WHERE e.id = $1";

constexpr absl::string_view kSelectLive =
    "SELECT " CWP_ENTRY_COLUMNS
    " FROM waitlist_entries e "
    "WHERE e.workshop_id = $1 AND e.contact_key = $2 AND e.state <= 2 "
    "ORDER BY e.join_revision";

constexpr absl::string_view kSelectWaiting =
    "SELECT " CWP_ENTRY_COLUMNS
    " FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND s.join_revision > $2 AND e.state = 1 "
    "ORDER BY s.join_revision LIMIT $3";

constexpr absl::string_view kSelectLiveIn =
    "SELECT " CWP_ENTRY_COLUMNS
    " FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND e.state <= 2";

constexpr absl::string_view kCountWaiting =
    "SELECT count(*) "
    "FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND e.state = 1";

constexpr absl::string_view kSelectQueued =
    "SELECT create_revision FROM holds WHERE session_id = $1 AND state = 1 "
    "UNION ALL SELECT s.join_revision "
    "FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND e.state = 1 ORDER BY 1 LIMIT $2";

constexpr absl::string_view kSelectRecords =
    "SELECT " CWP_ENTRY_RECORD_COLUMNS
    " FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND s.join_revision > $2 AND e.state <= 2 "
    "ORDER BY s.join_revision LIMIT $3";

constexpr absl::string_view kSelectTopicRecords =
    "SELECT " CWP_ENTRY_RECORD_COLUMNS
    " FROM waitlist_entries e "
    "WHERE e.workshop_id = $1 AND e.topic = 1 AND e.state <= 2 "
    "AND e.join_revision > $2 ORDER BY e.join_revision LIMIT $3";

constexpr absl::string_view kSelectSessions =
    "SELECT session_id FROM waitlist_sessions WHERE entry_id = $1 "
    "ORDER BY session_id";

constexpr absl::string_view kInsertTopics =
    "INSERT INTO waitlist_sessions (session_id, join_revision, entry_id) "
    "SELECT $1, join_revision, id FROM waitlist_entries "
    "WHERE workshop_id = $2 AND topic = 1 AND state <= 2 "
    "ON CONFLICT (session_id, join_revision) DO NOTHING RETURNING entry_id";

constexpr absl::string_view kInsertEntry =
    "INSERT INTO waitlist_entries (id, workshop_id, topic, contact_key, "
    "places, least, state, channel, passed, offer_id, generation, version, "
    "create_micros, update_micros, repeat_micros, join_revision, revision, "
    "name_workshop, in_area, of_age, contact_name, contact_email, "
    "contact_phone, contact_relationship, access_needs) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, $21, $22, $23, $24, $25)";

constexpr absl::string_view kUpdateEntry =
    "UPDATE waitlist_entries SET state = $2, passed = $3, offer_id = $4, "
    "generation = $5, version = $6, update_micros = $7, repeat_micros = $8, "
    "revision = $9 WHERE id = $1";

constexpr absl::string_view kSelectIdsOfContact =
    "SELECT id FROM waitlist_entries "
    "WHERE contact_key = $1 AND contact_kept = 1 ORDER BY join_revision";

constexpr absl::string_view kInsertSession =
    "INSERT INTO waitlist_sessions (session_id, join_revision, entry_id) "
    "VALUES ($1, $2, $3)";

constexpr absl::string_view kDeleteSession =
    "DELETE FROM waitlist_sessions WHERE entry_id = $1 AND session_id = $2";

// The columns after those of a WaitlistEntry.
constexpr int kInArea = 18;

WaitlistEntry ReadEntry(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .workshop_id = row.Int(1),
          .topic = row.Int(2) != 0,
          .contact_key = row.String(3),
          .places = row.Int(4),
          .least = row.Int(5),
          .state = static_cast<EntryState>(row.Int(6)),
          .channel = row.String(7),
          .passed = row.Int(8),
          .offer_id = row.Int(9),
          .generation = row.Int(10),
          .version = row.Int(11),
          .create_time = row.Time(12),
          .update_time = row.Time(13),
          .repeat_time = row.OptionalTime(14),
          .join_revision = row.Int(15),
          .revision = row.Int(16),
          .name_workshop = row.Int(17) != 0};
}

EntryRecord ReadRecord(const db::Rows::Row& row) {
  return {.entry = ReadEntry(row),
          .answers = {.in_area = static_cast<Answer>(row.Int(kInArea)),
                      .of_age = static_cast<Answer>(row.Int(kInArea + 1))},
          .contact = ReadContact(row, kInArea + 2)};
}

// Adds the sessions that entries wait for, in one round trip.
absl::Status AddSessions(db::Transaction& tx,
                         const std::vector<WaitlistEntry*>& entries) {
  std::vector<std::vector<db::Value>> ids;
  for (const WaitlistEntry* entry : entries) ids.push_back({entry->id});
  ASSIGN_OR_RETURN(std::vector<db::Rows> found,
                   tx.QueryEach(kSelectSessions, ids));
  for (size_t i = 0; i < entries.size(); ++i) {
    for (const db::Rows::Row row : found[i]) {
      entries[i]->session_ids.push_back(row.Int(0));
    }
  }
  return absl::OkStatus();
}

absl::Status AddSessionsTo(db::Transaction& tx,
                           std::vector<WaitlistEntry>& entries) {
  std::vector<WaitlistEntry*> all;
  for (WaitlistEntry& entry : entries) all.push_back(&entry);
  return AddSessions(tx, all);
}

absl::StatusOr<std::vector<WaitlistEntry>> ReadEntries(
    db::Transaction& tx, absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<WaitlistEntry> entries;
  for (const db::Rows::Row row : *rows) entries.push_back(ReadEntry(row));
  RETURN_IF_ERROR(AddSessionsTo(tx, entries));
  return entries;
}

absl::StatusOr<std::vector<EntryRecord>> ReadRecords(
    db::Transaction& tx, absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<EntryRecord> records;
  for (const db::Rows::Row row : *rows) records.push_back(ReadRecord(row));
  std::vector<WaitlistEntry*> all;
  for (EntryRecord& record : records) all.push_back(&record.entry);
  RETURN_IF_ERROR(AddSessions(tx, all));
  return records;
}

std::vector<db::Value> InsertArgs(const EntryRecord& record) {
  const WaitlistEntry& entry = record.entry;
  std::vector<db::Value> args = {entry.id,
                                 entry.workshop_id,
                                 entry.topic,
                                 db::Value::Bytes(entry.contact_key),
                                 entry.places,
                                 entry.least,
                                 static_cast<int64_t>(entry.state),
                                 entry.channel,
                                 entry.passed,
                                 entry.offer_id,
                                 entry.generation,
                                 entry.version,
                                 entry.create_time,
                                 entry.update_time,
                                 entry.repeat_time,
                                 entry.join_revision,
                                 entry.revision,
                                 entry.name_workshop,
                                 static_cast<int64_t>(record.answers.in_area),
                                 static_cast<int64_t>(record.answers.of_age)};
  AddContact(record.contact, args);
  return args;
}

}  // namespace

absl::StatusOr<std::vector<std::optional<WaitlistEntry>>> FindEntries(
    db::Transaction& tx, absl::Span<const int64_t> ids) {
  std::vector<std::vector<db::Value>> args;
  for (const int64_t id : ids) args.push_back({id});
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectEntry, args));
  std::vector<std::optional<WaitlistEntry>> entries(ids.size());
  std::vector<WaitlistEntry*> there;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (found[i].empty()) continue;
    entries[i] = ReadEntry(found[i][0]);
    there.push_back(&*entries[i]);
  }
  RETURN_IF_ERROR(AddSessions(tx, there));
  return entries;
}

absl::StatusOr<std::optional<EntryRecord>> FindEntryRecord(db::Transaction& tx,
                                                           int64_t id) {
  ASSIGN_OR_RETURN(std::vector<EntryRecord> found,
                   ReadRecords(tx, tx.Run(kSelectRecord, {id})));
  if (found.empty()) return std::nullopt;
  return std::move(found[0]);
}

absl::StatusOr<std::vector<WaitlistEntry>> FindLiveEntries(
    db::Transaction& tx, absl::Span<const ContactInWorkshop> contacts) {
  std::vector<std::vector<db::Value>> args;
  for (const ContactInWorkshop& contact : contacts) {
    args.push_back(
        {contact.workshop_id, db::Value::Bytes(contact.contact_key)});
  }
  ASSIGN_OR_RETURN(const std::vector<db::Rows> found,
                   tx.QueryEach(kSelectLive, args));
  std::vector<WaitlistEntry> entries;
  for (const db::Rows& rows : found) {
    for (const db::Rows::Row row : rows) entries.push_back(ReadEntry(row));
  }
  RETURN_IF_ERROR(AddSessionsTo(tx, entries));
  return entries;
}

absl::StatusOr<std::vector<WaitlistEntry>> FindWaiting(db::Transaction& tx,
                                                       int64_t session_id,
                                                       int64_t after_revision,
                                                       int limit) {
  return ReadEntries(
      tx, tx.Run(kSelectWaiting, {session_id, after_revision, limit}));
}

absl::StatusOr<std::vector<WaitlistEntry>> FindLiveEntriesIn(
    db::Transaction& tx, int64_t session_id) {
  return ReadEntries(tx, tx.Run(kSelectLiveIn, {session_id}));
}

absl::StatusOr<int64_t> CountWaiting(db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kCountWaiting, {session_id}));
  return rows[0].Int(0);
}

absl::StatusOr<std::vector<int64_t>> ListQueued(db::Transaction& tx,
                                                int64_t session_id,
                                                int64_t limit) {
  return db::ReadInts(tx.Run(kSelectQueued, {session_id, limit}));
}

absl::StatusOr<std::vector<EntryRecord>> ListEntryRecords(
    db::Transaction& tx, int64_t session_id, int64_t after_join_revision,
    int limit) {
  return ReadRecords(
      tx, tx.Run(kSelectRecords, {session_id, after_join_revision, limit}));
}

absl::StatusOr<std::vector<EntryRecord>> ListTopicRecords(
    db::Transaction& tx, int64_t workshop_id, int64_t after_join_revision,
    int limit) {
  return ReadRecords(tx, tx.Run(kSelectTopicRecords,
                                {workshop_id, after_join_revision, limit}));
}

absl::StatusOr<bool> AddSessionToTopics(db::Transaction& tx, int64_t session_id,
                                        int64_t workshop_id) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kInsertTopics, {session_id, workshop_id}));
  return !rows.empty();
}

absl::Status InsertEntries(db::Transaction& tx,
                           const std::vector<const EntryRecord*>& records) {
  std::vector<std::vector<db::Value>> entries;
  std::vector<std::vector<db::Value>> sessions;
  for (const EntryRecord* record : records) {
    entries.push_back(InsertArgs(*record));
    for (const int64_t session_id : record->entry.session_ids) {
      sessions.push_back(
          {session_id, record->entry.join_revision, record->entry.id});
    }
  }
  RETURN_IF_ERROR(tx.RunEach(kInsertEntry, entries).status());
  return tx.RunEach(kInsertSession, sessions).status();
}

absl::Status UpdateEntries(db::Transaction& tx,
                           const std::vector<const WaitlistEntry*>& entries) {
  std::vector<std::vector<db::Value>> rows;
  for (const WaitlistEntry* entry : entries) {
    rows.push_back({entry->id, static_cast<int64_t>(entry->state),
                    entry->passed, entry->offer_id, entry->generation,
                    entry->version, entry->update_time, entry->repeat_time,
                    entry->revision});
  }
  return tx.RunEach(kUpdateEntry, rows).status();
}

absl::StatusOr<std::vector<int64_t>> FindEntryIdsOf(
    db::Transaction& tx, absl::string_view contact_key) {
  return db::ReadInts(
      tx.Run(kSelectIdsOfContact, {db::Value::Bytes(contact_key)}));
}

absl::StatusOr<std::vector<std::vector<int64_t>>> FindEntryIdsOfContacts(
    db::Transaction& tx, absl::Span<const absl::string_view> contact_keys) {
  std::vector<std::vector<db::Value>> args;
  for (const absl::string_view key : contact_keys) {
    args.push_back({db::Value::Bytes(key)});
  }
  return db::ReadIntsEach(tx.QueryEach(kSelectIdsOfContact, args));
}

absl::Status DeleteEntrySessions(db::Transaction& tx,
                                 const std::vector<EntrySession>& gone) {
  std::vector<std::vector<db::Value>> rows;
  for (const EntrySession& one : gone) {
    rows.push_back({one.entry_id, one.session_id});
  }
  return tx.RunEach(kDeleteSession, rows).status();
}

}  // namespace cwp::registration
