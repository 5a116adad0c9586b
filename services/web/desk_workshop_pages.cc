#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/series_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_series_form.h"
#include "services/web/desk_undo.h"
#include "services/web/desk_words.h"
#include "services/web/desk_workshop.h"
#include "services/web/desk_workshop_form.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Workshop;
using Scheduling = SchedulingCalls::Async;

constexpr absl::string_view kListPath = "/desk/workshops";
constexpr absl::string_view kPublish = "publish";
constexpr absl::string_view kArchive = "archive";
constexpr absl::string_view kMade = "made";
constexpr int kPage = 200;
// A session that has begun is still one to look at.
constexpr absl::Duration kBehind = absl::Hours(12);

// What the list can be narrowed to.
struct Filter {
  absl::string_view name;
  // The key of its words.
  absl::string_view words;
  Workshop::State state;
};
constexpr Filter kFilters[] = {
    {"", "programme.all", Workshop::STATE_UNSPECIFIED},
    {"draft", "programme.workshops.drafts", Workshop::DRAFT},
    {"published", "programme.workshop.published", Workshop::PUBLISHED},
    {"archived", "programme.workshop.archived", Workshop::ARCHIVED}};

std::string ForWhom(const Workshop& workshop) {
  return absl::StrCat(AudienceWords(static_cast<Audience>(workshop.audience())),
                      ", ",
                      AgeWords(workshop.age_range().min_years(),
                               workshop.age_range().max_years()));
}

std::string WhereWords(const scheduling::Delivery& delivery) {
  return delivery.mode() == scheduling::Delivery::TEAMS
             ? Say("programme.where.online")
             : delivery.venue().name();
}

View WorkshopRow(const Workshop& workshop) {
  return {{"cells",
           json::array{View{{"is_header", true},
                            {"column", Say("programme.fact.workshop")},
                            {"text", workshop.title()},
                            {"cell_href", DeskWorkshopPath(workshop.id())}},
                       View{{"column", Say("programme.fact.for")},
                            {"text", ForWhom(workshop)}},
                       View{{"column", Say("programme.fact.where")},
                            {"text", WhereWords(workshop.delivery())}},
                       View{{"column", Say("programme.fact.state")},
                            {"text", WorkshopStateWords(workshop.state())}}}}};
}

json::array FilterLinks(absl::string_view chosen) {
  json::array links;
  for (const Filter& filter : kFilters) {
    const std::string href =
        filter.name.empty() ? std::string(kListPath)
                            : absl::StrCat(kListPath, "?state=", filter.name);
    links.push_back(View{{"choice", Say(filter.words)},
                         {"href", href},
                         {"current", filter.name == chosen}});
  }
  return links;
}

