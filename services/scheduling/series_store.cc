#include "services/scheduling/series_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/scheduling/engagement_store.h"
#include "services/scheduling/session_store.h"

namespace cwp::scheduling {
namespace {

// Days stand behind one another, choices as DAY=NUMBER.
constexpr char kCreateSeries[] =
    "CREATE TABLE series ("
    "id BIGINT PRIMARY KEY CHECK (id > 0), "
    "workshop_id BIGINT NOT NULL REFERENCES workshops (id), "
    "rule TEXT NOT NULL, exceptions TEXT NOT NULL, "
    "local_start TEXT NOT NULL, time_zone TEXT NOT NULL, "
    "meeting_minutes BIGINT NOT NULL CHECK (meeting_minutes > 0), "
    "capacity BIGINT NOT NULL CHECK (capacity > 0), "
    "skip_bank_holidays BIGINT NOT NULL, skip_closed_days BIGINT NOT NULL, "
    "clock_choice BIGINT NOT NULL, clock_choices TEXT NOT NULL, "
    "booking_open_days BIGINT NOT NULL, "
    "booking_close_minutes BIGINT NOT NULL, "
    "create_micros BIGINT NOT NULL, update_micros BIGINT NOT NULL, "
    "revision BIGINT NOT NULL CHECK (revision > 0))";

constexpr char kAddSeriesToSessions[] =
    "ALTER TABLE sessions ADD COLUMN series_id BIGINT "
    "REFERENCES series (id);\n"
    "ALTER TABLE sessions ADD COLUMN series_day TEXT;\n"
    "ALTER TABLE sessions "
    "ADD COLUMN series_edited_alone BIGINT NOT NULL DEFAULT 0";

// A date of a series has one session.
constexpr char kCreateSessionsBySeries[] =
    "CREATE UNIQUE INDEX sessions_by_series "
    "ON sessions (series_id, series_day) WHERE series_id IS NOT NULL";

constexpr char kCreateSessionsByVenue[] =
    "CREATE INDEX sessions_by_venue "
    "ON sessions (venue_name, venue_postcode, start_micros) "
    "WHERE venue_name IS NOT NULL";

// What an edit that waits makes of a series; all null when none does.
constexpr char kAddPendingEdits[] =
    "ALTER TABLE series ADD COLUMN pending_micros BIGINT;\n"
    "ALTER TABLE series ADD COLUMN pending_local_start TEXT;\n"
    "ALTER TABLE series ADD COLUMN pending_meeting_minutes BIGINT;\n"
    "ALTER TABLE series ADD COLUMN pending_capacity BIGINT;\n"
    "ALTER TABLE series ADD COLUMN pending_facilitator_ids TEXT;\n"
    "ALTER TABLE sessions ADD COLUMN pending_edit TEXT NOT NULL DEFAULT ''";

constexpr char kCreateSeriesByPending[] =
    "CREATE INDEX series_by_pending ON series (pending_micros) "
    "WHERE pending_micros IS NOT NULL";

constexpr char kCreateSeriesByWorkshop[] =
    "CREATE INDEX series_by_workshop ON series (workshop_id, id)";

#define CWP_SERIES_COLUMNS                                                  \
  "id, workshop_id, rule, exceptions, local_start, time_zone, "             \
  "meeting_minutes, capacity, skip_bank_holidays, skip_closed_days, "       \
  "clock_choice, clock_choices, booking_open_days, booking_close_minutes, " \
  "create_micros, update_micros, revision, facilitator_ids, "               \
  "pending_micros, pending_local_start, pending_meeting_minutes, "          \
  "pending_capacity, pending_facilitator_ids "

constexpr absl::string_view kSelectSeries =
    "SELECT " CWP_SERIES_COLUMNS "FROM series WHERE id = $1";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_SERIES_COLUMNS
    "FROM series WHERE id < $1 ORDER BY id DESC LIMIT $2";

constexpr absl::string_view kSelectPageOfWorkshop =
    "SELECT " CWP_SERIES_COLUMNS
    "FROM series WHERE workshop_id = $3 AND id < $1 ORDER BY id DESC LIMIT $2";

constexpr absl::string_view kSelectDue =
    "SELECT id FROM series WHERE pending_micros <= $1 LIMIT $2";

constexpr absl::string_view kInsertSeries =
    "INSERT INTO series (id, workshop_id, rule, exceptions, local_start, "
    "time_zone, meeting_minutes, capacity, skip_bank_holidays, "
    "skip_closed_days, clock_choice, clock_choices, booking_open_days, "
    "booking_close_minutes, create_micros, update_micros, revision, "
    "facilitator_ids) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, $17, $18)";

constexpr absl::string_view kReplaceSeries =
    "UPDATE series SET local_start = $2, meeting_minutes = $3, capacity = $4, "
    "update_micros = $5, revision = $6, facilitator_ids = $7, "
    "pending_micros = $8, pending_local_start = $9, "
    "pending_meeting_minutes = $10, pending_capacity = $11, "
    "pending_facilitator_ids = $12 WHERE id = $1";

// State 4 is cancelled.
#define CWP_SELECT_MEETINGS(condition)                              \
  "SELECT s.id, s.workshop_title, m.start_micros, m.end_micros "    \
  "FROM sessions s JOIN meetings m ON m.session_id = s.id "         \
  "WHERE " condition                                                \
  " AND s.start_micros < $2 AND s.end_micros > $1 "                 \
  "AND m.start_micros < $2 AND m.end_micros > $1 AND s.state <> 4 " \
  "AND (s.series_id IS NULL OR s.series_id <> $3)"

constexpr absl::string_view kSelectMeetingsOfWorkshop =
    CWP_SELECT_MEETINGS("s.workshop_id = $4");

// Those of the workshop itself are in the other.
constexpr absl::string_view kSelectMeetingsAtVenue = CWP_SELECT_MEETINGS(
    "s.venue_name = $5 AND s.venue_postcode = $6 AND s.workshop_id <> $4");

std::string DaysText(const std::set<absl::CivilDay>& days) {
  return absl::StrJoin(days, " ", [](std::string* out, absl::CivilDay day) {
    out->append(absl::FormatCivilTime(day));
  });
}

std::set<absl::CivilDay> ReadDays(const std::string& text) {
  std::set<absl::CivilDay> days;
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    absl::CivilDay day;
    absl::ParseCivilTime(word, &day);
    days.insert(day);
  }
  return days;
}

std::string ChoicesText(const std::map<absl::CivilDay, ClockChoice>& choices) {
  return absl::StrJoin(choices, " ", [](std::string* out, const auto& choice) {
    absl::StrAppend(out, absl::FormatCivilTime(choice.first), "=",
                    static_cast<int>(choice.second));
  });
}

std::map<absl::CivilDay, ClockChoice> ReadChoices(const std::string& text) {
  std::map<absl::CivilDay, ClockChoice> choices;
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(word, '=');
    absl::CivilDay day;
    int choice = 0;
    absl::ParseCivilTime(sides.first, &day);
    if (absl::SimpleAtoi(sides.second, &choice)) {
      choices[day] = static_cast<ClockChoice>(choice);
    }
  }
  return choices;
}

