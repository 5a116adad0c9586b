#include "services/scheduling/series_convert.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"
#include "services/scheduling/session_convert.h"

namespace cwp::scheduling {
namespace {

constexpr size_t kMaxRule = 200;
constexpr size_t kMaxTimeZone = 64;
constexpr size_t kLocalTimeSize = 16;
constexpr int kMaxOpenDays = 366;
constexpr int kMaxCloseMinutes = 30 * 24 * 60;
constexpr int64_t kMaxMeetingSeconds = 24 * 3600;
constexpr char kDefaultTimeZone[] = "Europe/London";

// "YYYY-MM-DD".
absl::StatusOr<absl::CivilDay> ReadDay(absl::string_view name,
                                       const std::string& text) {
  if (text.empty()) return FieldRequired(name);
  // What a wall time has in front.
  const std::optional<absl::CivilMinute> minute =
      civil::ReadLocal(absl::StrCat(text, "T00:00"));
  if (!minute.has_value()) return FieldInvalid(name, "is not a day YYYY-MM-DD");
  return absl::CivilDay(*minute);
}

absl::StatusOr<absl::Duration> ReadMeetingDuration(
    const google::protobuf::Duration& duration) {
  constexpr absl::string_view kName = "meeting_duration";
  if (duration.nanos() != 0 || duration.seconds() % 60 != 0 ||
      duration.seconds() < 60 || duration.seconds() > kMaxMeetingSeconds) {
    return FieldInvalid(kName, "is not 1 minute to 24 hours in whole minutes");
  }
  return absl::Seconds(duration.seconds());
}

absl::StatusOr<ClockChoice> ReadChoice(absl::string_view name,
                                       v1::Series::ClockChoice choice) {
  if (!v1::Series::ClockChoice_IsValid(choice)) {
    return FieldInvalid(name, "is not a choice that is known here");
  }
  return static_cast<ClockChoice>(choice);
}

absl::Status TooMany(absl::string_view name) {
  return InvalidArgument(
      "FIELD_TOO_LONG",
      absl::StrCat(name, " has more than ", kMaxSeriesDates, " entries"),
      {{"field", std::string(name)}, {"limit", absl::StrCat(kMaxSeriesDates)}});
}

absl::Status ReadDates(const v1::Series& series, SeriesPattern& pattern) {
  if (series.exceptions_size() > kMaxSeriesDates) return TooMany("exceptions");
  for (const std::string& text : series.exceptions()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day, ReadDay("exceptions", text));
    pattern.exceptions.insert(day);
  }
  if (series.clock_choices_size() > kMaxSeriesDates) {
    return TooMany("clock_choices");
  }
  for (const v1::Series::DateChoice& choice : series.clock_choices()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day,
                     ReadDay("clock_choices", choice.day()));
    ASSIGN_OR_RETURN(pattern.clock_choices[day],
                     ReadChoice("clock_choices", choice.choice()));
    if (pattern.clock_choices[day] == ClockChoice::kAsk) {
      return FieldRequired("clock_choices");
    }
  }
  ASSIGN_OR_RETURN(pattern.clock_choice,
                   ReadChoice("clock_choice", series.clock_choice()));
  return absl::OkStatus();
}

absl::StatusOr<SeriesPattern> ReadPattern(const v1::Series& series) {
  SeriesPattern pattern;
  ASSIGN_OR_RETURN(pattern.time_zone,
                   ReadText("time_zone", series.time_zone(), 0, kMaxTimeZone));
  if (pattern.time_zone.empty()) pattern.time_zone = kDefaultTimeZone;
  const auto zone = civil::LoadZone(pattern.time_zone);
  if (!zone.ok()) return FieldInvalid("time_zone", "is not an IANA time zone");
  ASSIGN_OR_RETURN(
      const std::string start,
      ReadText("local_start", series.local_start(), 1, kLocalTimeSize));
  const std::optional<absl::CivilMinute> local = civil::ReadLocal(start);
  if (!local.has_value()) {
    return FieldInvalid("local_start", "is not a wall time YYYY-MM-DDTHH:MM");
  }
  pattern.start = *local;
  ASSIGN_OR_RETURN(const std::string rule,
                   ReadText("rule", series.rule(), 1, kMaxRule));
  ASSIGN_OR_RETURN(pattern.recurrence,
                   ParseRecurrence(rule, pattern.start, *zone));
  if (!series.has_meeting_duration()) return FieldRequired("meeting_duration");
  ASSIGN_OR_RETURN(pattern.meeting_duration,
                   ReadMeetingDuration(series.meeting_duration()));
  pattern.skip_bank_holidays = series.skip_bank_holidays();
  pattern.skip_closed_days = series.skip_closed_days();
  RETURN_IF_ERROR(ReadDates(series, pattern));
  return pattern;
}

