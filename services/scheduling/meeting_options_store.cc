#include "services/scheduling/meeting_options_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

constexpr char kCreateChanges[] =
    "CREATE TABLE meeting_option_changes ("
    "session_id BIGINT NOT NULL REFERENCES sessions (id), "
    "number BIGINT NOT NULL CHECK (number > 0), "
    "change_micros BIGINT NOT NULL, "
    "actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, "
    "audience BIGINT NOT NULL CHECK (audience > 0), "
    "lobby_before BIGINT NOT NULL, camera_before BIGINT NOT NULL, "
    "microphone_before BIGINT NOT NULL, chat_before BIGINT NOT NULL, "
    "recording_before BIGINT NOT NULL, "
    "lobby_after BIGINT NOT NULL, camera_after BIGINT NOT NULL, "
    "microphone_after BIGINT NOT NULL, chat_after BIGINT NOT NULL, "
    "recording_after BIGINT NOT NULL, "
    "reason TEXT NOT NULL, "
    "PRIMARY KEY (session_id, number))";

#define CWP_OPTION_COLUMNS                                              \
  "session_id, number, change_micros, actor_kind, actor_id, audience, " \
  "lobby_before, camera_before, microphone_before, chat_before, "       \
  "recording_before, lobby_after, camera_after, microphone_after, "     \
  "chat_after, recording_after, reason"

constexpr absl::string_view kSelectLast =
    "SELECT " CWP_OPTION_COLUMNS
    " FROM meeting_option_changes WHERE session_id = $1 "
    "ORDER BY number DESC LIMIT 1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_OPTION_COLUMNS
    " FROM meeting_option_changes WHERE session_id = $1 AND number > $2 "
    "ORDER BY number LIMIT $3";

constexpr absl::string_view kInsert =
    "INSERT INTO meeting_option_changes (" CWP_OPTION_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17)";

// Five columns from `first` on.
MeetingOptions ReadOptions(const db::Rows::Row& row, int first) {
  return {.lobby_for_outsiders = row.Int(first) != 0,
          .attendee_camera = row.Int(first + 1) != 0,
          .attendee_microphone = row.Int(first + 2) != 0,
          .chat = row.Int(first + 3) != 0,
          .recording = row.Int(first + 4) != 0};
}

OptionsChange ReadChange(const db::Rows::Row& row) {
  return {.session_id = row.Int(0),
          .number = row.Int(1),
          .time = row.Time(2),
          .actor_kind = row.String(3),
          .actor_id = row.String(4),
          .audience = static_cast<Audience>(row.Int(5)),
          .before = ReadOptions(row, 6),
          .after = ReadOptions(row, 11),
          .reason = row.String(16)};
}

}  // namespace

std::vector<std::string> CreateMeetingOptionStatements() {
  return {kCreateChanges};
}

absl::StatusOr<std::optional<OptionsChange>> FindLastOptionsChange(
    db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectLast, {session_id}));
  if (rows.empty()) return std::nullopt;
  return ReadChange(rows[0]);
}

absl::Status InsertOptionsChange(db::Transaction& tx,
                                 const OptionsChange& change) {
  const MeetingOptions& before = change.before;
  const MeetingOptions& after = change.after;
  return tx
      .Run(kInsert,
           {change.session_id, change.number, change.time, change.actor_kind,
            change.actor_id, static_cast<int>(change.audience),
            before.lobby_for_outsiders, before.attendee_camera,
            before.attendee_microphone, before.chat, before.recording,
            after.lobby_for_outsiders, after.attendee_camera,
            after.attendee_microphone, after.chat, after.recording,
            change.reason})
      .status();
}

absl::StatusOr<std::vector<OptionsChange>> ListOptionsChanges(
    db::Transaction& tx, int64_t session_id, int64_t after, int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectPage, {session_id, after, limit}));
  std::vector<OptionsChange> changes;
  for (const db::Rows::Row row : rows) changes.push_back(ReadChange(row));
  return changes;
}

}  // namespace cwp::scheduling
