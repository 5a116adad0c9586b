#include "services/web/desk_missing.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

bool IsOver(const scheduling::Session& session) {
  return session.state() == scheduling::Session::CANCELLED ||
         session.state() == scheduling::Session::COMPLETED;
}

// As Workshop.supervised_pair says.
bool IsLedByTraineesAlone(
    const scheduling::Session& session,
    const std::vector<scheduling::Facilitator>& facilitators) {
  const auto leads = [&](const scheduling::Facilitator& one) {
    const auto& ids = session.facilitator_ids();
    return std::find(ids.begin(), ids.end(), one.id()) != ids.end();
  };
  return !session.facilitator_ids().empty() &&
         std::none_of(facilitators.begin(), facilitators.end(),
                      [&](const scheduling::Facilitator& one) {
                        return leads(one) &&
                               one.role() != scheduling::Facilitator::TRAINEE;
                      });
}

}  // namespace

json::array MissingOf(
    const scheduling::Session& session, const scheduling::Workshop& workshop,
    const std::vector<scheduling::Facilitator>& facilitators) {
  const std::string edit = absl::StrCat(SessionPath(session.id()), "/edit");
  json::array items;
  const auto add = [&](std::string href, const std::string& text) {
    items.push_back(View{{"href", std::move(href)}, {"text", text}});
  };
  const bool opened = session.state() == scheduling::Session::OPEN ||
                      session.state() == scheduling::Session::CLOSED;
  if (!opened && workshop.state() != scheduling::Workshop::PUBLISHED) {
    add(absl::StrCat(DeskWorkshopPath(workshop.id()), "#acts"),
        Say("programme.missing.published"));
  }
  if (session.state() == scheduling::Session::DRAFT) {
    add("#acts", Say("programme.missing.shown"));
  }
  if (session.delivery().mode() == scheduling::Delivery::TEAMS &&
      !session.has_join_address()) {
    add(absl::StrCat(edit, "#join_uri"), Say("programme.missing.join_address"));
  }
  if (session.facilitator_ids().empty()) {
    add(absl::StrCat(edit, "#facilitators"), Say("programme.missing.leader"));
  }
  if (workshop.supervised_pair() &&
      IsLedByTraineesAlone(session, facilitators)) {
    add(absl::StrCat(edit, "#facilitators"), Say("programme.missing.pair"));
  }
  return items;
}

boost::asio::awaitable<void> AddMissing(const Desk& desk,
                                        const DeskVisit& visit,
                                        const http::Request& request,
                                        const scheduling::Session& session,
                                        View& view) {
  if (IsOver(session)) co_return;
  const int64_t workshop_id = session.workshop_id();
  const absl::StatusOr<scheduling::Workshop> workshop =
      co_await GetWorkshop(desk, visit, request, workshop_id);
  if (!workshop.ok()) co_return;
  std::vector<scheduling::Facilitator> facilitators;
  if (workshop->supervised_pair()) {
    absl::StatusOr<std::vector<scheduling::Facilitator>> listed =
        co_await ListFacilitators(desk, visit, request);
    if (!listed.ok()) co_return;
    facilitators = *std::move(listed);
  }
  json::array items = MissingOf(session, *workshop, facilitators);
  if (!items.empty()) view["missing"] = View{{"gaps", std::move(items)}};
}

}  // namespace cwp::web
