#include "services/notifications/message_store.h"

#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/db/value.h"
#include "common/feed/follower.h"
#include "common/organisation/parts_store.h"
#include "services/notifications/erasure_store.h"
#include "services/notifications/told_store.h"

namespace cwp::notifications {
namespace {

constexpr char kCreateMessages[] =
    "CREATE TABLE messages ("
    "id BIGINT PRIMARY KEY, booking_id BIGINT NOT NULL, kind BIGINT NOT NULL, "
    "version BIGINT NOT NULL, state BIGINT NOT NULL, attempts BIGINT NOT NULL, "
    "last_error TEXT NOT NULL, create_micros BIGINT NOT NULL, "
    "next_micros BIGINT NOT NULL, send_micros BIGINT)";

constexpr char kCreateOnePerVersion[] =
    "CREATE UNIQUE INDEX messages_once ON messages (booking_id, kind, version)";

constexpr char kCreateDue[] =
    "CREATE INDEX messages_due ON messages (next_micros) WHERE state = 1";

// Since then booking_id is minus a waitlist entry's id in a message about one.
// due_micros is null in messages from before, which were due when made.
constexpr char kAddDueTime[] =
    "ALTER TABLE messages ADD COLUMN due_micros BIGINT";

// 0 in reminders, and in messages from before.
constexpr char kAddChangeTime[] =
    "ALTER TABLE messages ADD COLUMN change_micros BIGINT NOT NULL DEFAULT 0;\n"
    "DROP INDEX messages_once;\n"
    "CREATE UNIQUE INDEX messages_once_per_change "
    "ON messages (booking_id, kind, version, change_micros)";

// In a message about a session booking_id is 0.
constexpr char kAddSession[] =
    "ALTER TABLE messages ADD COLUMN session_id BIGINT NOT NULL DEFAULT 0;\n"
    "DROP INDEX messages_once_per_change;\n"
    "CREATE UNIQUE INDEX messages_once_per_subject "
    "ON messages (booking_id, session_id, kind, version, change_micros)";

// Kind 27 is that of notices.
constexpr char kIndexNotices[] =
    "CREATE INDEX messages_of_notice ON messages (version) WHERE kind = 27";

// From when on a message was to be sent; sent ones (state 2) are never looked
// for by that.
#define CWP_DUE "coalesce(due_micros, create_micros)"
constexpr char kIndexUnsent[] =
    "CREATE INDEX messages_unsent ON messages (" CWP_DUE
    ", id) WHERE state <> 2";

#define CWP_MESSAGE_COLUMNS                                              \
  "id, booking_id, kind, version, state, attempts, last_error, "         \
  "create_micros, next_micros, send_micros, due_micros, change_micros, " \
  "session_id"

constexpr absl::string_view kSelectOfSubject =
    "SELECT " CWP_MESSAGE_COLUMNS
    " FROM messages WHERE booking_id = $1 AND session_id = $2 ORDER BY id";

constexpr absl::string_view kSelectOne =
    "SELECT " CWP_MESSAGE_COLUMNS " FROM messages WHERE id = $1";

constexpr absl::string_view kInsert =
    "INSERT INTO messages (" CWP_MESSAGE_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
    "$13) ON CONFLICT (booking_id, session_id, kind, version, change_micros) "
    "DO NOTHING";

constexpr absl::string_view kSelectNewer =
    "SELECT id FROM messages "
    "WHERE booking_id = $1 AND session_id = $2 AND kind = $3 "
    "AND version > $4 AND change_micros >= $5 LIMIT 1";

// Confirmations, repeats, changes, moves and what was looked for.
constexpr absl::string_view kSelectTelling =
    "SELECT id FROM messages WHERE booking_id = $1 AND session_id = 0 "
    "AND state = 1 AND kind IN (1, 3, 4, 5, 21) LIMIT 1";

constexpr absl::string_view kSelectDue =
    "SELECT " CWP_MESSAGE_COLUMNS
    " FROM messages WHERE state = 1 AND next_micros <= $1 "
    "ORDER BY next_micros LIMIT $2";

constexpr absl::string_view kSelectNextDue =
    "SELECT next_micros FROM messages WHERE state = 1 "
    "ORDER BY next_micros LIMIT 1";

// Guarded by what was read: of two replicas one gets it.
constexpr absl::string_view kClaim =
    "UPDATE messages SET next_micros = $3, attempts = attempts + 1 "
    "WHERE id = $1 AND state = 1 AND next_micros = $2";

constexpr absl::string_view kUpdate =
    "UPDATE messages SET state = $2, last_error = $3, next_micros = $4, "
    "send_micros = $5 WHERE id = $1";

// That a message was sent (state 2) stands above all else.
constexpr absl::string_view kSaveOutcome =
    "UPDATE messages SET state = $2, last_error = $3, next_micros = $4, "
    "send_micros = $5 "
    "WHERE id = $1 AND ($2 = 2 OR (state = 1 AND next_micros = $6))";

constexpr absl::string_view kDropNotice =
    "UPDATE messages SET state = 3, last_error = 'TAKEN_BACK' "
    "WHERE version = $1 AND kind = 27 AND state = 1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_MESSAGE_COLUMNS
    " FROM messages WHERE (booking_id = $1 OR $1 = 0) "
    "AND (session_id = $2 OR $2 = 0) AND id < $3 "
    "ORDER BY id DESC LIMIT $4";

constexpr absl::string_view kSelectPageOfNotice =
    "SELECT " CWP_MESSAGE_COLUMNS
    " FROM messages WHERE version = $1 AND kind = 27 AND id < $2 "
    "ORDER BY id DESC LIMIT $3";

// Of those without an address: times and places that changed, sessions that do
// not take place, refusals, offers and what becomes of them, what leaders lack,
// and notices.
// What is due later is never looked at: reminders wait by the thousand.
#define CWP_FAILED                                                            \
  " FROM messages WHERE state <> 2 AND " CWP_DUE " >= $1 AND " CWP_DUE        \
  " <= $3 AND "                                                               \
  "(state = 3 AND (last_error IN ('MAIL_REFUSED', 'HEADER_INVALID') OR "      \
  "last_error = 'NO_ADDRESS' AND kind IN (6, 9, 10, 17, 18, 19, 20, 24, 25, " \
  "27)) OR state = 1 AND attempts > 0 AND " CWP_DUE " <= $2)"

constexpr absl::string_view kSelectFailed =
    "SELECT " CWP_MESSAGE_COLUMNS CWP_FAILED " AND (" CWP_DUE
    ", id) < ($4, $5) ORDER BY " CWP_DUE " DESC, id DESC LIMIT $6";

constexpr absl::string_view kCountFailed = "SELECT count(*)" CWP_FAILED;

// Says twice what state it is, for the index of what is not sent.
constexpr absl::string_view kSelectBacklog =
    "SELECT count(*), min(" CWP_DUE
    ") FROM messages "
    "WHERE state <> 2 AND state = 1 AND " CWP_DUE " <= $1";

Message ReadMessage(const db::Rows::Row& row) {
  const int64_t about = row.Int(1);
  return {.id = row.Int(0),
          .booking_id = about > 0 ? about : 0,
          .waitlist_entry_id = about > 0 ? 0 : -about,
          .session_id = row.Int(12),
          .kind = static_cast<Kind>(row.Int(2)),
          .version = row.Int(3),
          .state = static_cast<State>(row.Int(4)),
          .attempts = row.Int(5),
          .last_error = row.String(6),
          .change_time = row.Time(11),
          .create_time = row.Time(7),
          .due_time = row.Time(row.IsNull(10) ? 7 : 10),
          .next_time = row.Time(8),
          .send_time = row.OptionalTime(9)};
}

absl::StatusOr<std::vector<Message>> ReadAll(absl::StatusOr<db::Rows> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<Message> messages;
  messages.reserve(rows->size());
  for (const db::Rows::Row row : *rows) messages.push_back(ReadMessage(row));
  return messages;
}

}  // namespace

std::vector<db::Migration> Migrations() {
  std::vector<std::string> statements = feed::CreateFollowerStatements();
  statements.insert(statements.end(),
                    {kCreateMessages, kCreateOnePerVersion, kCreateDue});
  std::vector<std::string> told = CreateToldStatements();
  told.push_back(kAddDueTime);
  return {
      {.version = 1, .name = "messages", .statements = std::move(statements)},
      {.version = 2, .name = "told", .statements = std::move(told)},
      {.version = 3,
       .name = "erasures",
       .statements = CreateErasureStatements()},
      {.version = 4,
       .name = "when what is told was changed",
       .statements = {kAddChangeTime}},
      {.version = 5, .name = "of sessions", .statements = {kAddSession}},
      {.version = 6,
       .name = "all meetings and the place",
       .statements = AddArrangementStatements()},
      {.version = 7, .name = "of notices", .statements = {kIndexNotices}},
      {.version = 8,
       .name = "what the organisation says of itself",
       .statements = organisation::CreatePartsStatements()},
      {.version = 9,
       .name = "what was not sent",
       .statements = {kIndexUnsent}}};
}

int64_t SubjectOf(const Message& message) {
  return message.booking_id != 0 ? message.booking_id
                                 : -message.waitlist_entry_id;
}

absl::StatusOr<std::vector<Message>> FindMessages(db::Transaction& tx,
                                                  int64_t subject) {
  return ReadAll(tx.Run(kSelectOfSubject, {subject, 0}));
}

absl::StatusOr<std::vector<Message>> FindSessionMessages(db::Transaction& tx,
                                                         int64_t session_id) {
  return ReadAll(tx.Run(kSelectOfSubject, {0, session_id}));
}

absl::StatusOr<bool> HasNewer(db::Transaction& tx, const Message& message) {
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Run(kSelectNewer, {SubjectOf(message), message.session_id,
                            static_cast<int64_t>(message.kind), message.version,
                            message.change_time}));
  return !rows.empty();
}

