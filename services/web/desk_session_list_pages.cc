#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/time/proto_time.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_when.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using Sessions = std::vector<scheduling::Session>;
using scheduling::ListSessionsRequest;

constexpr char kPage[] = "desk-sessions";
constexpr absl::string_view kPath = "/desk/sessions";
constexpr int kPageSize = 50;
constexpr int kMostWorkshops = 200;
// The choice that leaves nothing out.
constexpr absl::string_view kAll = "all";
// What a link keeps of the address, in order.
constexpr absl::string_view kKept[] = {"workshop", "state", "where",
                                       "from",     "until", "sort"};

struct Word {
  absl::string_view word;
  int value;
};
constexpr Word kStates[] = {{"draft", scheduling::Session::DRAFT},
                            {"scheduled", scheduling::Session::SCHEDULED},
                            {"open", scheduling::Session::OPEN},
                            {"closed", scheduling::Session::CLOSED},
                            {"cancelled", scheduling::Session::CANCELLED},
                            {"completed", scheduling::Session::COMPLETED}};
constexpr Word kPlaces[] = {{"teams", scheduling::Delivery::TEAMS},
                            {"venue", scheduling::Delivery::VENUE}};
constexpr Word kOrders[] = {{"first", ListSessionsRequest::START_ASCENDING},
                            {"last", ListSessionsRequest::START_DESCENDING}};

// What an address asks for.
struct Asked {
  ListSessionsRequest wanted;
  // It asks for something that there is not, which is left out.
  bool left_out = false;
};

// The number of a word; 0 when the address says nothing.
template <size_t kCount>
int ReadWord(const http::Parameters& query, absl::string_view name,
             const Word (&words)[kCount], Asked& asked) {
  const absl::string_view text = query.Get(name);
  if (text.empty() || text == kAll) return 0;
  for (const Word& known : words) {
    if (known.word == text) return known.value;
  }
  asked.left_out = true;
  return 0;
}

std::optional<absl::Time> ReadBound(const Desk& desk,
                                    const http::Parameters& query,
                                    absl::string_view name, int later,
                                    Asked& asked) {
  const std::string text = TypedIn(query, name);
  if (text.empty()) return std::nullopt;
  const auto day = ReadDayWords(
      text, absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone));
  if (!day.has_value()) {
    asked.left_out = true;
    return std::nullopt;
  }
  return absl::FromCivil(*day + later, desk.site->zone);
}

Asked ReadAsked(const Desk& desk, const http::Parameters& query) {
  Asked asked;
  ListSessionsRequest& wanted = asked.wanted;
  const absl::string_view workshop = query.Get("workshop");
  if (!workshop.empty() && workshop != kAll) {
    const std::optional<int64_t> id = ParseId(workshop);
    wanted.set_workshop_id(id.value_or(0));
    asked.left_out = !id.has_value();
  }
  wanted.set_state(static_cast<scheduling::Session::State>(
      ReadWord(query, "state", kStates, asked)));
  wanted.set_delivery_mode(static_cast<scheduling::Delivery::Mode>(
      ReadWord(query, "where", kPlaces, asked)));
  wanted.set_order(static_cast<ListSessionsRequest::Order>(
      ReadWord(query, "sort", kOrders, asked)));
  const auto from = ReadBound(desk, query, "from", 0, asked);
  const auto until = ReadBound(desk, query, "until", 1, asked);
  if (from.has_value()) *wanted.mutable_start_time_min() = ToTimestamp(*from);
  if (until.has_value()) {
    *wanted.mutable_start_time_max() =
        ToTimestamp(*until - absl::Microseconds(1));
  }
  return asked;
}

std::string PageHref(const http::Parameters& query, absl::string_view token) {
  std::string href(kPath);
  char sign = '?';
  const auto add = [&](absl::string_view name, absl::string_view value) {
    if (value.empty()) return;
    absl::StrAppend(&href, std::string(1, sign), name, "=",
                    http::PercentEncode(value));
    sign = '&';
  };
  for (const absl::string_view name : kKept) add(name, query.Get(name));
  add("page", token);
  return href;
}