// What both the preview and the series itself are made from.
absl::StatusOr<Series> ReadSeries(bool there, const v1::Series& series) {
  if (!there) return FieldRequired("series");
  Series read;
  ASSIGN_OR_RETURN(read.workshop_id,
                   ReadId("workshop_id", series.workshop_id()));
  ASSIGN_OR_RETURN(read.pattern, ReadPattern(series));
  if (series.capacity() == 0) return FieldRequired("capacity");
  ASSIGN_OR_RETURN(read.capacity, ReadCapacity(series.capacity()));
  if (series.booking_open_days() < 0 ||
      series.booking_open_days() > kMaxOpenDays) {
    return FieldInvalid("booking_open_days", "is not 0 to 366");
  }
  read.booking_open_days = series.booking_open_days();
  if (series.booking_close_minutes() < 0 ||
      series.booking_close_minutes() > kMaxCloseMinutes) {
    return FieldInvalid("booking_close_minutes", "is not 0 to 43,200");
  }
  read.booking_close_minutes = series.booking_close_minutes();
  ASSIGN_OR_RETURN(read.facilitator_ids,
                   ReadFacilitatorIds(series.facilitator_ids()));
  return read;
}

// "HH:MM" as minutes after midnight.
absl::StatusOr<int> ReadTimeOfDay(const std::string& text) {
  const std::optional<absl::CivilMinute> minute =
      civil::ReadLocal(absl::StrCat("2000-01-01T", text));
  if (!minute.has_value()) {
    return FieldInvalid("local_time", "is not a time of day HH:MM");
  }
  return static_cast<int>(*minute - absl::CivilMinute(absl::CivilDay(*minute)));
}

// Which sessions an edit is about.
absl::Status ReadScope(const v1::SeriesEdit& edit, SeriesEdit& read) {
  if (edit.scope() == v1::SeriesEdit::SCOPE_UNSPECIFIED) {
    return FieldRequired("scope");
  }
  if (!v1::SeriesEdit::Scope_IsValid(edit.scope())) {
    return FieldInvalid("scope", "is not one that is known here");
  }
  read.scope = static_cast<SeriesEdit::Scope>(edit.scope());
  if (read.scope != SeriesEdit::Scope::kAll) {
    ASSIGN_OR_RETURN(read.session_id, ReadId("session_id", edit.session_id()));
  } else if (edit.session_id() != 0) {
    return FieldInvalid("session_id", "is not for ALL");
  }
  return absl::OkStatus();
}

// What an edit changes.
absl::Status ReadChanges(const v1::SeriesEdit& edit, SeriesEdit& read) {
  if (!edit.local_time().empty()) {
    ASSIGN_OR_RETURN(read.minute_of_day, ReadTimeOfDay(edit.local_time()));
  }
  if (!edit.local_day().empty()) {
    if (read.scope != SeriesEdit::Scope::kThis) {
      return FieldInvalid("local_day", "is for THIS alone");
    }
    ASSIGN_OR_RETURN(read.day, ReadDay("local_day", edit.local_day()));
  }
  if (edit.has_meeting_duration()) {
    ASSIGN_OR_RETURN(read.meeting_duration,
                     ReadMeetingDuration(edit.meeting_duration()));
  }
  if (edit.capacity() != 0) {
    ASSIGN_OR_RETURN(read.capacity, ReadCapacity(edit.capacity()));
  }
  if (edit.has_leaders()) {
    ASSIGN_OR_RETURN(read.facilitator_ids,
                     ReadFacilitatorIds(edit.leaders().facilitator_ids()));
  }
  read.cancel = edit.cancel();
  const bool rearranges =
      read.minute_of_day.has_value() || read.day.has_value() ||
      read.meeting_duration.has_value() || read.capacity.has_value() ||
      read.facilitator_ids.has_value();
  if (rearranges && read.cancel) {
    return FieldInvalid("cancel", "leaves nothing else to change");
  }
  if (!rearranges && !read.cancel) {
    return InvalidArgument("FIELD_REQUIRED", "the edit changes nothing",
                           {{"field", "edit"}});
  }
  return absl::OkStatus();
}