absl::StatusOr<bool> IsBeingTold(db::Transaction& tx, int64_t booking_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectTelling, {booking_id}));
  return !rows.empty();
}

absl::Status InsertMessage(db::Transaction& tx, const Message& message) {
  return tx
      .Run(kInsert,
           {message.id, SubjectOf(message), static_cast<int64_t>(message.kind),
            message.version, static_cast<int64_t>(message.state),
            message.attempts, message.last_error, message.create_time,
            message.next_time, message.send_time, message.due_time,
            message.change_time, message.session_id})
      .status();
}

absl::StatusOr<std::vector<Message>> FindDue(db::Transaction& tx,
                                             absl::Time now, int limit) {
  return ReadAll(tx.Run(kSelectDue, {now, limit}));
}

absl::StatusOr<absl::Time> NextDue(db::Transaction& tx) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectNextDue));
  return rows.empty() ? absl::InfiniteFuture() : rows[0].Time(0);
}

absl::StatusOr<bool> Claim(db::Transaction& tx, const Message& message,
                           absl::Time until) {
  ASSIGN_OR_RETURN(db::Rows rows,
                   tx.Run(kClaim, {message.id, message.next_time, until}));
  return rows.affected() == 1;
}

absl::Status SaveOutcome(db::Transaction& tx, const Message& message,
                         absl::Time claim) {
  return tx
      .Run(kSaveOutcome,
           {message.id, static_cast<int64_t>(message.state), message.last_error,
            message.next_time, message.send_time, claim})
      .status();
}

