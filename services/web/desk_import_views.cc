#include "services/web/desk_import_views.h"

#include <cstddef>
#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/programme/table.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_check.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using programme::FieldChange;
using scheduling::Session;
using scheduling::Workshop;

// Of what somebody wrote, as far as a table shows it.
constexpr size_t kLongestQuote = 80;
constexpr size_t kLongestProblem = 300;
constexpr size_t kMostMistakes = 200;

View TableOf(std::string caption, std::initializer_list<const char*> columns) {
  json::array heads;
  for (const char* const column : columns)
    heads.push_back(View{{"text", column}});
  return {{"caption", std::move(caption)},
          {"responsive", true},
          {"columns", std::move(heads)}};
}

View Cell(const char* column, std::string text) {
  if (text.empty()) text = "–";
  return {{"column", column}, {"text", std::move(text)}};
}

// No longer than `most` bytes and some dots, between two characters.
std::string Shortened(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

std::string Quoted(const std::string& text) {
  if (text.empty()) return "nothing";
  return absl::StrCat("“", Shortened(text, kLongestQuote), "”");
}

std::string ChangeWords(const std::vector<FieldChange>& changes) {
  return absl::StrJoin(
      changes, "; ", [](std::string* out, const FieldChange& change) {
        absl::StrAppend(out, change.key, ": ", Quoted(change.before), " to ",
                        Quoted(change.after));
      });
}

std::string LineOf(const programme::FilePlace& place) {
  return absl::StrCat(place.line);
}

// When a session of the plan is: "Tuesday 12 January 2027, 6pm to 7:30pm, and 2
// more meetings".
std::string WhenOf(const Session& session) {
  const scheduling::Meeting& first = session.meetings(0);
  const absl::Time start = ToTime(first.start_time());
  const absl::StatusOr<absl::Time> end =
      first.has_end_time()
          ? ToTime(first.end_time())
          : civil::ResolveLocal(first.local_end(), "Europe/London");
  std::string words = end.ok() ? civil::RangeWords(start, *end, civil::London())
                               : civil::DateTimeWords(start, civil::London());
  const int more = session.meetings_size() - 1;
  if (more > 0) {
    absl::StrAppend(&words, ", and ",
                    CountWords(more, "more meeting", "more meetings"));
  }
  return words;
}

std::string NewWorkshopWords(const PlannedWorkshop& workshop) {
  return workshop.plan.publish ? "New, shown to families" : "New, as a draft";
}

std::string StateWordsOf(const programme::SessionEntry& entry) {
  switch (entry.state) {
    case Session::DRAFT:
      return "as a draft";
    case Session::SCHEDULED:
      return "shown, and not open yet";
    case Session::OPEN:
      return "open for booking";
    case Session::CLOSED:
      return "closed for booking";
    default:
      return "cancelled";
  }
}

std::string LeadersOf(const ImportPlan& plan, const Session& session) {
  return absl::StrJoin(
      session.facilitator_ids(), ", ", [&](std::string* out, int64_t id) {
        const auto known = plan.leaders.find(id);
        absl::StrAppend(out, known == plan.leaders.end() ? absl::StrCat(id)
                                                         : known->second);
      });
}

std::string NewSessionWords(const ImportPlan& plan,
                            const PlannedWorkshop& workshop,
                            const PlannedSession& session) {
  const Session& wanted = session.plan.wanted;
  const int32_t capacity = wanted.capacity() > 0
                               ? wanted.capacity()
                               : workshop.plan.wanted.default_capacity();
  std::string words = absl::StrCat("New, ", StateWordsOf(*session.entry), ", ",
                                   CountWords(capacity, "place", "places"));
  if (wanted.has_delivery_override()) {
    const scheduling::Delivery& own = wanted.delivery_override();
    absl::StrAppend(&words, ", ",
                    own.mode() == scheduling::Delivery::VENUE
                        ? absl::StrCat("at ", own.venue().name())
                        : std::string("online"));
  }
  const std::string leaders = LeadersOf(plan, wanted);
  if (!leaders.empty()) absl::StrAppend(&words, ", led by ", leaders);
  if (!session.entry->join_uri.empty()) {
    absl::StrAppend(&words, ", with an address to join by");
  }
  return words;
}

std::string ImpactWords(const PlannedSession& session) {
  if (!session.impact.has_value()) return "";
  const auto& impact = *session.impact;
  std::string words =
      impact.bookings() + impact.messages() == 0
          ? std::string(". It concerns nobody yet")
          : absl::StrCat(". It concerns ",
                         CountWords(impact.bookings(), "booking", "bookings"),
                         " with ",
                         CountWords(impact.places(), "place", "places"), "; ",
                         CountWords(impact.messages(), "message", "messages"),
                         " would be sent");
  if (impact.over() > 0) {
    absl::StrAppend(&words, ". ",
                    CountWords(impact.over(), "place is", "places are"),
                    " taken beyond it: nobody loses one, and nobody gets in "
                    "until it fits");
  }
  if (impact.waiting() > 0) {
    absl::StrAppend(&words, ". ",
                    CountWords(impact.waiting(), "party waits", "parties wait"),
                    " for it");
  }
  return words;
}

std::string SessionWords(const ImportPlan& plan,
                         const PlannedWorkshop& workshop,
                         const PlannedSession& session) {
  if (!session.there.has_value()) {
    return NewSessionWords(plan, workshop, session);
  }
  if (session.plan.stays) {
    return session.there->has_pending_change()
               ? "Stays as it is: it is about to be moved or cancelled"
               : "Stays as it is: it is over or cancelled";
  }
  if (!Changes(session)) return "As it is";
  std::string words = "Changed";
  if (!session.plan.changes.empty()) {
    absl::StrAppend(&words, ": ", ChangeWords(session.plan.changes));
  }
  if (SetsAddress(session)) {
    absl::StrAppend(&words,
                    ". Its address to join by is set to the file’s; whether "
                    "that is another is not shown");
  }
  return absl::StrCat(words, ImpactWords(session));
}

std::string ResultWords(const ImportResult& result, bool made, bool changed) {
  switch (result.state) {
    case ImportResult::State::kRefused:
      return absl::StrCat("Not done: ", result.problem);
    case ImportResult::State::kNotTried:
      return "Not tried";
    case ImportResult::State::kDone:
      break;
  }
  return made ? "Made" : changed ? "Changed" : "As it was";
}

View WorkshopCell(const PlannedWorkshop& workshop, int64_t id) {
  const Workshop& wanted = workshop.plan.wanted;
  View cell = Cell("Workshop", Shortened(wanted.title(), kLongestQuote));
  if (id != 0) cell["cell_href"] = DeskWorkshopPath(id);
  return cell;
}

View SessionCell(const PlannedSession& session, int64_t id) {
  View cell = Cell("Session", WhenOf(session.plan.wanted));
  if (id != 0) cell["cell_href"] = SessionPath(id);
  return cell;
}

View RowOf(const programme::FilePlace& place, View workshop, View session,
           View what) {
  View line = Cell("Line", LineOf(place));
  line["is_header"] = true;
  return {{"cells", json::array{std::move(line), std::move(workshop),
                                std::move(session), std::move(what)}}};
}

// What is wrong, with what it is wrong of, which may be long.
std::string WhyOf(const programme::Mistake& mistake) {
  return absl::StrCat(Shortened(mistake.key, kLongestQuote),
                      mistake.key.empty() ? "" : " ", mistake.problem);
}

}  // namespace

