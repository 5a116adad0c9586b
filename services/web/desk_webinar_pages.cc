#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/url.h"
#include "common/http/co_status_macros.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_webinar.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using webinars::Webinar;
using Webinars = WebinarCalls::Async;

constexpr absl::string_view kListPath = "/desk/webinars";

// What the list can be narrowed to.
struct Filter {
  absl::string_view name;
  absl::string_view key;
  Webinar::State state;
};
constexpr Filter kFilters[] = {
    {"", "office.all", Webinar::STATE_UNSPECIFIED},
    {"draft", "webinar.drafts", Webinar::DRAFT},
    {"published", "webinar.state.published", Webinar::PUBLISHED},
    {"withdrawn", "webinar.state.withdrawn", Webinar::WITHDRAWN}};

bool MayPlan(const DeskVisit& visit) {
  return Allows(visit.staff().role, Permission::kPlan);
}

std::string ForWhom(const Webinar& webinar) {
  return AudienceWords(static_cast<Audience>(webinar.audience()));
}

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

View NumberCell(absl::string_view column, bool known, int64_t number) {
  View cell =
      Cell(column, known ? absl::StrCat(number) : Say("office.not_known"));
  cell["numeric"] = true;
  return cell;
}

json::array FilterLinks(absl::string_view chosen) {
  json::array links;
  for (const Filter& filter : kFilters) {
    const std::string href =
        filter.name.empty() ? std::string(kListPath)
                            : absl::StrCat(kListPath, "?state=", filter.name);
    links.push_back(View{{"choice", Say(filter.key)},
                         {"href", href},
                         {"current", filter.name == chosen}});
  }
  return links;
}

View WebinarRow(const Webinar& webinar, const ViewNumbers& views) {
  const ViewNumbers::Number number = views.OfWebinar(webinar.id());
  View name = Cell(Say("webinar.column.webinar"), webinar.title());
  name["is_header"] = true;
  name["cell_href"] = DeskWebinarPath(webinar.id());
  return {
      {"cells",
       json::array{
           std::move(name), Cell(Say("webinar.column.for"), ForWhom(webinar)),
           Cell(Say("webinar.column.parts"),
                absl::StrCat(webinar.parts_size())),
           Cell(Say("office.state"), WebinarStateWords(webinar.state())),
           NumberCell(Say("webinar.column.recent"), views.known, number.recent),
           NumberCell(Say("webinar.column.ever"), views.known, number.all)}}};
}

