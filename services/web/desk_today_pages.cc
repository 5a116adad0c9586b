#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/scheduling/v1/teams_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_check.h"
#include "services/web/desk_health.h"
#include "services/web/desk_outbox.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

constexpr absl::Duration kAhead = absl::Hours(7 * 24);
// When a session on Teams without an address is about to begin.
constexpr absl::Duration kAddressTime = absl::Hours(48);

scheduling::ListSessionsRequest ThisWeek(absl::Time now) {
  scheduling::ListSessionsRequest request;
  *request.mutable_start_time_min() = ToTimestamp(now - absl::Hours(12));
  *request.mutable_start_time_max() = ToTimestamp(now + kAhead);
  for (const auto state :
       {scheduling::Session::DRAFT, scheduling::Session::SCHEDULED,
        scheduling::Session::OPEN, scheduling::Session::CLOSED}) {
    request.add_states(state);
  }
  return request;
}

bool LacksAddress(const scheduling::Session& session) {
  return session.delivery().mode() == scheduling::Delivery::TEAMS &&
         !session.has_join_address() &&
         session.state() != scheduling::Session::DRAFT;
}

// How many wait for those sessions that have somebody waiting, for those who
// may ask; where that cannot be said, rows say that some do.
boost::asio::awaitable<void> AddWaiting(const Desk& desk,
                                        const DeskVisit& visit,
                                        const http::Request& request,
                                        DeskSeats& seats) {
  if (!Allows(visit.staff().role, Permission::kPlan)) co_return;
  for (const auto& [id, count] : seats.counts) {
    if (!count.queued()) continue;
    registration::PreviewSessionChangeRequest nothing;
    nothing.set_session_id(id);
    const auto foreseen =
        co_await ForeseeChange(desk, visit, request, std::move(nothing));
    if (!foreseen.ok()) co_return;
    if (foreseen->waiting() > 0) seats.waiting[id] = foreseen->waiting();
  }
}

// What takes place, and what it lacks.
boost::asio::awaitable<void> AddSessions(const Desk& desk,
                                         const DeskVisit& visit,
                                         const http::Request& request,
                                         absl::Time now, View& view) {
  scheduling::ListSessionsRequest week = ThisWeek(now);
  const absl::StatusOr<std::vector<scheduling::Session>> listed =
      co_await ListSessions(desk, visit, request, std::move(week));
  if (!listed.ok()) {
    view["programme_unknown"] = true;
    view["sessions_table"] = false;
    co_return;
  }
  std::vector<int64_t> ids = IdsOf(*listed);
  DeskSeats seats = co_await GetDeskSeats(desk, visit, request, std::move(ids));
  co_await AddWaiting(desk, visit, request, seats);
  json::array rows;
  json::array lacking;
  for (const scheduling::Session& session : *listed) {
    if (EndOf(session) < now || !MaySeeInLists(visit, session)) continue;
    rows.push_back(SessionRow(session, seats, desk.site->zone));
    if (!LacksAddress(session)) continue;
    lacking.push_back(
        View{{"href", SessionPath(session.id())},
             {"text", absl::StrCat(session.workshop_title(), ", ",
                                   RangeOf(session, desk.site->zone))},
             {"soon", StartOf(session) < now + kAddressTime}});
  }
  if (!seats.known && !rows.empty()) view["places_unknown"] = true;
  if (!lacking.empty()) view["lacking_addresses"] = View{{"items", lacking}};
  if (rows.empty()) {
    view["no_sessions"] = true;
    view["sessions_table"] = false;
  } else {
    view["sessions_table"] = View{{"table_rows", std::move(rows)}};
  }
}

// How the service is doing, and which messages failed: for those who look after
// bookings.
boost::asio::awaitable<void> AddHealth(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       View& view) {
  if (!Allows(visit.staff().role, Permission::kChangePeople)) co_return;
  DeskHealth health = co_await AskHealth(desk, visit, request);
  const int64_t failed = health.failed_messages.value_or(0);
  if (failed > 0) {
    view["failed_messages"] =
        View{{"href", std::string(kFailedPath)},
             {"text", SayCount("office.today.failed_messages", failed)}};
  }
  if (!health.troubles.empty()) {
    view["health"] = View{{"troubles", std::move(health.troubles)}};
  } else if (failed == 0) {
    view["health"] = View{{"all_well", true}};
  }
}

// What became of a meeting that was tried again.
struct Outcome {
  absl::string_view done;
  absl::string_view key;
};
constexpr Outcome kTriedAgain = {"again", "office.health.tried_again"};
constexpr Outcome kSettled = {"settled", "office.health.settled"};

void AddDone(const http::Request& request, View& view) {
  for (const Outcome& outcome : {kTriedAgain, kSettled}) {
    if (request.query().Get("done") != outcome.done) continue;
    view["done"] = View{{"done_text", Say(outcome.key)}};
  }
}

http::Answer TodayPage(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request, View view,
                       int code = 200) {
  const absl::Time now = desk.site->clock->Now();
  const std::string alarm = UrgentAlarm(desk.site->said->Get()->urgent,
                                        absl::ToCivilDay(now, desk.site->zone));
  if (!alarm.empty()) view["urgent_alarm"] = View{{"alarm_text", alarm}};
  co_await AddSessions(desk, visit, request, now, view);
  co_await AddHealth(desk, visit, request, view);
  co_return DeskPage(desk, visit, "desk-today", std::move(view), code);
}

http::Answer Today(const Desk& desk, const DeskVisit& visit,
                   http::Request& request) {
  View view;
  AddDone(request, view);
  co_return co_await TodayPage(desk, visit, request, std::move(view));
}

http::Answer RetryMeeting(const Desk& desk, const DeskVisit& visit,
                          http::Request& request) {
  scheduling::RetryMeetingRequest wanted;
  wanted.set_session_id(IdIn(request));
  const absl::StatusOr<scheduling::QueuedMeeting> retried =
      co_await desk.teams->Call(&TeamsCalls::Async::RetryMeeting,
                                StaffCaller(desk, visit, request),
                                std::move(wanted));
  const std::string reason = ReasonOf(retried.status());
  if (reason == "OVERLOADED") {
    View view = {{"refused_because", Say("office.health.overloaded")}};
    co_return co_await TodayPage(desk, visit, request, std::move(view), 503);
  }
  // It was made meanwhile, or is not wanted any more.
  const bool settled = reason == "MEETING_NOT_QUEUED";
  if (!retried.ok() && !settled) co_return retried.status();
  const Outcome& outcome = settled ? kSettled : kTriedAgain;
  co_return http::Redirect(absl::StrCat("/desk?done=", outcome.done));
}

}  // namespace

std::vector<DeskRoute> DeskTodayRoutes() {
  return {{.method = "GET",
           .pattern = "/desk",
           .audit = DeskAudit::Nothing(),
           .handler = &Today},
          {.method = "POST",
           .pattern = absl::StrCat("/desk/sessions/{id}", kRetryStep),
           .permission = Permission::kPlan,
           .audit = DeskAudit::Changes(AuditAct::kSessionChanged,
                                       AuditSubject::kSession),
           .handler = &RetryMeeting}};
}

}  // namespace cwp::web