absl::StatusOr<SeriesChange> ReadEdit(bool there, const v1::SeriesEdit& edit) {
  if (!there) return FieldRequired("edit");
  SeriesChange change;
  ASSIGN_OR_RETURN(change.series_id, ReadId("series_id", edit.series_id()));
  RETURN_IF_ERROR(ReadScope(edit, change.edit));
  RETURN_IF_ERROR(ReadChanges(edit, change.edit));
  ASSIGN_OR_RETURN(change.edit.clock_choice,
                   ReadChoice("clock_choice", edit.clock_choice()));
  if (change.edit.clock_choice == ClockChoice::kSkip) {
    return FieldInvalid("clock_choice", "is not EARLIER or LATER");
  }
  if (!edit.etag().empty())
    change.edit.if_revision = rpc::ReadEtag(edit.etag());
  return change;
}

int Minutes(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Minutes(duration));
}

void WriteDate(const PlannedDate& date, v1::SeriesDate& written) {
  written.set_day(absl::FormatCivilTime(date.day));
  written.set_state(static_cast<v1::SeriesDate::State>(date.state));
  written.set_skip_reason(static_cast<v1::SeriesDate::SkipReason>(date.why));
  written.set_bank_holiday(date.holiday);
  written.set_clock(static_cast<v1::SeriesDate::Clock>(date.resolution.clock));
  if (date.meeting.has_value()) {
    *written.mutable_meeting() = WriteMeeting(*date.meeting);
  }
  written.set_utc_offset_minutes(Minutes(date.utc_offset));
  written.set_utc_shift_minutes(Minutes(date.utc_shift));
  written.set_clocks_change_within(date.changes_within);
  if (date.resolution.clock != Resolution::Clock::kOnce) {
    *written.mutable_earlier_start_time() =
        ToTimestamp(date.resolution.earlier);
    *written.mutable_later_start_time() = ToTimestamp(date.resolution.later);
  }
}

v1::PendingSeriesEdit WritePending(const PendingSeries& pending) {
  v1::PendingSeriesEdit written;
  *written.mutable_apply_time() = ToTimestamp(pending.apply_time);
  written.set_local_start(absl::FormatCivilTime(pending.start));
  written.mutable_meeting_duration()->set_seconds(
      absl::ToInt64Seconds(pending.meeting_duration));
  written.set_capacity(pending.capacity);
  written.mutable_facilitator_ids()->Assign(pending.facilitator_ids.begin(),
                                            pending.facilitator_ids.end());
  return written;
}

v1::SessionConflict WriteConflict(const SessionConflict& conflict) {
  v1::SessionConflict written;
  written.set_day(conflict.day);
  written.set_session_id(conflict.session_id);
  written.set_kind(static_cast<v1::SessionConflict::Kind>(conflict.kind));
  written.set_workshop_title(conflict.workshop_title);
  *written.mutable_start_time() = ToTimestamp(conflict.start);
  written.set_facilitator_id(conflict.facilitator_id);
  return written;
}

}  // namespace

absl::StatusOr<SeriesWish> ReadCreateSeries(
    const v1::CreateSeriesRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  SeriesWish wish;
  ASSIGN_OR_RETURN(wish.series,
                   ReadSeries(request.has_series(), request.series()));
  ASSIGN_OR_RETURN(wish.join_uri, ReadJoinUri(request.join_uri()));
  wish.accept_conflicts = request.accept_conflicts();
  wish.acknowledge_trainee_alone = request.acknowledge_trainee_alone();
  return wish;
}

absl::StatusOr<Series> ReadPreviewSeries(
    const v1::PreviewSeriesRequest& request) {
  return ReadSeries(request.has_series(), request.series());
}

absl::StatusOr<SeriesChange> ReadEditSeries(
    const v1::EditSeriesRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSIGN_OR_RETURN(SeriesChange change,
                   ReadEdit(request.has_edit(), request.edit()));
  if (request.confirmed_session_ids_size() > kMaxSeriesDates) {
    return TooMany("confirmed_session_ids");
  }
  change.confirmed = {request.confirmed_session_ids().begin(),
                      request.confirmed_session_ids().end()};
  change.accept_conflicts = request.accept_conflicts();
  change.acknowledge_trainee_alone = request.acknowledge_trainee_alone();
  change.at_once = request.apply_now();
  return change;
}