struct Found {
  Sessions sessions;
  std::string next;
};

// A page of sessions. Facilitators get all of their own at once: they are few.
http::asio::awaitable<absl::StatusOr<Found>> Find(const Desk& desk,
                                                  const DeskVisit& visit,
                                                  const http::Request& request,
                                                  ListSessionsRequest wanted) {
  Found found;
  if (visit.staff().role == Role::kFacilitator) {
    wanted.clear_page_token();
    CO_ASSIGN_OR_RETURN(
        found.sessions,
        co_await ListSessions(desk, visit, request, std::move(wanted)));
    found.sessions.erase(
        std::remove_if(found.sessions.begin(), found.sessions.end(),
                       [&](const scheduling::Session& session) {
                         return !MaySeeInLists(visit, session);
                       }),
        found.sessions.end());
    co_return found;
  }
  wanted.set_page_size(kPageSize);
  CO_ASSIGN_OR_RETURN(
      scheduling::ListSessionsResponse page,
      co_await desk.scheduling->Call(&SchedulingCalls::Async::ListSessions,
                                     StaffCaller(desk, visit, request),
                                     std::move(wanted)));
  found.sessions = {page.sessions().begin(), page.sessions().end()};
  found.next = page.next_page_token();
  co_return found;
}

// The workshops to choose from, by title.
http::asio::awaitable<std::vector<Choice>> WorkshopChoices(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  std::vector<Choice> choices = {
      {.value = std::string(kAll), .text = Say("programme.all")}};
  scheduling::ListWorkshopsRequest wanted;
  wanted.set_page_size(kMostWorkshops);
  const absl::StatusOr<scheduling::ListWorkshopsResponse> page =
      co_await desk.scheduling->Call(&SchedulingCalls::Async::ListWorkshops,
                                     StaffCaller(desk, visit, request),
                                     std::move(wanted));
  if (!page.ok()) co_return choices;
  for (const scheduling::Workshop& workshop : page->workshops()) {
    choices.push_back(
        {.value = absl::StrCat(workshop.id()), .text = workshop.title()});
  }
  std::sort(choices.begin() + 1, choices.end(),
            [](const Choice& a, const Choice& b) { return a.text < b.text; });
  co_return choices;
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const http::Parameters& query = request.query();
  Asked asked = ReadAsked(desk, query);
  ListSessionsRequest first = asked.wanted;
  first.set_page_token(std::string(query.Get("page")));
  absl::StatusOr<Found> found =
      co_await Find(desk, visit, request, std::move(first));
  if (ReasonOf(found.status()) == "PAGE_TOKEN_INVALID") {
    asked.left_out = true;
    found = co_await Find(desk, visit, request, asked.wanted);
  }
  if (!found.ok()) co_return found.status();
  std::vector<int64_t> ids = IdsOf(found->sessions);
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array rows;
  for (const scheduling::Session& session : found->sessions) {
    rows.push_back(SessionRow(session, seats, desk.site->zone));
  }
  View fixed = desk.site->renderer->Fixed(kPage);
  const std::vector<Choice> workshops =
      co_await WorkshopChoices(desk, visit, request);
  SetChoices(fixed.at("fields").as_object(), "workshop", workshops);
  View view = FilledFields(fixed, query, {});
  if (asked.left_out) view["left_out"] = true;
  if (!seats.known && !rows.empty()) view["places_unknown"] = true;
  if (rows.empty()) {
    view["no_sessions"] = true;
    view["sessions_table"] = false;
  } else {
    view["sessions_table"] = View{{"table_rows", std::move(rows)}};
  }
  if (!found->next.empty()) {
    view["pages"] =
        View{{"next", View{{"href", PageHref(query, found->next)}}}};
  }
  co_return DeskPage(desk, visit, kPage, std::move(view));
}

}  // namespace

std::vector<DeskRoute> DeskSessionListRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kPath),
           .permission = Permission::kSeeProgramme,
           .audit = DeskAudit::Nothing(),
           .handler = &Show}};
}

}  // namespace cwp::web
