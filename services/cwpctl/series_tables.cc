#include "services/cwpctl/series_tables.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/cwpctl/words.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

// "2027-03-30 18:00".
std::string ShowLocal(const std::string& local) {
  return absl::StrReplaceAll(local, {{"T", " "}});
}

// "Tue".
std::string WeekdayOf(const std::string& day) {
  absl::CivilDay parsed;
  absl::ParseCivilTime(day, &parsed);
  return absl::FormatTime("%a", absl::FromCivil(parsed, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

// "+01:00".
std::string ShowOffset(int minutes) {
  return absl::StrFormat("%c%02d:%02d", minutes < 0 ? '-' : '+',
                         std::abs(minutes) / 60, std::abs(minutes) % 60);
}

// "1 h", "30 min".
std::string ShowMinutes(int minutes) {
  return minutes % 60 == 0 ? absl::StrCat(minutes / 60, " h")
                           : absl::StrCat(minutes, " min");
}

std::string SkipWords(const v1::SeriesDate& date) {
  switch (date.skip_reason()) {
    case v1::SeriesDate::EXCEPTION:
      return "an exception";
    case v1::SeriesDate::BANK_HOLIDAY:
      return date.bank_holiday();
    case v1::SeriesDate::CLOSED_DAY:
      return "a closed day";
    case v1::SeriesDate::CLOCK_CHANGE:
      return "the clock change";
    default:
      return "";
  }
}

std::string ClockWords(v1::SeriesDate::Clock clock) {
  switch (clock) {
    case v1::SeriesDate::MISSING:
      return "this time does not exist: the clocks go forward past it";
    case v1::SeriesDate::DOUBLED:
      return "this time comes twice: the clocks go back over it";
    default:
      return "";
  }
}

std::string ConflictWords(const v1::SessionConflict& conflict) {
  switch (conflict.kind()) {
    case v1::SessionConflict::SAME_VENUE:
      return "at the same venue";
    case v1::SessionConflict::SAME_FACILITATOR:
      return absl::StrCat("led by facilitator ", conflict.facilitator_id());
    default:
      return "of the same workshop";
  }
}

// All that is to be known of a date.
std::string NotesOf(const v1::SeriesDate& date, const v1::SeriesPlan& plan) {
  std::vector<std::string> notes;
  if (date.state() == v1::SeriesDate::SKIPPED) {
    notes.push_back(SkipWords(date));
  } else if (!date.bank_holiday().empty()) {
    notes.push_back(absl::StrCat("on a bank holiday: ", date.bank_holiday()));
  }
  if (const std::string clock = ClockWords(date.clock()); !clock.empty()) {
    notes.push_back(clock);
  }
  if (date.utc_shift_minutes() != 0) {
    notes.push_back(absl::StrCat(
        "the clocks went ", date.utc_shift_minutes() > 0 ? "forward" : "back",
        " ", ShowMinutes(std::abs(date.utc_shift_minutes())),
        " since the date before"));
  }
  if (date.clocks_change_within()) {
    notes.push_back("the clocks change while it lasts");
  }
  for (const v1::SessionConflict& conflict : plan.conflicts()) {
    if (conflict.day() != date.day()) continue;
    notes.push_back(absl::StrCat("session ", conflict.session_id(),
                                 " at the same time, ",
                                 ConflictWords(conflict)));
  }
  return absl::StrJoin(notes, "; ");
}

std::string StartOf(const v1::Session& session) {
  return ShowLocal(session.meetings(0).local_start());
}

// What waits for a session, after two spaces.
std::string PendingOf(const v1::Session& session) {
  if (!session.has_pending_change()) return "";
  const v1::PendingChange& pending = session.pending_change();
  return absl::StrCat(
      "  at ", ShowTime(pending.apply_time()), " ",
      pending.meetings().empty()
          ? "cancelled"
          : absl::StrCat("to ", ShowLocal(pending.meetings(0).local_start())));
}

}  // namespace

Table PlanTable(const v1::SeriesPlan& plan) {
  Table table({"DATE", "", "START", "END", "UTC", "WHAT", "NOTES"});
  for (const v1::SeriesDate& date : plan.dates()) {
    const bool open = !date.has_meeting();
    table.AddRow({date.day(), WeekdayOf(date.day()),
                  open ? "-" : ShowLocal(date.meeting().local_start()),
                  open ? "-" : ShowLocal(date.meeting().local_end()),
                  open ? "-" : ShowOffset(date.utc_offset_minutes()),
                  ShowName(v1::SeriesDate::State_Name(date.state())),
                  NotesOf(date, plan)});
  }
  return table;
}

std::string PlanWords(const v1::SeriesPlan& plan) {
  std::string words = absl::StrCat(plan.kept_count(), " of ", plan.dates_size(),
                                   " dates become sessions.\n");
  for (const v1::SeriesDate& date : plan.dates()) {
    if (date.state() != v1::SeriesDate::UNDECIDED) continue;
    absl::StrAppend(&words, "On ", date.day(), " ", ClockWords(date.clock()),
                    ". Choose with --clock or --clock-on: skip it, earlier (",
                    ShowTime(date.earlier_start_time()), ") or later (",
                    ShowTime(date.later_start_time()), ").\n");
  }
  if (!plan.conflicts().empty()) {
    absl::StrAppend(&words, plan.conflicts_size(),
                    " times another session is in the way.\n");
  }
  if (plan.trainee_alone()) words += kTraineeAlone;
  const std::string& known = plan.bank_holidays_known_until();
  if (plan.dates(plan.dates_size() - 1).day() > known) {
    absl::StrAppend(&words, "Bank holidays are known until ", known,
                    " only; see cwpctl bank-holidays import.\n");
  }
  return words;
}

Table SeriesTable(const v1::Series& series) {
  Table table({});
  table.AddRow({"id", absl::StrCat(series.id())});
  table.AddRow({"workshop id", absl::StrCat(series.workshop_id())});
  table.AddRow({"rule", series.rule()});
  table.AddRow({"first date", ShowLocal(series.local_start())});
  table.AddRow(
      {"meeting",
       absl::StrCat(series.meeting_duration().seconds() / 60, " minutes")});
  table.AddRow({"capacity", absl::StrCat(series.capacity())});
  if (!series.facilitator_ids().empty()) {
    table.AddRow(
        {"facilitators", absl::StrJoin(series.facilitator_ids(), ", ")});
  }
  table.AddRow({"etag", series.etag()});
  for (const v1::Session& session : series.sessions()) {
    table.AddRow(
        {"session",
         absl::StrCat(session.series_day(), "  ", session.id(), "  ",
                      StartOf(session), "  ",
                      ShowName(v1::Session::State_Name(session.state())),
                      PendingOf(session))});
  }
  return table;
}

Table SeriesListTable(const v1::ListSeriesResponse& list) {
  Table table({"ID", "WORKSHOP ID", "FIRST DATE", "CAPACITY", "RULE"});
  for (const v1::Series& series : list.series()) {
    table.AddRow({absl::StrCat(series.id()), absl::StrCat(series.workshop_id()),
                  ShowLocal(series.local_start()),
                  absl::StrCat(series.capacity()), series.rule()});
  }
  return table;
}

std::string PendingWords(const v1::Series& series) {
  if (!series.has_pending_edit()) return "";
  return absl::StrCat("It comes at ",
                      ShowTime(series.pending_edit().apply_time()),
                      ", unless `cwpctl series undo ", series.id(),
                      "` takes it back before. Bookings have stopped.\n");
}

Table EditTable(const v1::SeriesEditPlan& plan,
                const std::map<int64_t, int64_t>& people) {
  Table table({"DATE", "SESSION", "NOW", "THEN", "CAPACITY", "PEOPLE", "WHAT"});
  for (const v1::EditedSession& edited : plan.sessions()) {
    const v1::Session& before = edited.before();
    const v1::Session& after =
        edited.has_after() ? edited.after() : edited.before();
    const auto known = people.find(before.id());
    std::string what =
        ShowName(v1::EditedSession::Outcome_Name(edited.outcome()));
    if (after.state() != before.state()) absl::StrAppend(&what, ": cancelled");
    if (edited.outcome() == v1::EditedSession::UNDECIDED) {
      absl::StrAppend(&what, ": ", ClockWords(edited.clock()));
    }
    table.AddRow(
        {before.series_day(), absl::StrCat(before.id()), StartOf(before),
         StartOf(after), absl::StrCat(after.capacity()),
         known == people.end() ? "-" : absl::StrCat(known->second), what});
  }
  return table;
}

}  // namespace cwp::ctl
