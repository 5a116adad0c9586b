#include "services/web/desk_series_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_when.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::EditedSession;
using scheduling::SeriesDate;

constexpr int kMostConflicts = 10;

View Cell(const char* column, std::string text, bool header = false) {
  View cell = {{"column", column}, {"text", std::move(text)}};
  if (header) cell["is_header"] = true;
  return cell;
}

json::array Columns(std::initializer_list<const char*> names) {
  json::array columns;
  for (const char* const name : names) columns.push_back(View{{"text", name}});
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
      return "A session; the clocks change while it lasts";
    }
    return date.bank_holiday().empty()
               ? std::string("A session")
               : absl::StrCat("A session, on a bank holiday: ",
                              date.bank_holiday());
  }
  if (date.state() == SeriesDate::UNDECIDED) {
    return date.clock() == SeriesDate::MISSING
               ? "Say what to do: the clocks go forward past this time"
               : "Say what to do: the clocks go back, and this time comes "
                 "twice";
  }
  switch (date.skip_reason()) {
    case SeriesDate::EXCEPTION:
      return "Left out, as you said";
    case SeriesDate::BANK_HOLIDAY:
      return absl::StrCat("Left out: ", date.bank_holiday());
    case SeriesDate::CLOSED_DAY:
      return "Left out: a closed day";
    case SeriesDate::CLOCK_CHANGE:
      return "Left out: the clocks change";
    default:
      return "Left out";
  }
}

std::string EditOutcomeWords(const EditedSession& edited) {
  switch (edited.outcome()) {
    case EditedSession::CHANGED:
      return "Changes";
    case EditedSession::NEEDS_CONFIRMATION:
      return "May have bookings: changes if you choose it below";
    case EditedSession::UNCHANGED:
      return "Is so already";
    case EditedSession::STARTED:
      return "Has started, and stays";
    case EditedSession::CANCELLED:
      return "Is cancelled already";
    case EditedSession::EDITED_ALONE:
      return "Was changed by itself before, and stays";
    case EditedSession::UNDECIDED:
      return "Say what to do: the clocks change over this time";
    default:
      return "Not known";
  }
}

std::string AfterWords(const Desk& desk, const EditedSession& edited) {
  if (!edited.has_after()) return "As it is";
  const scheduling::Session& after = edited.after();
  if (after.state() == scheduling::Session::CANCELLED) return "Cancelled";
  return absl::StrCat(RangeOf(after, desk.site->zone), ", ", after.capacity(),
                      after.capacity() == 1 ? " place" : " places");
}

}  // namespace

View DatesTable(const Desk& desk, const scheduling::SeriesPlan& plan) {
  json::array rows;
  for (const SeriesDate& date : plan.dates()) {
    const bool timed = date.has_meeting();
    rows.push_back(
        View{{"cells",
              json::array{Cell("Date",
                               timed ? RangeWordsOf(desk, date.meeting())
                                     : DayWordsOf(date.day()),
                               true),
                          Cell("What becomes of it", OutcomeWords(date))}}});
  }
  return {{"caption",
           absl::StrCat("All dates: ", plan.kept_count(),
                        plan.kept_count() == 1 ? " session" : " sessions")},
          {"caption_size", "s"},
          {"responsive", true},
          {"columns", Columns({"Date", "What becomes of it"})},
          {"table_rows", std::move(rows)}};
}

View EditTable(const Desk& desk, const scheduling::SeriesEditPlan& plan,
               const DeskSeats& seats) {
  json::array rows;
  for (const EditedSession& edited : plan.sessions()) {
    rows.push_back(
        View{{"cells",
              json::array{Cell("Session",
                               RangeOf(edited.before(), desk.site->zone), true),
                          Cell("Places", PlacesWords(edited.before(), seats)),
                          Cell("Becomes", AfterWords(desk, edited)),
                          Cell("What happens", EditOutcomeWords(edited))}}});
  }
  return {
      {"caption", "What it does to each session"},
      {"caption_size", "s"},
      {"responsive", true},
      {"columns", Columns({"Session", "Places", "Becomes", "What happens"})},
      {"table_rows", std::move(rows)}};
}

json::array ConflictLines(
    const Desk& desk,
    const google::protobuf::RepeatedPtrField<scheduling::SessionConflict>&
        conflicts) {
  json::array lines;
  for (const scheduling::SessionConflict& conflict : conflicts) {
    if (static_cast<int>(lines.size()) == kMostConflicts) {
      lines.emplace_back(absl::StrCat("And ", conflicts.size() - kMostConflicts,
                                      " more are in the way"));
      break;
    }
    const char* const why =
        conflict.kind() == scheduling::SessionConflict::SAME_VENUE
            ? ", at the same venue"
        : conflict.kind() == scheduling::SessionConflict::SAME_FACILITATOR
            ? ", led by the same person, which cannot be"
            : ", of the same workshop";
    lines.emplace_back(absl::StrCat(
        "In the way: ", conflict.workshop_title(), ", ",
        civil::DateTimeWords(ToTime(conflict.start_time()), desk.site->zone),
        why));
  }
  return lines;
}

}  // namespace cwp::web
