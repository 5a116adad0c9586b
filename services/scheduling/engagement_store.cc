#include "services/scheduling/engagement_store.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::scheduling {
namespace {

constexpr absl::Duration kLongestMeeting = absl::Hours(24);

// Made from sessions, in order to find who is taken when: each row is a meeting
// of a session that is neither cancelled nor completed, or one that it will
// have, for one of those who lead it.
constexpr char kCreateEngagements[] =
    "CREATE TABLE engagements ("
    "session_id BIGINT NOT NULL REFERENCES sessions (id), "
    "position BIGINT NOT NULL CHECK (position >= 0), "
    "facilitator_id BIGINT NOT NULL REFERENCES facilitators (id), "
    "start_micros BIGINT NOT NULL, "
    "end_micros BIGINT NOT NULL CHECK (end_micros > start_micros), "
    "PRIMARY KEY (session_id, position))";

constexpr char kCreateByFacilitator[] =
    "CREATE INDEX engagements_by_facilitator "
    "ON engagements (facilitator_id, start_micros, end_micros, session_id)";

// Ids stand behind one another.
constexpr char kAddColumns[] =
    "ALTER TABLE sessions "
    "ADD COLUMN facilitator_ids TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE series "
    "ADD COLUMN facilitator_ids TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE workshops "
    "ADD COLUMN supervised_pair BIGINT NOT NULL DEFAULT 0";

constexpr absl::string_view kInsert =
    "INSERT INTO engagements (session_id, position, facilitator_id, "
    "start_micros, end_micros) VALUES ($1, $2, $3, $4, $5)";

constexpr absl::string_view kDelete =
    "DELETE FROM engagements WHERE session_id = $1";

// $2 is as long before $3 as a meeting may last, so that the index is read from
// there on.
constexpr absl::string_view kSelect =
    "SELECT e.session_id, e.start_micros, e.end_micros, s.workshop_title "
    "FROM engagements e JOIN sessions s ON s.id = e.session_id "
    "WHERE e.facilitator_id = $1 AND e.start_micros >= $2 "
    "AND e.end_micros > $3 AND e.start_micros < $4";

constexpr absl::string_view kSelectLed =
    "SELECT session_id FROM engagements WHERE facilitator_id = $1 "
    "AND end_micros > $2 ORDER BY start_micros, session_id LIMIT 1";

}  // namespace

std::vector<std::string> CreateEngagementStatements() {
  return {kAddColumns, kCreateEngagements, kCreateByFacilitator};
}

std::string IdsText(const std::vector<int64_t>& ids) {
  return absl::StrJoin(ids, " ");
}

std::vector<int64_t> ReadIds(absl::string_view text) {
  std::vector<int64_t> ids;
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    CWP_CHECK(absl::SimpleAtoi(word, &ids.emplace_back()),
              "an id of ours is a number");
  }
  return ids;
}

absl::Status InsertEngagements(db::Transaction& tx,
                               absl::Span<const Session> sessions) {
  std::vector<std::vector<db::Value>> rows;
  for (const Session& session : sessions) {
    int64_t position = 0;
    for (const Engagement& each : EngagementsOf(session)) {
      rows.push_back(
          {session.id, position++, each.facilitator_id, each.start, each.end});
    }
  }
  if (rows.empty()) return absl::OkStatus();
  return tx.RunEach(kInsert, rows).status();
}

absl::Status ReplaceEngagements(db::Transaction& tx,
                                absl::Span<const Session> sessions) {
  std::vector<std::vector<db::Value>> removed;
  removed.reserve(sessions.size());
  for (const Session& session : sessions) removed.push_back({session.id});
  RETURN_IF_ERROR(tx.RunEach(kDelete, removed).status());
  return InsertEngagements(tx, sessions);
}

absl::StatusOr<std::vector<Engagement>> ListEngagements(db::Transaction& tx,
                                                        int64_t facilitator_id,
                                                        absl::Time from,
                                                        absl::Time until) {
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Run(kSelect, {facilitator_id, from - kLongestMeeting, from, until}));
  std::vector<Engagement> engagements;
  engagements.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    engagements.push_back({.facilitator_id = facilitator_id,
                           .session_id = row.Int(0),
                           .start = row.Time(1),
                           .end = row.Time(2),
                           .workshop_title = row.String(3)});
  }
  return engagements;
}

absl::StatusOr<std::optional<int64_t>> FindLedSession(db::Transaction& tx,
                                                      int64_t facilitator_id,
                                                      absl::Time now) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectLed, {facilitator_id, now}));
  if (rows.empty()) return std::optional<int64_t>();
  return std::optional<int64_t>(rows[0].Int(0));
}

}  // namespace cwp::scheduling
