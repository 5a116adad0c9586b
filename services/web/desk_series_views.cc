#include "services/web/desk_series_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_when.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::EditedSession;
using scheduling::SeriesDate;

constexpr int kMostConflicts = 10;

// The words of the columns of the tables.
constexpr char kDate[] = "programme.series.column.date";
constexpr char kOutcome[] = "programme.series.column.outcome";
constexpr char kSession[] = "programme.series.column.session";
constexpr char kPlaces[] = "programme.series.column.places";
constexpr char kBecomes[] = "programme.series.column.becomes";
constexpr char kHappens[] = "programme.series.column.happens";

View Cell(const char* column, std::string text, bool header = false) {
  View cell = {{"column", Say(column)}, {"text", std::move(text)}};
  if (header) cell["is_header"] = true;
  return cell;
}

json::array Columns(std::initializer_list<const char*> names) {
  json::array columns;
  for (const char* const name : names) {
    columns.push_back(View{{"text", Say(name)}});
  }
  return columns;
}

std::string RangeWordsOf(const Desk& desk, const scheduling::Meeting& meeting) {
  return civil::RangeWords(ToTime(meeting.start_time()),
                           ToTime(meeting.end_time()), desk.site->zone);
}

std::string DayWordsOf(const std::string& day) {
  absl::CivilDay date;
  return absl::ParseCivilTime(day, &date) ? DayWords(date) : day;
}

std::string OutcomeWords(const SeriesDate& date) {
  if (date.state() == SeriesDate::KEPT) {
    if (date.clocks_change_within()) {
      return Say("programme.series.kept_clocks");
    }
    return date.bank_holiday().empty()
               ? Say("programme.series.kept")
               : Say("programme.series.kept_holiday",
                     {{"holiday", date.bank_holiday()}});
  }
  if (date.state() == SeriesDate::UNDECIDED) {
    return date.clock() == SeriesDate::MISSING
               ? Say("programme.series.clock_missing")
               : Say("programme.series.clock_twice");
  }
  switch (date.skip_reason()) {
    case SeriesDate::EXCEPTION:
      return Say("programme.series.left_out_asked");
    case SeriesDate::BANK_HOLIDAY:
      return Say("programme.series.left_out_holiday",
                 {{"holiday", date.bank_holiday()}});
    case SeriesDate::CLOSED_DAY:
      return Say("programme.series.left_out_closed");
    case SeriesDate::CLOCK_CHANGE:
      return Say("programme.series.left_out_clocks");
    default:
      return Say("programme.series.left_out");
  }
}

const std::string& EditOutcomeWords(const EditedSession& edited) {
  switch (edited.outcome()) {
    case EditedSession::CHANGED:
      return Say("programme.series.changes");
    case EditedSession::NEEDS_CONFIRMATION:
      return Say("programme.series.changes_if_chosen");
    case EditedSession::UNCHANGED:
      return Say("programme.series.unchanged");
    case EditedSession::STARTED:
      return Say("programme.series.started");
    case EditedSession::CANCELLED:
      return Say("programme.series.cancelled_already");
    case EditedSession::EDITED_ALONE:
      return Say("programme.series.changed_alone");
    case EditedSession::UNDECIDED:
      return Say("programme.series.clock_over");
    default:
      return Say("programme.not_known");
  }
}

std::string AfterWords(const Desk& desk, const EditedSession& edited) {
  if (!edited.has_after()) return Say("programme.series.as_it_is");
  const scheduling::Session& after = edited.after();
  if (after.state() == scheduling::Session::CANCELLED) {
    return Say("programme.series.cancelled");
  }
  return SayCount("programme.series.after", after.capacity(),
                  {{"when", RangeOf(after, desk.site->zone)}});
}

}  // namespace

std::vector<scheduling::Session> SessionsToOpen(
    const Desk& desk, const scheduling::Series& series) {
  std::vector<scheduling::Session> found;
  for (const scheduling::Session& session : series.sessions()) {
    const bool begun =
        session.meetings().empty() ||
        ToTime(session.meetings(0).start_time()) <= desk.site->clock->Now();
    if (session.state() == scheduling::Session::SCHEDULED && !begun &&
        !session.has_pending_change()) {
      found.push_back(session);
    }
  }
  return found;
}

View DatesTable(const Desk& desk, const scheduling::SeriesPlan& plan) {
  json::array rows;
  for (const SeriesDate& date : plan.dates()) {
    const bool timed = date.has_meeting();
    rows.push_back(View{
        {"cells", json::array{Cell(kDate,
                                   timed ? RangeWordsOf(desk, date.meeting())
                                         : DayWordsOf(date.day()),
                                   true),
                              Cell(kOutcome, OutcomeWords(date))}}});
  }
  return {
      {"caption", SayCount("programme.series.all_dates", plan.kept_count())},
      {"caption_size", "s"},
      {"responsive", true},
      {"columns", Columns({kDate, kOutcome})},
      {"table_rows", std::move(rows)}};
}

View EditTable(const Desk& desk, const scheduling::SeriesEditPlan& plan,
               const DeskSeats& seats) {
  json::array rows;
  for (const EditedSession& edited : plan.sessions()) {
    rows.push_back(
        View{{"cells",
              json::array{Cell(kSession,
                               RangeOf(edited.before(), desk.site->zone), true),
                          Cell(kPlaces, PlacesWords(edited.before(), seats)),
                          Cell(kBecomes, AfterWords(desk, edited)),
                          Cell(kHappens, EditOutcomeWords(edited))}}});
  }
  return {{"caption", Say("programme.series.edit_caption")},
          {"caption_size", "s"},
          {"responsive", true},
          {"columns", Columns({kSession, kPlaces, kBecomes, kHappens})},
          {"table_rows", std::move(rows)}};
}

json::array ConflictLines(
    const Desk& desk,
    const google::protobuf::RepeatedPtrField<scheduling::SessionConflict>&
        conflicts) {
  json::array lines;
  for (const scheduling::SessionConflict& conflict : conflicts) {
    if (static_cast<int>(lines.size()) == kMostConflicts) {
      lines.emplace_back(
          SayCount("programme.series.more_conflicts",
                   static_cast<int64_t>(conflicts.size()) - kMostConflicts));
      break;
    }
    const char* const why =
        conflict.kind() == scheduling::SessionConflict::SAME_VENUE
            ? "programme.series.conflict_venue"
        : conflict.kind() == scheduling::SessionConflict::SAME_FACILITATOR
            ? "programme.series.conflict_leader"
            : "programme.series.conflict_workshop";
    const std::string when =
        civil::DateTimeWords(ToTime(conflict.start_time()), desk.site->zone);
    lines.emplace_back(
        Say(why, {{"workshop", conflict.workshop_title()}, {"when", when}}));
  }
  return lines;
}

}  // namespace cwp::web
