#include "services/registration/notice_store.h"

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::registration {
namespace {

// booking_id is 0 when it is to more than one. sealed_text is null once the
// words were erased.
constexpr char kCreateNotices[] =
    "CREATE TABLE notices (id BIGINT PRIMARY KEY, session_id BIGINT NOT NULL, "
    "audience BIGINT NOT NULL, booking_id BIGINT NOT NULL, "
    "state BIGINT NOT NULL, author TEXT NOT NULL, recipients BIGINT NOT NULL, "
    "without_email BIGINT NOT NULL, create_micros BIGINT NOT NULL, "
    "send_micros BIGINT NOT NULL, revision BIGINT NOT NULL, "
    "sealed_text BYTEA)";

constexpr char kIndexNotices[] =
    "CREATE INDEX notices_of_session ON notices (session_id, id);\n"
    "CREATE INDEX notices_of_author ON notices (author, create_micros);\n"
    "CREATE INDEX notices_to_one ON notices (booking_id) "
    "WHERE booking_id <> 0;\n"
    "CREATE INDEX notices_with_words ON notices (create_micros) "
    "WHERE sealed_text IS NOT NULL";

#define CWP_NOTICE_COLUMNS                                            \
  "id, session_id, audience, booking_id, state, author, recipients, " \
  "without_email, create_micros, send_micros, revision"

constexpr absl::string_view kSelectBooked =
    "SELECT id, CASE WHEN contact_email IS NULL THEN 0 ELSE 1 END "
    "FROM bookings WHERE session_id = $1 AND state = 1 AND contact_kept = 1 "
    "AND (id = $2 OR $2 = 0) ORDER BY create_revision";

constexpr absl::string_view kSelectWaiting =
    "SELECT e.id, CASE WHEN e.contact_email IS NULL THEN 0 ELSE 1 END "
    "FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE s.session_id = $1 AND e.state <= 2 AND e.contact_kept = 1 "
    "ORDER BY s.join_revision";

constexpr absl::string_view kSelectToThese =
    "SELECT create_micros FROM notices WHERE session_id = $1 "
    "AND audience = $2 AND booking_id = $3 AND state = 1 "
    "ORDER BY create_micros DESC LIMIT $4";

constexpr absl::string_view kSelectByAuthor =
    "SELECT create_micros FROM notices WHERE author = $1 AND state = 1 "
    "ORDER BY create_micros DESC LIMIT $2";

constexpr absl::string_view kInsert =
    "INSERT INTO notices (" CWP_NOTICE_COLUMNS
    ", sealed_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

constexpr absl::string_view kTakeBack =
    "UPDATE notices SET state = 2, revision = $2, sealed_text = NULL "
    "WHERE id = $1";

constexpr absl::string_view kSelectOne =
    "SELECT " CWP_NOTICE_COLUMNS " FROM notices WHERE id = $1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_NOTICE_COLUMNS
    " FROM notices WHERE session_id = $1 AND id < $2 "
    "ORDER BY id DESC LIMIT $3";

constexpr absl::string_view kSelectStillBooked =
    "SELECT id FROM bookings WHERE id = $1 AND session_id = $2";

constexpr absl::string_view kSelectStillWaits =
    "SELECT entry_id FROM waitlist_sessions "
    "WHERE entry_id = $1 AND session_id = $2";

constexpr absl::string_view kSelectText =
    "SELECT sealed_text FROM notices WHERE id = $1";

constexpr absl::string_view kEraseOld =
    "UPDATE notices SET sealed_text = NULL "
    "WHERE sealed_text IS NOT NULL AND create_micros < $1";

constexpr absl::string_view kEraseToOne =
    "UPDATE notices SET sealed_text = NULL "
    "WHERE booking_id = $1 AND booking_id <> 0";

Notice ReadNotice(const db::Rows::Row& row) {
  return {.id = row.Int(0),
          .session_id = row.Int(1),
          .audience = static_cast<Audience>(row.Int(2)),
          .booking_id = row.Int(3),
          .state = static_cast<NoticeState>(row.Int(4)),
          .author = row.String(5),
          .recipients = row.Int(6),
          .without_email = row.Int(7),
          .create_time = row.Time(8),
          .send_time = row.Time(9),
          .revision = row.Int(10)};
}

absl::StatusOr<std::vector<absl::Time>> ReadTimes(
    const absl::StatusOr<db::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  std::vector<absl::Time> times;
  for (const db::Rows::Row row : *rows) times.push_back(row.Time(0));
  return times;
}

}  // namespace

std::vector<std::string> CreateNoticeStatements() {
  return {kCreateNotices, kIndexNotices};
}

absl::StatusOr<Recipients> FindRecipients(db::Transaction& tx,
                                          const Notice& notice) {
  const bool waiting = notice.audience == Audience::kWaiting;
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      waiting ? tx.Run(kSelectWaiting, {notice.session_id})
              : tx.Run(kSelectBooked, {notice.session_id, notice.booking_id}));
  Recipients found;
  for (const db::Rows::Row row : rows) {
    if (!row.Bool(1)) {
      ++found.without_email;
    } else {
      (waiting ? found.entries : found.bookings).push_back(row.Int(0));
    }
  }
  return found;
}

