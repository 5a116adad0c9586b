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
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using programme::FieldChange;
using scheduling::Session;
using scheduling::Workshop;

// Of what somebody wrote, as far as a table shows it.
constexpr size_t kLongestQuote = 80;
constexpr size_t kLongestProblem = 300;
constexpr size_t kMostMistakes = 200;

// The words of the columns of the tables.
constexpr char kLine[] = "programme.import.column.line";
constexpr char kWorkshop[] = "programme.import.column.workshop";
constexpr char kSession[] = "programme.import.column.session";
constexpr char kThing[] = "programme.import.column.thing";
constexpr char kWhy[] = "programme.import.column.why";
constexpr char kWould[] = "programme.import.column.would_happen";
constexpr char kBecame[] = "programme.import.column.became";
constexpr char kColumn[] = "programme.import.column.column";
constexpr char kMeaning[] = "programme.import.column.meaning";

View TableOf(const std::string& caption,
             std::initializer_list<const char*> columns) {
  json::array heads;
  for (const char* const column : columns)
    heads.push_back(View{{"text", Say(column)}});
  return {{"caption", caption},
          {"responsive", true},
          {"columns", std::move(heads)}};
}

View Cell(const char* column, std::string text) {
  if (text.empty()) text = "–";
  return {{"column", Say(column)}, {"text", std::move(text)}};
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
  if (text.empty()) return Say("programme.import.nothing");
  return Say("programme.import.quoted",
             {{"text", Shortened(text, kLongestQuote)}});
}

