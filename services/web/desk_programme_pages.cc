#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "services/web/desk.h"
#include "services/web/desk_words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

// As scheduling's ListSessions takes.
constexpr int kPage = 200;
// More than a team can hold in a month.
constexpr int kMostPages = 10;

// "2026-12"; nothing unless it is one.
std::optional<absl::CivilMonth> ReadMonth(absl::string_view text) {
  absl::CivilMonth month;
  if (!absl::ParseCivilTime(text, &month)) return std::nullopt;
  if (month.year() < 2000 || month.year() > 2100) return std::nullopt;
  return month;
}

std::string MonthPath(absl::CivilMonth month) {
  return absl::StrFormat("/desk/programme?month=%04d-%02d", month.year(),
                         month.month());
}

// All sessions of a month, in whatever state.
http::asio::awaitable<absl::StatusOr<std::vector<scheduling::Session>>>
SessionsOf(const Desk& desk, const DeskVisit& visit,
           const http::Request& request, absl::CivilMonth month) {
  scheduling::ListSessionsRequest wanted;
  wanted.set_page_size(kPage);
  *wanted.mutable_start_time_min() =
      ToTimestamp(absl::FromCivil(month, desk.site->zone));
  *wanted.mutable_start_time_max() = ToTimestamp(
      absl::FromCivil(month + 1, desk.site->zone) - absl::Microseconds(1));
  std::vector<scheduling::Session> sessions;
  for (int pages = 0; pages < kMostPages; ++pages) {
    scheduling::ListSessionsRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        scheduling::ListSessionsResponse page,
        co_await desk.scheduling->Call(&SchedulingCalls::Async::ListSessions,
                                       StaffCaller(desk, visit, request),
                                       std::move(next)));
    for (scheduling::Session& session : *page.mutable_sessions()) {
      sessions.push_back(std::move(session));
    }
    if (page.next_page_token().empty()) break;
    wanted.set_page_token(page.next_page_token());
  }
  co_return sessions;
}

http::Answer ShowMonth(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  const absl::CivilMonth current(
      absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone));
  const absl::CivilMonth month =
      ReadMonth(request.query().Get("month")).value_or(current);
  CO_ASSIGN_OR_RETURN(const std::vector<scheduling::Session> sessions,
                      co_await SessionsOf(desk, visit, request, month));
  std::vector<int64_t> ids;
  for (const scheduling::Session& session : sessions) {
    ids.push_back(session.id());
  }
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array rows;
  for (const scheduling::Session& session : sessions) {
    rows.push_back(SessionRow(session, seats, desk.site->zone));
  }
  View view = {{"month", MonthWords(month)},
               {"earlier", View{{"href", MonthPath(month - 1)},
                                {"text", MonthWords(month - 1)}}},
               {"later", View{{"href", MonthPath(month + 1)},
                              {"text", MonthWords(month + 1)}}}};
  if (!seats.known && !rows.empty()) view["places_unknown"] = true;
  if (rows.empty()) {
    view["no_sessions"] = true;
    view["sessions_table"] = false;
  } else {
    view["sessions_table"] =
        View{{"caption", absl::StrCat("Sessions in ", MonthWords(month))},
             {"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-programme", std::move(view));
}

}  // namespace

std::vector<DeskRoute> DeskProgrammeRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/programme",
           .permission = Permission::kSeeProgramme,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowMonth}};
}

}  // namespace cwp::web