absl::StatusOr<NoticesLately> FindNoticesLately(db::Transaction& tx,
                                                const Notice& notice) {
  NoticesLately lately;
  ASSIGN_OR_RETURN(
      lately.to_these,
      ReadTimes(tx.Run(kSelectToThese, {notice.session_id,
                                        static_cast<int64_t>(notice.audience),
                                        notice.booking_id, kNoticesToThese})));
  ASSIGN_OR_RETURN(
      lately.by_author,
      ReadTimes(tx.Run(kSelectByAuthor, {notice.author, kNoticesByAuthor})));
  return lately;
}

absl::Status InsertNotice(db::Transaction& tx, const Notice& notice,
                          const std::string& sealed_text) {
  return tx
      .Run(
          kInsert,
          {notice.id, notice.session_id, static_cast<int64_t>(notice.audience),
           notice.booking_id, static_cast<int64_t>(notice.state), notice.author,
           notice.recipients, notice.without_email, notice.create_time,
           notice.send_time, notice.revision, db::Value::Bytes(sealed_text)})
      .status();
}

absl::Status SaveTakenBack(db::Transaction& tx, const Notice& notice) {
  return tx.Run(kTakeBack, {notice.id, notice.revision}).status();
}

absl::StatusOr<std::optional<Notice>> FindNotice(db::Transaction& tx,
                                                 int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectOne, {id}));
  if (rows.empty()) return std::nullopt;
  return ReadNotice(rows[0]);
}

absl::StatusOr<std::vector<Notice>> ListNotices(db::Transaction& tx,
                                                int64_t session_id,
                                                int64_t before_id, int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows,
                   tx.Run(kSelectPage, {session_id, before_id, limit}));
  std::vector<Notice> notices;
  for (const db::Rows::Row row : rows) notices.push_back(ReadNotice(row));
  return notices;
}

absl::StatusOr<bool> IsStillMeant(db::Transaction& tx, const Notice& notice,
                                  int64_t booking_id, int64_t entry_id) {
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      booking_id != 0
          ? tx.Run(kSelectStillBooked, {booking_id, notice.session_id})
          : tx.Run(kSelectStillWaits, {entry_id, notice.session_id}));
  return !rows.empty();
}

absl::StatusOr<std::string> FindNoticeText(db::Transaction& tx, int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectText, {id}));
  if (rows.empty() || rows[0].IsNull(0)) return std::string();
  return rows[0].String(0);
}

absl::Status EraseOldNotices(db::Transaction& tx, absl::Time before) {
  return tx.Run(kEraseOld, {before}).status();
}

absl::Status EraseNoticesTo(db::Transaction& tx,
                            absl::Span<const int64_t> bookings) {
  if (bookings.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  for (const int64_t id : bookings) rows.push_back({id});
  return tx.RunEach(kEraseToOne, rows).status();
}

}  // namespace cwp::registration
