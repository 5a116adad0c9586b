#include <algorithm>
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
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"
#include "services/web/workshop_filter.h"

namespace cwp::web {
namespace {

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

View WorkshopsView(const Site& site, const Programme& programme,
                   const WorkshopFilter& filter, absl::Time now,
                   json::array workshops) {
  const std::vector<FilterGroup> groups = FilterGroups(
      filter, programme, site.said->Get()->rules.ages, now, site.zone);
  View view = {{"filters", FilterLinks(filter, groups)},
               {"filter_fields", FilterSelects(filter, groups)},
               {"filtered", filter.any()},
               {"left_out", filter.left_out},
               {"calendar_href", FilterPath("/workshops.ics", filter)}};
  if (filter.any()) view["chosen"] = ChosenWords(filter, groups);
  if (!workshops.empty()) {
    SetCount(view, "count", static_cast<int64_t>(workshops.size()));
  } else {
    const bool known = site.knows_workshops() || !programme.workshops().empty();
    view[known ? "nothing_found" : "catalogue_unknown"] = true;
  }
  view["workshops"] = std::move(workshops);
  return view;
}

http::Answer Workshops(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const absl::Time now = site.clock->Now();
  const WorkshopFilter filter =
      ReadFilter(request.query(), *programme, site.said->Get()->rules.ages);
  // Two pages: whatever was left out, what is said of it is the same.
  const std::string key = absl::StrCat(FilterPath("/workshops", filter),
                                       filter.left_out ? " left out" : "");
  std::optional<http::Response> recent =
      RecentPage(site, request, key, programme, now);
  if (recent.has_value()) co_return *std::move(recent);
  const std::vector<Listed> listed = ListOf(site, *programme, filter, now);
  std::vector<int64_t> ids;
  for (const Listed& each : listed) {
    if (!each.sessions.empty()) ids.push_back(each.sessions.front()->id);
  }
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(site, request, "workshops", key,
                       BasisOf(site, programme, ids, seats, now), [&] {
                         return WorkshopsView(
                             site, *programme, filter, now,
                             ListView(site, listed, seats, now));
                       });
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
  std::optional<http::Response> recent =
      RecentPage(site, request, path, programme, now);
  if (recent.has_value()) co_return *std::move(recent);
  const std::vector<const Session*> sessions =
      programme->SessionsOf(workshop->id, now);
  std::vector<int64_t> ids;
  for (const Session* session : sessions) ids.push_back(session->id);
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(
      site, request, "workshop", path,
      BasisOf(site, programme, ids, seats, now), [&] {
        json::array list;
        for (const Session* session : sessions) {
          list.push_back(
              SessionView(*session, seats.at(session->id), now, site.zone));
        }
        View shown = WorkshopView(*workshop);
        if (workshop->picture.has_value()) {
          shown["picture"] = PictureView(*workshop);
        }
        View view = {
            {"workshop", std::move(shown)},
            {"dates_later", ComingUp(*programme, workshop->id, now).empty()},
            {"has_sessions", !list.empty()},
            {"sessions", std::move(list)}};
        const std::shared_ptr<const Said> said = site.said->Get();
        std::string events = EventsJson({.public_url = site.public_url,
                                         .organisation = said->organisation,
                                         .zone = site.zone},
                                        *workshop, sessions, seats, now);
        if (!events.empty()) view["events_html"] = std::move(events);
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