View MistakesTable(const std::vector<programme::Mistake>& mistakes) {
  View table = TableOf("What is wrong", {"Line", "What", "Why"});
  json::array rows;
  for (const programme::Mistake& mistake : mistakes) {
    if (rows.size() == kMostMistakes) break;
    View line = Cell("Line", LineOf(mistake.place));
    line["is_header"] = true;
    rows.push_back(
        View{{"cells",
              json::array{
                  std::move(line),
                  Cell("What", Shortened(mistake.key, kLongestQuote)),
                  Cell("Why", Shortened(WhyOf(mistake), kLongestProblem))}}});
  }
  table["table_rows"] = std::move(rows);
  return table;
}

View PlanTable(const ImportPlan& plan) {
  View table = TableOf("What it would do",
                       {"Line", "Workshop", "Session", "What would happen"});
  json::array rows;
  for (const PlannedWorkshop& workshop : plan.workshops) {
    const int64_t id = workshop.plan.wanted.id();
    std::string words =
        workshop.is_new ? NewWorkshopWords(workshop)
        : Changes(workshop)
            ? absl::StrCat("Changed: ", ChangeWords(workshop.plan.changes))
            : std::string("As it is");
    rows.push_back(RowOf(workshop.entry->place, WorkshopCell(workshop, id),
                         Cell("Session", "The workshop itself"),
                         Cell("What would happen", std::move(words))));
    for (const PlannedSession& session : workshop.sessions) {
      rows.push_back(RowOf(
          session.entry->place, WorkshopCell(workshop, 0),
          SessionCell(session, session.plan.wanted.id()),
          Cell("What would happen", SessionWords(plan, workshop, session))));
    }
  }
  table["table_rows"] = std::move(rows);
  return table;
}

