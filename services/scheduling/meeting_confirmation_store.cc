#include "services/scheduling/meeting_confirmation_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"

namespace cwp::scheduling {
namespace {

constexpr char kCreate[] =
    "CREATE TABLE meeting_confirmations ("
    "session_id BIGINT PRIMARY KEY REFERENCES sessions (id), "
    "address_version BIGINT NOT NULL CHECK (address_version > 0), "
    "confirm_micros BIGINT NOT NULL, "
    "lobby BIGINT NOT NULL, camera BIGINT NOT NULL, "
    "microphone BIGINT NOT NULL, chat BIGINT NOT NULL, "
    "recording BIGINT NOT NULL)";

constexpr absl::string_view kSelect =
    "SELECT session_id, address_version, confirm_micros, lobby, camera, "
    "microphone, chat, recording FROM meeting_confirmations "
    "WHERE session_id = $1";

constexpr absl::string_view kUpsert =
    "INSERT INTO meeting_confirmations (session_id, address_version, "
    "confirm_micros, lobby, camera, microphone, chat, recording) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (session_id) DO UPDATE SET "
    "address_version = excluded.address_version, "
    "confirm_micros = excluded.confirm_micros, lobby = excluded.lobby, "
    "camera = excluded.camera, microphone = excluded.microphone, "
    "chat = excluded.chat, recording = excluded.recording";

// Audience 2 is young people, delivery_mode 1 Teams; states 2 and 3 are open
// and closed.
constexpr absl::string_view kSelectTyped =
    "SELECT s.id, s.join_address_version FROM sessions s "
    "JOIN workshops w ON w.id = s.workshop_id "
    "LEFT JOIN meeting_queue q ON q.session_id = s.id "
    "WHERE w.audience = 2 AND s.state IN (2, 3) AND s.delivery_mode = 1 "
    "AND s.end_micros > $1 AND s.join_address_version > 0 "
    "AND (q.session_id IS NULL OR q.address_version <> s.join_address_version) "
    "ORDER BY s.id";

}  // namespace

std::vector<std::string> CreateConfirmationStatements() { return {kCreate}; }

absl::StatusOr<std::optional<OptionsConfirmation>> FindConfirmation(
    db::Transaction& tx, int64_t session_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelect, {session_id}));
  if (rows.empty()) return std::optional<OptionsConfirmation>();
  const db::Rows::Row row = rows[0];
  return std::optional<OptionsConfirmation>(
      OptionsConfirmation{.session_id = row.Int(0),
                          .address_version = row.Int(1),
                          .time = row.Time(2),
                          .options = {.lobby_for_outsiders = row.Int(3) != 0,
                                      .attendee_camera = row.Int(4) != 0,
                                      .attendee_microphone = row.Int(5) != 0,
                                      .chat = row.Int(6) != 0,
                                      .recording = row.Int(7) != 0}});
}

absl::Status SaveConfirmation(db::Transaction& tx,
                              const OptionsConfirmation& confirmation) {
  const MeetingOptions& options = confirmation.options;
  return tx
      .Run(kUpsert, {confirmation.session_id, confirmation.address_version,
                     confirmation.time, options.lobby_for_outsiders,
                     options.attendee_camera, options.attendee_microphone,
                     options.chat, options.recording})
      .status();
}

absl::StatusOr<std::vector<TypedMeeting>> ListTypedMeetings(db::Transaction& tx,
                                                            absl::Time now) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectTyped, {now}));
  std::vector<TypedMeeting> meetings;
  for (const db::Rows::Row row : rows) {
    meetings.push_back(
        {.session_id = row.Int(0), .address_version = row.Int(1)});
  }
  return meetings;
}

}  // namespace cwp::scheduling