http::Answer List(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const absl::string_view asked = request.query().Get("state");
  const auto* found =
      std::find_if(std::begin(kFilters), std::end(kFilters),
                   [&](const Filter& filter) { return filter.name == asked; });
  const bool known = found != std::end(kFilters);
  const Filter& filter = known ? *found : kFilters[0];
  CO_ASSIGN_OR_RETURN(
      const std::vector<Workshop> workshops,
      co_await ListWorkshops(desk, visit, request, filter.state));
  json::array rows;
  for (const Workshop& workshop : workshops) {
    rows.push_back(WorkshopRow(workshop));
  }
  View view = {{"choices", FilterLinks(filter.name)}};
  if (!known) view["left_out"] = true;
  if (!Allows(visit.staff().role, Permission::kPlan)) {
    view["new_button"] = false;
  }
  if (rows.empty()) {
    view["no_workshops"] = true;
    view["workshops_table"] = false;
  } else {
    view["workshops_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-workshops", std::move(view));
}

json::array FactRows(const Workshop& workshop) {
  const std::vector<std::string> languages(workshop.languages().begin(),
                                           workshop.languages().end());
  const std::string spoken = LanguageWords(languages);
  json::array rows = {
      FactRow(Say("programme.fact.state"),
              WorkshopStateWords(workshop.state())),
      FactRow(Say("programme.fact.summary"), workshop.summary()),
      FactRow(Say("programme.fact.for"), ForWhom(workshop)),
      FactRow(Say("programme.fact.topics"),
              absl::StrJoin(workshop.topics(), ", ")),
      FactRow(
          Say("programme.fact.how_long"),
          LengthWords(absl::Seconds(workshop.meeting_duration().seconds()))),
      FactRow(Say("programme.fact.where"), WhereWords(workshop.delivery())),
      FactRow(Say("programme.fact.places_of_session"),
              workshop.default_capacity() > 0
                  ? absl::StrCat(workshop.default_capacity())
                  : Say("programme.workshop.places_by_session")),
      FactRow(Say("programme.fact.language"),
              spoken.empty() ? Say("language.en") : spoken),
      FactRow(Say("programme.fact.names_reason"),
              workshop.attendee_names_reason()),
      FactRow(Say("programme.fact.picture"),
              workshop.picture().alternative_text())};
  if (workshop.supervised_pair()) {
    rows.push_back(
        FactRow(Say("programme.fact.led_by"), Say("programme.workshop.pair")));
  }
  return rows;
}

// A button that does something to a workshop; `confirmed` when nothing is to be
// asked before.
View ActForm(const Desk& desk, const DeskVisit& visit, const Workshop& workshop,
             absl::string_view name, const std::string& text, bool confirmed) {
  View form = DeskForm(desk, visit,
                       absl::StrCat(DeskWorkshopPath(workshop.id()), "/act"));
  View button = {{"text", text},
                 {"name", "act"},
                 {"value", std::string(name)},
                 {"once", true}};
  if (confirmed || name != kPublish) button["variant"] = "secondary";
  form["act_button"] = std::move(button);
  if (confirmed) {
    form["hidden"].as_array().push_back(
        View{{"name", "confirmed"}, {"value", "yes"}});
  }
  return form;
}

json::array ActForms(const Desk& desk, const DeskVisit& visit,
                     const Workshop& workshop) {
  json::array forms;
  if (workshop.state() != Workshop::PUBLISHED) {
    forms.push_back(ActForm(desk, visit, workshop, kPublish,
                            Say("programme.workshop.publish"), false));
  }
  if (workshop.state() != Workshop::ARCHIVED) {
    forms.push_back(ActForm(desk, visit, workshop, kArchive,
                            Say("programme.workshop.archive"), false));
  }
  return forms;
}

// Whether it has sessions to come or under way, and so cannot be put away.
bool HasSessionsToCome(const std::vector<scheduling::Session>& sessions) {
  return std::any_of(sessions.begin(), sessions.end(), [](const auto& session) {
    return session.state() != scheduling::Session::CANCELLED &&
           session.state() != scheduling::Session::COMPLETED;
  });
}

// What was done a moment ago, with the button that undoes it where scheduling
// lets it.
void AddDone(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, const Workshop& workshop,
             const std::vector<scheduling::Session>& sessions, View& view) {
  const absl::string_view done = request.query().Get("done");
  const auto can_be_archived = [&](const std::string& text,
                                   const std::string& undo) {
    View shown = {{"done_text", text}};
    if (!HasSessionsToCome(sessions)) {
      shown["undo_form"] = ActForm(desk, visit, workshop, kArchive, undo, true);
    }
    view["done"] = std::move(shown);
  };
  if (done == kMade && workshop.state() == Workshop::DRAFT) {
    can_be_archived(Say("programme.made.done"), Say("programme.made.undo"));
  } else if (done == kPublish && workshop.state() == Workshop::PUBLISHED) {
    can_be_archived(Say("programme.publish.done"),
                    Say("programme.publish.undo"));
  } else if (done == kArchive && workshop.state() == Workshop::ARCHIVED) {
    view["done"] =
        View{{"done_text", Say("programme.archive.done")},
             {"undo_form", ActForm(desk, visit, workshop, kPublish,
                                   Say("programme.archive.undo"), true)}};
  }
  std::optional<View> edited =
      EditDone(desk, visit, request, DeskWorkshopPath(workshop.id()),
               WorkshopFormFields(), workshop.etag(), WorkshopFormOf(workshop));
  if (edited.has_value()) view["done"] = *std::move(edited);
}

// What is still to be done before a family can book.
json::array MissingItems(const Workshop& workshop, bool has_sessions) {
  const std::string path = DeskWorkshopPath(workshop.id());
  json::array items;
  const auto add = [&](std::string href, const std::string& text) {
    items.push_back(View{{"href", std::move(href)}, {"text", text}});
  };
  if (workshop.description().empty()) {
    add(absl::StrCat(path, "/edit#description"),
        Say("programme.missing.description"));
  }
  if (!workshop.has_picture()) {
    add(absl::StrCat(path, "/picture"), Say("programme.missing.picture"));
  }
  if (!has_sessions) {
    add(absl::StrCat(path, "/sessions/new"), Say("programme.missing.session"));
  }
  if (workshop.state() == Workshop::DRAFT) {
    add("#acts", Say("programme.missing.draft"));
  }
  return items;
}

void AddPlanning(const Desk& desk, const DeskVisit& visit,
                 const Workshop& workshop, bool has_sessions, View& view) {
  const std::string path = DeskWorkshopPath(workshop.id());
  view["plan"] = View{{"edit_href", absl::StrCat(path, "/edit")},
                      {"preview_href", absl::StrCat(path, "/preview")},
                      {"picture_href", absl::StrCat(path, "/picture")},
                      {"clone_href", absl::StrCat(path, "/clone")}};
  if (workshop.state() != Workshop::ARCHIVED) {
    view["new_session_href"] = absl::StrCat(path, "/sessions/new");
    view["new_series_href"] = absl::StrCat(path, "/series/new");
    json::array items = MissingItems(workshop, has_sessions);
    if (!items.empty()) view["missing"] = View{{"gaps", std::move(items)}};
  }
  view["acts"] = ActForms(desk, visit, workshop);
}

// The series of a workshop, those made last first, as far as they can be read.
http::asio::awaitable<json::array> SeriesRows(const Desk& desk,
                                              const DeskVisit& visit,
                                              const http::Request& request,
                                              int64_t workshop_id) {
  json::array rows;
  if (!Allows(visit.staff().role, Permission::kPlan)) co_return rows;
  scheduling::ListSeriesRequest wanted;
  wanted.set_workshop_id(workshop_id);
  wanted.set_page_size(kPage);
  const absl::StatusOr<scheduling::ListSeriesResponse> listed =
      co_await desk.series->Call(&SeriesCalls::Async::ListSeries,
                                 StaffCaller(desk, visit, request),
                                 std::move(wanted));
  if (!listed.ok()) co_return rows;
  for (const scheduling::Series& series : listed->series()) {
    rows.push_back(
        View{{"cells",
              json::array{View{{"is_header", true},
                               {"column", Say("programme.fact.series")},
                               {"text", RuleWords(series.rule())},
                               {"cell_href", SeriesPath(series.id())}},
                          View{{"column", Say("programme.fact.places")},
                               {"text", absl::StrCat(series.capacity())}}}}});
  }
  co_return rows;
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await WorkshopPage(desk, visit, request, "");
}

}  // namespace