json::array PlanLines(const ImportPlan& plan) {
  const ImportCounts counts = CountsOf(plan);
  json::array lines;
  const auto add = [&](int count, const char* one, const char* many,
                       const char* rest) {
    if (count == 0) return;
    lines.emplace_back(absl::StrCat(CountWords(count, one, many), rest));
  };
  add(counts.new_workshops, "new workshop", "new workshops", "");
  add(counts.changed_workshops, "workshop", "workshops", " changed");
  add(counts.new_sessions, "new session", "new sessions", "");
  add(counts.changed_sessions, "session", "sessions", " changed");
  if (counts.nothing()) {
    lines.emplace_back("Nothing: everything is there as the file says");
  }
  add(plan.left_out, "session", "sessions",
      " to come of these workshops stand in no row: they stay as they are");
  return lines;
}

std::string ImportButton(const ImportPlan& plan) {
  const ImportCounts counts = CountsOf(plan);
  const int sessions = counts.new_sessions + counts.changed_sessions;
  if (sessions > 0) {
    return absl::StrCat("Import ", CountWords(sessions, "session", "sessions"));
  }
  return counts.nothing() ? "" : "Import the workshops";
}

View ResultTable(const ImportPlan& plan, const SeenPlan& seen,
                 const ImportReport& report) {
  View table = TableOf("What became of it",
                       {"Line", "Workshop", "Session", "What became of it"});
  json::array rows;
  for (size_t i = 0; i < plan.workshops.size(); ++i) {
    const PlannedWorkshop& workshop = plan.workshops[i];
    const WorkshopResult& made = report.workshops[i];
    rows.push_back(RowOf(
        workshop.entry->place, WorkshopCell(workshop, made.result.id),
        Cell("Session", "The workshop itself"),
        Cell("What became of it", ResultWords(made.result, seen.Made(workshop),
                                              seen.Changed(workshop)))));
    for (size_t j = 0; j < workshop.sessions.size(); ++j) {
      const PlannedSession& session = workshop.sessions[j];
      rows.push_back(
          RowOf(session.entry->place, WorkshopCell(workshop, 0),
                SessionCell(session, made.sessions[j].id),
                Cell("What became of it",
                     ResultWords(made.sessions[j], seen.Made(workshop, session),
                                 seen.Changed(workshop, session)))));
    }
  }
  table["table_rows"] = std::move(rows);
  return table;
}

View ColumnsTable() {
  View table = TableOf("Columns", {"Column", "What it says"});
  json::array rows;
  for (const programme::TableColumn& column : programme::TableColumns()) {
    View name = Cell("Column", std::string(column.name));
    name["is_header"] = true;
    rows.push_back(
        View{{"cells",
              json::array{std::move(name),
                          Cell("What it says", std::string(column.meaning))}}});
  }
  table["table_rows"] = std::move(rows);
  return table;
}

}  // namespace cwp::web
