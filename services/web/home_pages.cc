#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

constexpr size_t kUpcoming = 6;
// Of these, some may be full.
constexpr size_t kLookAt = 50;

// Sessions that may be booked now or soon, in order of start.
std::vector<const Session*> Candidates(const Programme& programme,
                                       absl::Time now) {
  std::vector<const Session*> candidates;
  for (const Session& session : programme.sessions()) {
    if (candidates.size() == kLookAt) break;
    const Standing standing = StandingOf(session, {}, now);
    if (standing == Standing::kCanBook) candidates.push_back(&session);
  }
  return candidates;
}

View HomeView(const Site& site, const Programme& programme,
              const std::vector<const Session*>& candidates,
              const SeatReader::Counts& seats, absl::Time now) {
  json::array upcoming;
  for (const Session* session : candidates) {
    if (upcoming.size() == kUpcoming) break;
    const Seats left = seats.at(session->id);
    if (StandingOf(*session, left, now) != Standing::kCanBook) continue;
    const Workshop& workshop = *programme.FindWorkshop(session->workshop_id);
    View view = SessionView(*session, left, now, site.zone);
    view["workshop_title"] = workshop.title;
    view["workshop_href"] = WorkshopPath(workshop);
    upcoming.push_back(std::move(view));
  }
  View view;
  if (!candidates.empty()) {
    view["all_taken"] = upcoming.empty();
  } else {
    view[site.knows_workshops() ? "no_upcoming" : "upcoming_unknown"] = true;
  }
  view["upcoming"] = std::move(upcoming);
  return view;
}

http::Answer Home(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const absl::Time now = site.clock->Now();
  std::optional<http::Response> recent =
      RecentPage(site, request, "/", programme, now);
  if (recent.has_value()) co_return *std::move(recent);
  const std::vector<const Session*> candidates = Candidates(*programme, now);
  std::vector<int64_t> ids;
  for (const Session* session : candidates) ids.push_back(session->id);
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(
      site, request, "home", "/", BasisOf(site, programme, ids, seats, now),
      [&] { return HomeView(site, *programme, candidates, seats, now); });
}

}  // namespace

void AddHomePages(http::Router& router, const Site& site) {
  router.Add("GET", "/",
             [&site](http::Request& request) { return Home(site, request); });
}

}  // namespace cwp::web