absl::StatusOr<SeriesChange> ReadPreviewSeriesEdit(
    const v1::PreviewSeriesEditRequest& request) {
  ASSIGN_OR_RETURN(SeriesChange change,
                   ReadEdit(request.has_edit(), request.edit()));
  change.at_once = request.apply_now();
  return change;
}

absl::StatusOr<UndoSeriesEdit> ReadUndoSeriesEdit(
    const v1::UndoSeriesEditRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  UndoSeriesEdit undo;
  ASSIGN_OR_RETURN(undo.id, ReadId("id", request.id()));
  if (!request.etag().empty()) undo.if_revision = rpc::ReadEtag(request.etag());
  return undo;
}

v1::Series WriteSeries(const Series& series) {
  const SeriesPattern& pattern = series.pattern;
  v1::Series written;
  written.set_id(series.id);
  written.set_workshop_id(series.workshop_id);
  written.set_rule(FormatRecurrence(pattern.recurrence));
  for (const absl::CivilDay day : pattern.exceptions) {
    written.add_exceptions(absl::FormatCivilTime(day));
  }
  written.set_local_start(absl::FormatCivilTime(pattern.start));
  written.set_time_zone(pattern.time_zone);
  written.mutable_meeting_duration()->set_seconds(
      absl::ToInt64Seconds(pattern.meeting_duration));
  written.set_capacity(series.capacity);
  written.set_skip_bank_holidays(pattern.skip_bank_holidays);
  written.set_skip_closed_days(pattern.skip_closed_days);
  written.set_clock_choice(
      static_cast<v1::Series::ClockChoice>(pattern.clock_choice));
  for (const auto& [day, choice] : pattern.clock_choices) {
    v1::Series::DateChoice& to = *written.add_clock_choices();
    to.set_day(absl::FormatCivilTime(day));
    to.set_choice(static_cast<v1::Series::ClockChoice>(choice));
  }
  written.set_booking_open_days(series.booking_open_days);
  written.set_booking_close_minutes(series.booking_close_minutes);
  written.mutable_facilitator_ids()->Assign(series.facilitator_ids.begin(),
                                            series.facilitator_ids.end());
  *written.mutable_create_time() = ToTimestamp(series.create_time);
  *written.mutable_update_time() = ToTimestamp(series.update_time);
  written.set_etag(rpc::WriteEtag(series.revision));
  for (const Session& session : series.sessions) {
    *written.add_sessions() = WriteSession(session);
  }
  if (series.pending.has_value()) {
    *written.mutable_pending_edit() = WritePending(*series.pending);
  }
  return written;
}

void WritePlan(const std::vector<PlannedDate>& plan,
               const std::vector<SessionConflict>& conflicts,
               const civil::DaysOff& days_off, v1::SeriesPlan& response) {
  int kept = 0;
  for (const PlannedDate& date : plan) {
    WriteDate(date, *response.add_dates());
    kept += date.state == PlannedDate::State::kKept;
  }
  response.set_kept_count(kept);
  for (const SessionConflict& conflict : conflicts) {
    *response.add_conflicts() = WriteConflict(conflict);
  }
  response.set_bank_holidays_known_until(
      absl::FormatCivilTime(days_off.known_until()));
}

void WriteEditPlan(const SeriesEditPlan& plan,
                   std::optional<absl::Time> apply_time,
                   const std::vector<SessionConflict>& conflicts,
                   v1::SeriesEditPlan& response) {
  using Outcome = EditedSession::Outcome;
  for (const EditedSession& edited : plan.sessions) {
    v1::EditedSession& written = *response.add_sessions();
    written.set_outcome(
        static_cast<v1::EditedSession::Outcome>(edited.outcome));
    *written.mutable_before() = WriteSession(edited.before);
    if (edited.outcome == Outcome::kChanged ||
        edited.outcome == Outcome::kNeedsConfirmation) {
      *written.mutable_after() = WriteSession(edited.after);
    }
    if (edited.outcome == Outcome::kUndecided) {
      written.set_clock(static_cast<v1::SeriesDate::Clock>(edited.clock));
    }
  }
  for (const SessionConflict& conflict : conflicts) {
    *response.add_conflicts() = WriteConflict(conflict);
  }
  response.set_etag(rpc::WriteEtag(plan.after.revision));
  if (apply_time.has_value()) {
    *response.mutable_apply_time() = ToTimestamp(*apply_time);
  }
}

}  // namespace cwp::scheduling
