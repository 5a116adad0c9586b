#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/coming_up.h"
#include "services/web/event_json.h"
#include "services/web/list_page.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"
#include "services/web/views.h"
#include "services/web/workshop_filter.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kWorkshops = "/workshops";

// Whether there is a programme to show, be it one of before.
bool KnowsWorkshops(const Site& site, const Programme& programme) {
  return site.knows_workshops() || !programme.workshops().empty();
}

// What of a list a page shows.
template <class T>
std::vector<T> PartOf(const std::vector<T>& list, const ListPage& page) {
  return {list.begin() + page.begin, list.begin() + page.end};
}

// A workshop of a list, and its sessions that the list names.
struct Listed {
  const Workshop* workshop = nullptr;
  std::vector<const Session*> sessions;
};

// The workshops that are asked for, with their sessions that are.
std::vector<Listed> ListOf(const Site& site, const Programme& programme,
                           const WorkshopFilter& filter, absl::Time now) {
  std::vector<Listed> listed;
  for (const Workshop& workshop : programme.workshops()) {
    if (!Passes(workshop, filter)) continue;
    Listed each = {&workshop, ComingUp(programme, workshop.id, now)};
    std::vector<const Session*>& sessions = each.sessions;
    const bool later = sessions.empty() && PassesWithoutDates(workshop, filter);
    sessions.erase(std::remove_if(sessions.begin(), sessions.end(),
                                  [&](const Session* session) {
                                    return !Passes(*session, filter, site.zone);
                                  }),
                   sessions.end());
    if (later || !sessions.empty()) listed.push_back(std::move(each));
  }
  return listed;
}

json::array ListView(const Site& site, const std::vector<Listed>& listed,
                     const SeatReader::Counts& seats, absl::Time now) {
  json::array workshops;
  for (const Listed& each : listed) {
    View view = WorkshopView(*each.workshop);
    if (!each.sessions.empty()) {
      const Session& next = *each.sessions.front();
      View session = SessionView(next, seats.at(next.id), now, site.zone);
      session["workshop_title"] = each.workshop->title;
      view["next_session"] = std::move(session);
    }
    if (each.sessions.size() > 1) {
      SetCount(view, "more_dates",
               static_cast<int64_t>(each.sessions.size()) - 1);
    }
    workshops.push_back(std::move(view));
  }
  return workshops;
}

// A page of the list that a filter leaves.
struct PageOfList {
  ListPage page;
  // How many are in the list.
  size_t count = 0;
  json::array workshops;
};

View WorkshopsView(const Site& site, const Programme& programme,
                   const WorkshopFilter& filter, absl::Time now,
                   PageOfList list) {
  const std::vector<FilterGroup> groups = FilterGroups(
      filter, programme, site.said->Get()->rules.ages, now, site.zone);
  View view = {{"filters", FilterLinks(filter, groups)},
               {"filter_fields", FilterSelects(filter, groups)},
               {"filtered", filter.any()},
               {"left_out", filter.left_out},
               {"calendar_href", FilterPath("/workshops.ics", filter)}};
  if (filter.any()) view["chosen"] = ChosenWords(filter, groups);
  if (list.count > 0) {
    SetCount(view, "count", static_cast<int64_t>(list.count));
  } else {
    const bool known = KnowsWorkshops(site, programme);
    view[known ? "nothing_found" : "catalogue_unknown"] = true;
  }
  AddPaged(list.page, list.count, view);
  AddPageLinks(list.page, FilterPath(kWorkshops, filter), "list", {}, view);
  view["workshops"] = std::move(list.workshops);
  return view;
}