absl::StatusOr<std::optional<Message>> FindMessage(db::Transaction& tx,
                                                   int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectOne, {id}));
  if (rows.empty()) return std::nullopt;
  return ReadMessage(rows[0]);
}

absl::Status UpdateMessage(db::Transaction& tx, const Message& message) {
  return tx
      .Run(kUpdate, {message.id, static_cast<int64_t>(message.state),
                     message.last_error, message.next_time, message.send_time})
      .status();
}

absl::Status DropNotice(db::Transaction& tx, int64_t notice_id) {
  return tx.Run(kDropNotice, {notice_id}).status();
}

absl::StatusOr<std::vector<Message>> ListMessages(db::Transaction& tx,
                                                  const MessageFilter& filter) {
  if (filter.notice_id != 0) {
    return ReadAll(tx.Run(kSelectPageOfNotice,
                          {filter.notice_id, filter.before_id, filter.limit}));
  }
  return ReadAll(tx.Run(kSelectPage, {filter.subject, filter.session_id,
                                      filter.before_id, filter.limit}));
}

absl::StatusOr<std::vector<Message>> ListFailed(db::Transaction& tx,
                                                const FailedFilter& filter) {
  return ReadAll(tx.Run(kSelectFailed,
                        {filter.since, filter.now - kFailsAfter, filter.now,
                         filter.before_due, filter.before_id, filter.limit}));
}

absl::StatusOr<int64_t> CountFailed(db::Transaction& tx,
                                    const FailedFilter& filter) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kCountFailed, {filter.since, filter.now - kFailsAfter,
                                         filter.now}));
  return rows[0].Int(0);
}

absl::StatusOr<Backlog> ReadBacklog(db::Transaction& tx, absl::Time now) {
  ASSIGN_OR_RETURN(db::Rows rows, tx.Run(kSelectBacklog, {now}));
  Backlog backlog{.pending = rows[0].Int(0)};
  if (!rows[0].IsNull(1)) backlog.oldest = rows[0].Time(1);
  return backlog;
}

}  // namespace cwp::notifications