http::Answer List(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const absl::string_view asked = request.query().Get("state");
  const auto* found =
      std::find_if(std::begin(kFilters), std::end(kFilters),
                   [&](const Filter& filter) { return filter.name == asked; });
  const bool known = found != std::end(kFilters);
  const Filter& filter = known ? *found : kFilters[0];
  CO_ASSIGN_OR_RETURN(const std::vector<Webinar> webinars,
                      co_await ListWebinars(desk, visit, request));
  const ViewNumbers views =
      co_await GetViewNumbers(desk, visit, request, webinars);
  json::array rows;
  for (const Webinar& webinar : webinars) {
    if (filter.state != Webinar::STATE_UNSPECIFIED &&
        webinar.state() != filter.state) {
      continue;
    }
    rows.push_back(WebinarRow(webinar, views));
  }
  View view = {{"choices", FilterLinks(filter.name)}};
  if (!known) view["left_out"] = true;
  if (!MayPlan(visit)) view["new_button"] = false;
  if (rows.empty()) {
    view["no_webinars"] = true;
    view["webinars_table"] = false;
  } else {
    view["webinars_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-webinars", std::move(view));
}

json::array FactRows(const Webinar& webinar) {
  return {FactRow(Say("office.state"), WebinarStateWords(webinar.state())),
          FactRow(Say("webinar.fact.summary"), webinar.summary()),
          FactRow(Say("webinar.column.for"), ForWhom(webinar)),
          FactRow(Say("webinar.fact.address"),
                  absl::StrCat("/webinars/", webinar.slug()))};
}

std::string VideoWords(const webinars::Part& part) {
  if (!part.has_video_hash()) {
    return Say("webinar.video_at", {{"host", HostOf(part.video_uri())}});
  }
  return Say("webinar.video_uploaded",
             {{"size", SizeWords(part.video_size_bytes())}});
}

// The rows of the parts, in their order.
json::array PartRows(const Webinar& webinar, const ViewNumbers& views,
                     bool may_plan) {
  json::array rows;
  for (int i = 0; i < webinar.parts_size(); ++i) {
    const webinars::Part& part = webinar.parts(i);
    const ViewNumbers::Number number =
        views.OfFile(webinar.id(), part.video_hash());
    View name = Cell(Say("webinar.column.part"),
                     absl::StrCat(i + 1, ". ", part.title()));
    name["is_header"] = true;
    if (may_plan) name["cell_href"] = DeskPartPath(webinar.id(), part.id());
    // Whoever plays it elsewhere is not counted here.
    const bool counted = views.known && part.has_video_hash();
    rows.push_back(View{
        {"cells",
         json::array{
             std::move(name),
             Cell(Say("webinar.column.video"), VideoWords(part)),
             Cell(Say("webinar.column.captions"),
                  part.captions_hash().empty() ? Say("office.none")
                                               : Say("webinar.uploaded")),
             NumberCell(Say("webinar.column.recent"), counted, number.recent),
             NumberCell(Say("webinar.column.ever"), counted, number.all)}}});
  }
  return rows;
}

json::array HandoutRows(const Webinar& webinar, const ViewNumbers& views,
                        bool may_plan) {
  json::array rows;
  for (const webinars::Handout& handout : webinar.handouts()) {
    const ViewNumbers::Number number =
        views.OfFile(webinar.id(), handout.file_hash());
    View name = Cell(Say("webinar.column.handout"), handout.title());
    name["is_header"] = true;
    if (may_plan) {
      name["cell_href"] = DeskHandoutPath(webinar.id(), handout.file_hash());
    }
    const std::string of =
        handout.part() == 0
            ? Say("webinar.the_whole")
            : Say("webinar.part", {{"number", absl::StrCat(handout.part())}});
    rows.push_back(
        View{{"cells",
              json::array{std::move(name),
                          Cell(Say("webinar.column.belongs_to"), of),
                          Cell(Say("webinar.column.file"),
                               absl::StrCat(handout.file_name(), ", ",
                                            SizeWords(handout.size_bytes()))),
                          NumberCell(Say("webinar.column.recent"), views.known,
                                     number.recent),
                          NumberCell(Say("webinar.column.ever"), views.known,
                                     number.all)}}});
  }
  return rows;
}

View ActForm(const Desk& desk, const DeskVisit& visit, const Webinar& webinar,
             const char* name, const std::string& text, bool secondary) {
  View form = DeskForm(desk, visit,
                       absl::StrCat(DeskWebinarPath(webinar.id()), "/act"));
  View button = {
      {"text", text}, {"name", "act"}, {"value", name}, {"once", true}};
  if (secondary) button["variant"] = "secondary";
  form["act_button"] = std::move(button);
  return form;
}

void AddPlanning(const Desk& desk, const DeskVisit& visit,
                 const Webinar& webinar, View& view) {
  const std::string path = DeskWebinarPath(webinar.id());
  view["plan"] = View{{"edit_href", absl::StrCat(path, "/edit")},
                      {"preview_href", absl::StrCat(path, "/preview")}};
  view["new_part_href"] = absl::StrCat(path, "/parts/new");
  view["new_handout_href"] = absl::StrCat(path, "/handouts/new");
  json::array gaps = WebinarGaps(webinar);
  if (!gaps.empty()) view["missing"] = View{{"gaps", std::move(gaps)}};
  const bool shown = webinar.state() == Webinar::PUBLISHED;
  view["acts"] = json::array{shown ? ActForm(desk, visit, webinar, "withdraw",
                                             Say("webinar.withdraw"), true)
                                   : ActForm(desk, visit, webinar, "publish",
                                             Say("webinar.publish"), false)};
}

// What was done a moment ago, with the button that undoes it.
void AddDone(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, const Webinar& webinar, View& view) {
  const absl::string_view done = request.query().Get("done");
  if (done == "withdraw" && webinar.state() == Webinar::WITHDRAWN) {
    view["done"] =
        View{{"done_text", Say("webinar.withdrawn_now")},
             {"undo_form", ActForm(desk, visit, webinar, "publish",
                                   Say("webinar.undo_withdraw"), true)}};
  } else if (done == "publish" && webinar.state() == Webinar::PUBLISHED) {
    view["done"] =
        View{{"done_text", Say("webinar.published_now")},
             {"undo_form", ActForm(desk, visit, webinar, "withdraw",
                                   Say("webinar.undo_publish"), true)}};
  }
}

http::Answer WebinarPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request, std::string problem) {
  CO_ASSIGN_OR_RETURN(const Webinar webinar,
                      co_await GetWebinar(desk, visit, request));
  const std::vector<Webinar> one = {webinar};
  const ViewNumbers views = co_await GetViewNumbers(desk, visit, request, one);
  const bool may_plan = MayPlan(visit);
  View view = {{"webinar_title", webinar.title()}, {"rows", FactRows(webinar)}};
  if (webinar.state() == Webinar::PUBLISHED) {
    view["families_href"] = absl::StrCat("/webinars/", webinar.slug());
  }
  if (may_plan) {
    AddPlanning(desk, visit, webinar, view);
    AddDone(desk, visit, request, webinar, view);
  }
  json::array parts = PartRows(webinar, views, may_plan);
  if (parts.empty()) {
    view["no_parts"] = true;
    view["parts_table"] = false;
  } else {
    view["parts_table"] = View{{"table_rows", std::move(parts)}};
  }
  json::array handouts = HandoutRows(webinar, views, may_plan);
  if (handouts.empty()) {
    view["no_handouts"] = true;
    view["handouts_table"] = false;
  } else {
    view["handouts_table"] = View{{"table_rows", std::move(handouts)}};
  }
  if (views.known) {
    const ViewNumbers::Number all = views.OfWebinar(webinar.id());
    view["views"] = View{{"views_all", absl::StrCat(all.all)},
                         {"views_recent", absl::StrCat(all.recent)}};
  }
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-webinar", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await WebinarPage(desk, visit, request, "");
}