absl::StatusOr<Series> ReadSeries(const db::Rows::Row& row) {
  Series series = {.id = row.Int(0), .workshop_id = row.Int(1)};
  SeriesPattern& pattern = series.pattern;
  absl::ParseCivilTime(row.String(4), &pattern.start);
  // A rule that is kept ends on a day, whatever the zone.
  ASSIGN_OR_RETURN(
      pattern.recurrence,
      ParseRecurrence(row.String(2), pattern.start, absl::UTCTimeZone()));
  pattern.exceptions = ReadDays(row.String(3));
  pattern.time_zone = row.String(5);
  pattern.meeting_duration = absl::Minutes(row.Int(6));
  series.capacity = static_cast<int>(row.Int(7));
  pattern.skip_bank_holidays = row.Int(8) != 0;
  pattern.skip_closed_days = row.Int(9) != 0;
  pattern.clock_choice = static_cast<ClockChoice>(row.Int(10));
  pattern.clock_choices = ReadChoices(row.String(11));
  series.booking_open_days = static_cast<int>(row.Int(12));
  series.booking_close_minutes = static_cast<int>(row.Int(13));
  series.create_time = row.Time(14);
  series.update_time = row.Time(15);
  series.revision = row.Int(16);
  series.facilitator_ids = ReadIds(row.Text(17));
  if (!row.IsNull(18)) {
    PendingSeries& pending = series.pending.emplace();
    pending.apply_time = row.Time(18);
    absl::ParseCivilTime(row.String(19), &pending.start);
    pending.meeting_duration = absl::Minutes(row.Int(20));
    pending.capacity = static_cast<int>(row.Int(21));
    pending.facilitator_ids = ReadIds(row.Text(22));
  }
  return series;
}

}  // namespace