http::Answer WorkshopPage(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, std::string problem) {
  CO_ASSIGN_OR_RETURN(
      const scheduling::Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  scheduling::ListSessionsRequest wanted;
  wanted.set_workshop_id(workshop.id());
  *wanted.mutable_start_time_min() =
      ToTimestamp(desk.site->clock->Now() - kBehind);
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> sessions,
      co_await ListSessions(desk, visit, request, std::move(wanted)));
  std::vector<int64_t> ids = IdsOf(sessions);
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array rows;
  for (const scheduling::Session& session : sessions) {
    if (!MaySeeInLists(visit, session)) continue;
    rows.push_back(SessionRow(session, seats, desk.site->zone));
  }
  View view = {{"workshop_title", workshop.title()},
               {"rows", FactRows(workshop)}};
  if (!problem.empty()) view["refused_because"] = problem;
  if (workshop.state() == scheduling::Workshop::PUBLISHED) {
    view["families_href"] = absl::StrCat("/workshops/", workshop.slug());
  }
  if (Allows(visit.staff().role, Permission::kChangePeople)) {
    view["waiting_href"] = WorkshopWaitingPath(workshop.id());
  }
  if (Allows(visit.staff().role, Permission::kPlan)) {
    AddPlanning(desk, visit, workshop, !sessions.empty(), view);
    AddDone(desk, visit, request, workshop, sessions, view);
  }
  if (rows.empty()) {
    view["no_sessions"] = true;
    view["sessions_table"] = false;
  } else {
    view["sessions_table"] = View{{"table_rows", std::move(rows)}};
  }
  json::array series = co_await SeriesRows(desk, visit, request, workshop.id());
  view["series_table"] = false;
  if (!series.empty()) {
    view["series_table"] = View{{"table_rows", std::move(series)}};
  }
  co_return DeskPage(desk, visit, "desk-workshop", std::move(view),
                     problem.empty() ? 200 : 409);
}

std::vector<DeskRoute> DeskWorkshopRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kListPath),
           .permission = Permission::kSeeProgramme,
           .audit = DeskAudit::Nothing(),
           .handler = &List},
          {.method = "GET",
           .pattern = "/desk/workshops/{id}",
           .permission = Permission::kSeeProgramme,
           .audit = DeskAudit::Nothing(),
           .handler = &Show}};
}

}  // namespace cwp::web
