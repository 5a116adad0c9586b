// Opens all sessions of a series that are shown to families and not open yet.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_act.h"
#include "services/web/desk_check.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_series_done.h"
#include "services/web/desk_series_views.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using scheduling::Series;
using scheduling::Session;

// Those who wait are counted for so many sessions at most: each is a call.
constexpr int kMostForeseen = 20;

Check CheckOf(const Series& series, int count) {
  return {.heading = SayCount("programme.series.open.heading", count),
          .action = absl::StrCat(SeriesPath(series.id()), "/open"),
          .button = SayCount("programme.series.open.button", count),
          .back_button = Say("people.back")};
}

// Whom it would offer places, as far as registration answers: most of the time
// nobody waits.
http::asio::awaitable<void> AddOffers(const Desk& desk, const DeskVisit& visit,
                                      const http::Request& request,
                                      const std::vector<Session>& sessions,
                                      Check& check) {
  int offered = 0;
  for (size_t i = 0; i < sessions.size() && i < kMostForeseen; ++i) {
    registration::PreviewSessionChangeRequest change;
    change.set_session_id(sessions[i].id());
    change.set_open(true);
    const auto impact =
        co_await ForeseeChange(desk, visit, request, std::move(change));
    if (!impact.ok()) {
      check.impact.emplace_back(Say("programme.series.open.offers_unknown"));
      co_return;
    }
    offered += impact->would_be_offered();
  }
  if (offered > 0) {
    check.impact.emplace_back(
        SayCount("programme.series.open.offered", offered));
  }
}

http::Answer AskToOpen(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request, const Series& series,
                       const std::vector<Session>& sessions) {
  Check check = CheckOf(series, static_cast<int>(sessions.size()));
  for (const Session& session : sessions) {
    check.impact.emplace_back(RangeOf(session, desk.site->zone));
  }
  check.impact.emplace_back(Say("programme.series.open.at_once"));
  co_await AddOffers(desk, visit, request, sessions, check);
  co_return CheckPage(desk, visit, check);
}

http::asio::awaitable<absl::Status> OpenOne(const Desk& desk,
                                            const DeskVisit& visit,
                                            const http::Request& request,
                                            const Session& session) {
  scheduling::OpenSessionRequest wanted;
  wanted.set_id(session.id());
  wanted.set_request_id(
      absl::StrCat(RequestIdOf(desk, visit), ":", session.id()));
  wanted.set_acknowledge_trainee_alone(visit.form.Has("trainee_alone"));
  wanted.set_meeting_options_confirmed(visit.form.Has("options_confirmed"));
  co_return (co_await desk.scheduling->Call(
                 &SchedulingCalls::Async::OpenSession,
                 StaffCaller(desk, visit, request), std::move(wanted)))
      .status();
}

// Asks about those that were refused: for what has to be said first, or why
// they cannot be opened.
http::Answer AskAgain(
    const Desk& desk, const DeskVisit& visit, const Series& series,
    const std::vector<std::pair<Session, absl::Status>>& refused, int opened) {
  const DeskVisit anew = WithNewForm(visit);
  Check check = CheckOf(series, static_cast<int>(refused.size()));
  check.heading = Say("programme.series.open.not_all");
  if (opened > 0) {
    check.impact.emplace_back(
        SayCount("programme.series.open.are_open", opened));
  }
  for (const auto& [session, status] : refused) {
    const std::string when = RangeOf(session, desk.site->zone);
    if (ToSay(status, check)) {
      check.impact.emplace_back(when);
      continue;
    }
    std::string why = StaffWordsFor(ReasonOf(status));
    if (why.empty()) co_return status;
    check.impact.emplace_back(
        Say("programme.series.open.refused", {{"when", when}, {"why", why}}));
  }
  co_return CheckPage(desk, anew, check);
}

http::Answer Open(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  scheduling::GetSeriesRequest wanted;
  wanted.set_id(IdIn(request));
  CO_ASSIGN_OR_RETURN(
      const Series series,
      co_await desk.series->Call(&SeriesCalls::Async::GetSeries,
                                 StaffCaller(desk, visit, request),
                                 std::move(wanted)));
  const std::string path = SeriesPath(series.id());
  const std::vector<Session> sessions = SessionsToOpen(desk, series);
  if (LeadsBack(visit.form)) co_return http::Redirect(path);
  // As when the form was sent before.
  if (sessions.empty()) {
    co_return http::Redirect(absl::StrCat(path, "?done=", kSeriesOpened));
  }
  if (!IsConfirmed(visit)) {
    co_return co_await AskToOpen(desk, visit, request, series, sessions);
  }
  std::vector<std::pair<Session, absl::Status>> refused;
  for (const Session& session : sessions) {
    const absl::Status status = co_await OpenOne(desk, visit, request, session);
    if (!status.ok()) refused.emplace_back(session, status);
  }
  if (refused.empty()) {
    co_return http::Redirect(absl::StrCat(path, "?done=", kSeriesOpened));
  }
  const int opened = static_cast<int>(sessions.size() - refused.size());
  co_return co_await AskAgain(desk, visit, series, refused, opened);
}

}  // namespace

std::vector<DeskRoute> DeskSeriesOpenRoutes() {
  return {{.method = "POST",
           .pattern = "/desk/series/{id}/open",
           .permission = Permission::kPlan,
           .audit = DeskAudit::Changes(AuditAct::kProgrammeChanged,
                                       AuditSubject::kSeries)
                        .OnceHas("confirmed"),
           .handler = &Open}};
}

}  // namespace cwp::web