http::Answer Workshops(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const absl::Time now = site.clock->Now();
  WorkshopFilter filter =
      ReadFilter(request.query(), *programme, site.said->Get()->rules.ages);
  const std::string path = FilterPath(kWorkshops, filter);
  const size_t asked = PageAsked(request.query());
  std::optional<http::Response> recent = RecentPage(
      site, request, PageKey(path, asked, filter.left_out), programme, now);
  if (recent.has_value()) co_return *std::move(recent);
  std::vector<Listed> listed = ListOf(site, *programme, filter, now);
  PageOfList list = {.page = CutPage(listed.size(), kMostOnPage, asked),
                     .count = listed.size()};
  listed = PartOf(listed, list.page);
  // While nothing is known, nobody can say that there is no such thing.
  filter.left_out = (filter.left_out || list.page.number != asked) &&
                    KnowsWorkshops(site, *programme);
  std::vector<int64_t> ids;
  for (const Listed& each : listed) {
    if (!each.sessions.empty()) ids.push_back(each.sessions.front()->id);
  }
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(site, request, "workshops",
                       PageKey(path, list.page.number, filter.left_out),
                       BasisOf(site, programme, ids, seats, now), [&] {
                         list.workshops = ListView(site, listed, seats, now);
                         return WorkshopsView(site, *programme, filter, now,
                                              std::move(list));
                       });
}

View OneWorkshopView(const Site& site, const Programme& programme,
                     const Workshop& workshop,
                     const std::vector<const Session*>& sessions,
                     const SeatReader::Counts& seats, absl::Time now) {
  json::array list;
  for (const Session* session : sessions) {
    list.push_back(
        SessionView(*session, seats.at(session->id), now, site.zone));
  }
  View shown = WorkshopView(workshop);
  if (workshop.picture.has_value()) shown["picture"] = PictureView(workshop);
  View view = {{"workshop", std::move(shown)},
               {"dates_later", ComingUp(programme, workshop.id, now).empty()},
               {"has_sessions", !list.empty()},
               {"sessions", std::move(list)}};
  const std::shared_ptr<const Said> said = site.said->Get();
  std::string events = EventsJson({.public_url = site.public_url,
                                   .organisation = said->organisation,
                                   .zone = site.zone},
                                  workshop, sessions, seats, now);
  if (!events.empty()) view["events_html"] = std::move(events);
  return view;
}

// Where on the page of a workshop its dates are.
void AddDatePages(const ListPage& page, size_t count, const std::string& path,
                  bool left_out, View& view) {
  view["left_out"] = left_out;
  AddPaged(page, count, view);
  const PageTitles titles = {.before = Say("list.earlier_dates"),
                             .after = Say("list.later_dates")};
  AddPageLinks(page, path, "dates", titles, view);
}

http::Answer OneWorkshop(const Site& site, const http::Request& request) {
  const absl::string_view slug = request.Param("slug");
  const ProgrammePtr programme = site.catalogue->Get();
  const Workshop* workshop = programme->FindWorkshop(slug);
  if (workshop == nullptr && !site.knows_workshops()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  if (workshop == nullptr) {
    co_return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
  }
  const absl::Time now = site.clock->Now();
  const std::string path = WorkshopPath(*workshop);
  const size_t asked = PageAsked(request.query());
  std::optional<http::Response> recent =
      RecentPage(site, request, PageKey(path, asked, false), programme, now);
  if (recent.has_value()) co_return *std::move(recent);
  const std::vector<const Session*> all =
      programme->SessionsOf(workshop->id, now);
  const ListPage page = CutPage(all.size(), kMostOnPage, asked);
  const std::vector<const Session*> sessions = PartOf(all, page);
  const bool left_out = page.number != asked;
  std::vector<int64_t> ids;
  for (const Session* session : sessions) ids.push_back(session->id);
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(
      site, request, "workshop", PageKey(path, page.number, left_out),
      BasisOf(site, programme, ids, seats, now), [&] {
        View view =
            OneWorkshopView(site, *programme, *workshop, sessions, seats, now);
        AddDatePages(page, all.size(), path, left_out, view);
        return view;
      });
}

}  // namespace

void AddWorkshopPages(http::Router& router, const Site& site) {
  router.Add(
      "GET", "/workshops",
      [&site](http::Request& request) { return Workshops(site, request); },
      {.either_slash = true});
  router.Add("GET", "/workshops/{slug}", [&site](http::Request& request) {
    return OneWorkshop(site, request);
  });
}

}  // namespace cwp::web
