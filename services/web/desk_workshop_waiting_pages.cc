// Who waits for any date of a workshop, also while it has none.
#include <string>
#include <utility>
#include <vector>

#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

// A row of them: Contact, Places, On the list since, How it stands.
View AnyDateRow(const v1::WaitlistEntry& entry, const absl::TimeZone& zone) {
  View contact =
      Cell(Say("people.label.contact"), ContactWords(entry.contact()));
  contact["is_header"] = true;
  contact["cell_href"] = WaitingPath(entry.id());
  return {{"cells",
           json::array{
               std::move(contact),
               Cell(Say("people.label.places"), WantedWords(entry)),
               Cell(Say("people.label.on_list_since"),
                    civil::DateTimeWords(ToTime(entry.create_time()), zone)),
               Cell(Say("people.label.how_it_stands"),
                    WaitsWords(entry, entry.position(), 0, {}))}}};
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const scheduling::Workshop workshop,
      co_await GetWorkshop(desk, visit, request, IdIn(request)));
  CO_ASSIGN_OR_RETURN(
      const std::vector<v1::WaitlistEntry> entries,
      co_await ListWaitingForAny(desk, visit, request, workshop.id()));
  View view = {{"workshop_title", workshop.title()},
               {"back_link", View{{"text", Say("people.back_to_workshop")},
                                  {"href", DeskWorkshopPath(workshop.id())}}}};
  if (request.query().Get("done") == "left") {
    view["done"] = View{{"done_text", Say("people.done.left")}};
  }
  json::array rows;
  for (const v1::WaitlistEntry& entry : entries) {
    rows.push_back(AnyDateRow(entry, desk.site->zone));
  }
  if (rows.empty()) {
    view["no_people"] = true;
    view["waiting_table"] = false;
  } else {
    view["waiting_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-workshop-waiting", std::move(view));
}

}  // namespace

std::vector<DeskRoute> DeskWorkshopWaitingRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/workshops/{id}/waitlist",
           .permission = Permission::kChangePeople,
           .audit = DeskAudit::Shows(AuditAct::kWaitlistEntryViewed,
                                     AuditSubject::kWorkshop),
           .handler = &Show}};
}

}  // namespace cwp::web