http::asio::awaitable<absl::StatusOr<Webinar>> Do(const Desk& desk,
                                                  const DeskVisit& visit,
                                                  const http::Request& request,
                                                  std::string act) {
  rpc::Caller caller = StaffCaller(desk, visit, request);
  if (act == "publish") {
    webinars::PublishWebinarRequest wanted;
    wanted.set_id(IdIn(request));
    wanted.set_request_id(RequestIdOf(desk, visit));
    co_return co_await desk.webinars->Call(
        &Webinars::PublishWebinar, std::move(caller), std::move(wanted));
  }
  if (act == "withdraw") {
    webinars::WithdrawWebinarRequest wanted;
    wanted.set_id(IdIn(request));
    wanted.set_request_id(RequestIdOf(desk, visit));
    co_return co_await desk.webinars->Call(
        &Webinars::WithdrawWebinar, std::move(caller), std::move(wanted));
  }
  co_return InvalidArgument("FIELD_INVALID", "there is no such act");
}

http::Answer Act(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  const std::string act(visit.form.Get("act"));
  const absl::StatusOr<Webinar> done = co_await Do(desk, visit, request, act);
  if (done.ok()) {
    co_return http::Redirect(
        absl::StrCat(DeskWebinarPath(done->id()), "?done=", act));
  }
  std::string words = WebinarWordsFor(done.status());
  if (words.empty()) co_return done.status();
  co_return co_await WebinarPage(desk, visit, request, std::move(words));
}

}  // namespace

std::vector<DeskRoute> DeskWebinarRoutes() {
  std::vector<DeskRoute> routes = {
      WebinarRoute("GET", kListPath, &List),
      WebinarRoute("GET", "/desk/webinars/{id}", &Show)};
  for (DeskRoute& route : routes) route.permission = Permission::kSeeProgramme;
  routes.push_back(WebinarRoute("POST", "/desk/webinars/{id}/act", &Act));
  return routes;
}

}  // namespace cwp::web
