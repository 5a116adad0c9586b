#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/http/co_status_macros.h"
#include "common/programme/leaders.h"
#include "common/programme/nodes.h"
#include "common/programme/table.h"
#include "common/time/proto_time.h"
#include "services/web/desk.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

constexpr char kExportPath[] = "/desk/programme/export.csv";

std::string MonthPath(absl::CivilMonth month) {
  return absl::StrFormat("/desk/programme?month=%04d-%02d", month.year(),
                         month.month());
}

// Which sessions begin in a month, in whatever state.
scheduling::ListSessionsRequest SessionsOf(const Desk& desk,
                                           absl::CivilMonth month) {
  scheduling::ListSessionsRequest wanted;
  *wanted.mutable_start_time_min() =
      ToTimestamp(absl::FromCivil(month, desk.site->zone));
  *wanted.mutable_start_time_max() = ToTimestamp(
      absl::FromCivil(month + 1, desk.site->zone) - absl::Microseconds(1));
  return wanted;
}

http::Answer ShowMonth(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  const absl::CivilMonth current(
      absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone));
  const absl::string_view asked = request.query().Get("month");
  const std::optional<absl::CivilMonth> read = ReadMonth(asked);
  const absl::CivilMonth month = read.value_or(current);
  scheduling::ListSessionsRequest wanted = SessionsOf(desk, month);
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
  View view = {{"month", MonthWords(month)},
               {"earlier", View{{"href", MonthPath(month - 1)},
                                {"text", MonthWords(month - 1)}}},
               {"later", View{{"href", MonthPath(month + 1)},
                              {"text", MonthWords(month + 1)}}}};
  if (!asked.empty() && !read.has_value()) view["odd_month"] = true;
  if (Allows(visit.staff().role, Permission::kPlan)) {
    view["import_href"] = "/desk/programme/import";
    view["export_href"] = kExportPath;
  }
  if (!seats.known && !rows.empty()) view["places_unknown"] = true;
  if (rows.empty()) {
    view["no_sessions"] = true;
    view["sessions_table"] = false;
  } else {
    view["sessions_table"] =
        View{{"caption",
              Say("programme.sessions_in", {{"month", MonthWords(month)}})},
             {"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-programme", std::move(view));
}

// What is there and to come, as a file that can be changed and brought in
// again.
http::Answer Export(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Workshop> workshops,
      co_await ListWorkshops(desk, visit, request,
                             scheduling::Workshop::STATE_UNSPECIFIED));
  scheduling::ListSessionsRequest to_come;
  *to_come.mutable_start_time_min() = ToTimestamp(desk.site->clock->Now());
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> sessions,
      co_await ListSessions(desk, visit, request, std::move(to_come)));
  CO_ASSIGN_OR_RETURN(const std::vector<scheduling::Facilitator> team,
                      co_await ListFacilitators(desk, visit, request));
  http::Response file =
      ForDeskAlone(http::Text(programme::WriteTable(programme::ProgrammeNode(
          workshops, sessions, programme::NamesOf(team)))));
  file.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present");
  file.SetHeader("Content-Disposition",
                 "attachment; filename=\"programme.csv\"");
  co_return file;
}

}  // namespace

std::vector<DeskRoute> DeskProgrammeRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/programme",
           .permission = Permission::kSeeProgramme,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowMonth},
          {.method = "GET",
           .pattern = kExportPath,
           .permission = Permission::kPlan,
           .audit = DeskAudit::Nothing(),
           .handler = &Export}};
}

}  // namespace cwp::web