std::vector<std::string> CreateSeriesStatements() {
  return {kCreateSeries, kAddSeriesToSessions, kCreateSessionsBySeries,
          kCreateSessionsByVenue};
}

std::vector<std::string> AddPendingEditStatements() {
  return {kAddPendingEdits, kCreateSeriesByPending, kCreateSeriesByWorkshop};
}

absl::StatusOr<std::vector<Series>> ListSeries(db::Transaction& tx,
                                               const SeriesFilter& filter) {
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      filter.workshop_id == 0
          ? tx.Run(kSelectPage, {filter.before_id, filter.limit})
          : tx.Run(kSelectPageOfWorkshop,
                   {filter.before_id, filter.limit, filter.workshop_id}));
  std::vector<Series> list;
  list.reserve(rows.size());
  for (const db::Rows::Row row : rows) {
    ASSIGN_OR_RETURN(list.emplace_back(), ReadSeries(row));
  }
  return list;
}

absl::StatusOr<std::vector<int64_t>> FindDueSeries(db::Transaction& tx,
                                                   absl::Time now, int limit) {
  return db::ReadInts(tx.Run(kSelectDue, {now, limit}));
}

absl::StatusOr<std::optional<Series>> FindSeries(db::Transaction& tx,
                                                 int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectSeries, {id}));
  if (rows.empty()) return std::optional<Series>();
  ASSIGN_OR_RETURN(Series series, ReadSeries(rows[0]));
  ASSIGN_OR_RETURN(series.sessions, ListSessionsOfSeries(tx, id));
  return std::optional<Series>(std::move(series));
}

absl::Status InsertSeries(db::Transaction& tx, const Series& series) {
  const SeriesPattern& pattern = series.pattern;
  return tx
      .Run(
          kInsertSeries,
          {series.id, series.workshop_id, FormatRecurrence(pattern.recurrence),
           DaysText(pattern.exceptions), absl::FormatCivilTime(pattern.start),
           pattern.time_zone, absl::ToInt64Minutes(pattern.meeting_duration),
           series.capacity, pattern.skip_bank_holidays,
           pattern.skip_closed_days, static_cast<int>(pattern.clock_choice),
           ChoicesText(pattern.clock_choices), series.booking_open_days,
           series.booking_close_minutes, series.create_time, series.update_time,
           series.revision, IdsText(series.facilitator_ids)})
      .status();
}

absl::Status ReplaceSeries(db::Transaction& tx, const Series& series) {
  const bool pending = series.pending.has_value();
  const PendingSeries then = series.pending.value_or(PendingSeries());
  const std::string then_start = absl::FormatCivilTime(then.start);
  const std::string then_leaders = IdsText(then.facilitator_ids);
  const auto or_null = [&](db::Value value) {
    return pending ? value : db::Value();
  };
  return tx
      .Run(kReplaceSeries,
           {series.id, absl::FormatCivilTime(series.pattern.start),
            absl::ToInt64Minutes(series.pattern.meeting_duration),
            series.capacity, series.update_time, series.revision,
            IdsText(series.facilitator_ids), or_null(then.apply_time),
            or_null(then_start),
            or_null(absl::ToInt64Minutes(then.meeting_duration)),
            or_null(then.capacity), or_null(then_leaders)})
      .status();
}

absl::StatusOr<std::vector<OtherMeeting>> ListOtherMeetings(
    db::Transaction& tx, const Workshop& workshop, int64_t series_id,
    absl::Time from, absl::Time until) {
  std::vector<OtherMeeting> meetings;
  const auto add = [&](const db::Rows& rows, SessionConflict::Kind kind) {
    for (const db::Rows::Row row : rows) {
      meetings.push_back({.session_id = row.Int(0),
                          .kind = kind,
                          .workshop_title = row.String(1),
                          .start = row.Time(2),
                          .end = row.Time(3)});
    }
  };
  ASSIGN_OR_RETURN(
      const db::Rows own,
      tx.Run(kSelectMeetingsOfWorkshop, {from, until, series_id, workshop.id}));
  add(own, SessionConflict::Kind::kSameWorkshop);
  const std::optional<Venue>& venue = workshop.content.delivery.venue;
  if (!venue.has_value()) return meetings;
  ASSIGN_OR_RETURN(
      const db::Rows there,
      tx.Run(kSelectMeetingsAtVenue, {from, until, series_id, workshop.id,
                                      venue->name, venue->postcode}));
  add(there, SessionConflict::Kind::kSameVenue);
  return meetings;
}

}  // namespace cwp::scheduling