std::string ChangeWords(const std::vector<FieldChange>& changes) {
  return absl::StrJoin(
      changes, "; ", [](std::string* out, const FieldChange& change) {
        absl::StrAppend(out, Say("programme.import.change",
                                 {{"field", change.key},
                                  {"before", Quoted(change.before)},
                                  {"after", Quoted(change.after)}}));
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
  std::string when = end.ok() ? civil::RangeWords(start, *end, civil::London())
                              : civil::DateTimeWords(start, civil::London());
  const int more = session.meetings_size() - 1;
  if (more <= 0) return when;
  return SayCount("programme.import.and_more", more, {{"when", when}});
}

std::string WorkshopWords(const PlannedWorkshop& workshop) {
  if (workshop.is_new) {
    return workshop.plan.publish ? Say("programme.import.new_published")
                                 : Say("programme.import.new_draft");
  }
  if (!Changes(workshop)) return Say("programme.import.as_it_is");
  return Say("programme.import.changed",
             {{"changes", ChangeWords(workshop.plan.changes)}});
}

const std::string& StateWordsOf(const programme::SessionEntry& entry) {
  switch (entry.state) {
    case Session::DRAFT:
      return Say("programme.import.state.draft");
    case Session::SCHEDULED:
      return Say("programme.import.state.scheduled");
    case Session::OPEN:
      return Say("programme.import.state.open");
    case Session::CLOSED:
      return Say("programme.import.state.closed");
    default:
      return Say("programme.import.state.cancelled");
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
  std::vector<std::string> words = {
      Say("programme.import.new"), StateWordsOf(*session.entry),
      SayCount("programme.count.places", capacity)};
  if (wanted.has_delivery_override()) {
    const scheduling::Delivery& own = wanted.delivery_override();
    words.push_back(
        own.mode() == scheduling::Delivery::VENUE
            ? Say("programme.import.at_venue", {{"venue", own.venue().name()}})
            : Say("programme.import.online"));
  }
  const std::string leaders = LeadersOf(plan, wanted);
  if (!leaders.empty()) {
    words.push_back(Say("programme.import.led_by", {{"leaders", leaders}}));
  }
  if (!session.entry->join_uri.empty()) {
    words.push_back(Say("programme.import.with_address"));
  }
  return absl::StrJoin(words, ", ");
}

// Sentences about those whom a change touches.
void AddImpact(const registration::PreviewSessionChangeResponse& impact,
               std::vector<std::string>& sentences) {
  if (impact.bookings() + impact.messages() == 0) {
    sentences.push_back(Say("programme.import.concerns_nobody"));
  } else {
    sentences.push_back(Say(
        "programme.import.concerns",
        {{"bookings", SayCount("programme.count.bookings", impact.bookings())},
         {"places", SayCount("programme.count.places", impact.places())},
         {"messages",
          SayCount("programme.impact.messages", impact.messages())}}));
  }
  if (impact.over() > 0) {
    sentences.push_back(SayCount("programme.import.over", impact.over()));
  }
  if (impact.waiting() > 0) {
    sentences.push_back(SayCount("programme.impact.waiting", impact.waiting()));
  }
}

std::string SessionWords(const ImportPlan& plan,
                         const PlannedWorkshop& workshop,
                         const PlannedSession& session) {
  if (!session.there.has_value()) {
    return NewSessionWords(plan, workshop, session);
  }
  if (session.plan.stays) {
    return session.there->has_pending_change()
               ? Say("programme.import.stays_changing")
               : Say("programme.import.stays_over");
  }
  if (!Changes(session)) return Say("programme.import.as_it_is");
  const std::string changes = ChangeWords(session.plan.changes);
  std::vector<std::string> sentences = {
      session.plan.changes.empty()
          ? Say("programme.import.changed_alone")
          : Say("programme.import.changed", {{"changes", changes}})};
  if (SetsAddress(session)) {
    sentences.push_back(Say("programme.import.address_set"));
  }
  if (session.impact.has_value()) AddImpact(*session.impact, sentences);
  return absl::StrJoin(sentences, ". ");
}

std::string ResultWords(const ImportResult& result, bool made, bool changed) {
  switch (result.state) {
    case ImportResult::State::kRefused:
      return Say("programme.import.not_done", {{"why", result.problem}});
    case ImportResult::State::kNotTried:
      return Say("programme.import.not_tried");
    case ImportResult::State::kToCome:
      return Say("programme.import.to_come");
    case ImportResult::State::kDone:
      break;
  }
  return made      ? Say("programme.import.made")
         : changed ? Say("programme.import.changed_alone")
                   : Say("programme.import.as_it_was");
}

View WorkshopCell(const PlannedWorkshop& workshop, int64_t id) {
  const Workshop& wanted = workshop.plan.wanted;
  View cell = Cell(kWorkshop, Shortened(wanted.title(), kLongestQuote));
  if (id != 0) cell["cell_href"] = DeskWorkshopPath(id);
  return cell;
}

View SessionCell(const PlannedSession& session, int64_t id) {
  View cell = Cell(kSession, WhenOf(session.plan.wanted));
  if (id != 0) cell["cell_href"] = SessionPath(id);
  return cell;
}

View RowOf(const programme::FilePlace& place, View workshop, View session,
           View what) {
  View line = Cell(kLine, LineOf(place));
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
  View table =
      TableOf(Say("programme.import.what_is_wrong"), {kLine, kThing, kWhy});
  json::array rows;
  for (const programme::Mistake& mistake : mistakes) {
    if (rows.size() == kMostMistakes) break;
    View line = Cell(kLine, LineOf(mistake.place));
    line["is_header"] = true;
    rows.push_back(View{
        {"cells",
         json::array{std::move(line),
                     Cell(kThing, Shortened(mistake.key, kLongestQuote)),
                     Cell(kWhy, Shortened(WhyOf(mistake), kLongestProblem))}}});
  }
  table["table_rows"] = std::move(rows);
  return table;
}

View PlanTable(const ImportPlan& plan) {
  View table = TableOf(Say("programme.import.what_it_would_do"),
                       {kLine, kWorkshop, kSession, kWould});
  json::array rows;
  for (const PlannedWorkshop& workshop : plan.workshops) {
    const int64_t id = workshop.plan.wanted.id();
    rows.push_back(
        RowOf(workshop.entry->place, WorkshopCell(workshop, id),
              Cell(kSession, Say("programme.import.workshop_itself")),
              Cell(kWould, WorkshopWords(workshop))));
    for (const PlannedSession& session : workshop.sessions) {
      rows.push_back(
          RowOf(session.entry->place, WorkshopCell(workshop, 0),
                SessionCell(session, session.plan.wanted.id()),
                Cell(kWould, SessionWords(plan, workshop, session))));
    }
  }
  table["table_rows"] = std::move(rows);
  return table;
}

json::array PlanLines(const ImportPlan& plan) {
  const ImportCounts counts = CountsOf(plan);
  json::array lines;
  const auto add = [&](int count, const char* key) {
    if (count > 0) lines.emplace_back(SayCount(key, count));
  };
  add(counts.new_workshops, "programme.import.new_workshops");
  add(counts.changed_workshops, "programme.import.changed_workshops");
  add(counts.new_sessions, "programme.import.new_sessions");
  add(counts.changed_sessions, "programme.import.changed_sessions");
  if (counts.nothing()) {
    lines.emplace_back(Say("programme.import.nothing_to_do"));
  }
  add(plan.left_out, "programme.import.left_out");
  return lines;
}

std::string ImportButton(const ImportPlan& plan) {
  const ImportCounts counts = CountsOf(plan);
  const int sessions = counts.new_sessions + counts.changed_sessions;
  if (sessions > 0) {
    return SayCount("programme.import.button", sessions);
  }
  return counts.nothing() ? "" : Say("programme.import.button_workshops");
}

View ResultTable(const ImportPlan& plan, const SeenPlan& seen,
                 const ImportReport& report) {
  View table = TableOf(Say(kBecame), {kLine, kWorkshop, kSession, kBecame});
  json::array rows;
  for (size_t i = 0; i < plan.workshops.size(); ++i) {
    const PlannedWorkshop& workshop = plan.workshops[i];
    const WorkshopResult& made = report.workshops[i];
    rows.push_back(
        RowOf(workshop.entry->place, WorkshopCell(workshop, made.result.id),
              Cell(kSession, Say("programme.import.workshop_itself")),
              Cell(kBecame, ResultWords(made.result, seen.Made(workshop),
                                        seen.Changed(workshop)))));
    for (size_t j = 0; j < workshop.sessions.size(); ++j) {
      const PlannedSession& session = workshop.sessions[j];
      rows.push_back(
          RowOf(session.entry->place, WorkshopCell(workshop, 0),
                SessionCell(session, made.sessions[j].id),
                Cell(kBecame,
                     ResultWords(made.sessions[j], seen.Made(workshop, session),
                                 seen.Changed(workshop, session)))));
    }
  }
  table["table_rows"] = std::move(rows);
  return table;
}

std::string ProgressWords(const ImportPlan& plan, const SeenPlan& seen,
                          const ImportReport& report) {
  int64_t all = 0;
  int64_t done = 0;
  const auto count = [&](const ImportResult& result, bool was_to_be_done) {
    if (!was_to_be_done) return;
    ++all;
    done += result.state == ImportResult::State::kDone ? 1 : 0;
  };
  for (size_t i = 0; i < plan.workshops.size(); ++i) {
    const PlannedWorkshop& workshop = plan.workshops[i];
    count(report.workshops[i].result,
          seen.Made(workshop) || seen.Changed(workshop));
    for (size_t j = 0; j < workshop.sessions.size(); ++j) {
      const PlannedSession& session = workshop.sessions[j];
      count(report.workshops[i].sessions[j],
            seen.Made(workshop, session) || seen.Changed(workshop, session));
    }
  }
  return Say("programme.import.progress",
             {{"done", absl::StrCat(done)}, {"all", absl::StrCat(all)}});
}

View ColumnsTable() {
  View table = TableOf(Say("programme.import.columns"), {kColumn, kMeaning});
  json::array rows;
  for (const programme::TableColumn& column : programme::TableColumns()) {
    View name = Cell(kColumn, std::string(column.name));
    name["is_header"] = true;
    rows.push_back(View{
        {"cells", json::array{std::move(name),
                              Cell(kMeaning, std::string(column.meaning))}}});
  }
  table["table_rows"] = std::move(rows);
  return table;
}

}  // namespace cwp::web
