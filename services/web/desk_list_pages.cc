// The bookings of a session to take along: on paper, and as a file.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_csv.h"
#include "services/web/desk_list.h"
#include "services/web/desk_people.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

// Only what is needed in the room.
View PaperRow(const v1::Booking& booking) {
  View name = Cell(Say("people.label.name"), booking.contact().name());
  name["is_header"] = true;
  const std::string needs = NeedsWords(booking.access_needs());
  return {{"cells",
           json::array{
               std::move(name),
               Cell(Say("people.label.places"), absl::StrCat(booking.places())),
               Cell(Say("people.label.who_comes"), RolesWords(booking)),
               Cell(Say("people.label.needs"),
                    needs.empty() ? Say("people.none") : needs),
               Cell(Say("people.label.came"), std::string("☐"))}}};
}

http::Answer ShowPaper(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::CONFIRMED));
  const ListChoice by_name = {.sort = "name"};
  bookings = Chosen(std::move(bookings), by_name);
  json::array rows;
  int places = 0;
  for (const v1::Booking& booking : bookings) {
    rows.push_back(PaperRow(booking));
    places += booking.places();
  }
  const bool teams = session.delivery().mode() == scheduling::Delivery::TEAMS;
  View view = {{"session_title", session.workshop_title()},
               {"session_begins", RangeOf(session, desk.site->zone)},
               {"where", teams ? Say("session.online")
                               : session.delivery().venue().name()},
               {"printed",
                civil::DateTimeWords(desk.site->clock->Now(), desk.site->zone)},
               {"back_link", View{{"text", Say("people.back_to_session")},
                                  {"href", SessionPath(session.id())}}}};
  SetCount(view, "places", places);
  if (rows.empty()) {
    view["no_people"] = true;
    view["paper_table"] = false;
  } else {
    view["paper_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return DeskPage(desk, visit, "desk-paper", std::move(view));
}

std::vector<std::string> FileHeads() {
  return {Say("people.label.reference"), Say("people.label.name"),
          Say("people.label.email"),     Say("people.label.phone"),
          Say("people.label.places"),    Say("people.label.who_comes"),
          Say("people.label.age"),       Say("people.label.needs"),
          Say("people.label.state"),     Say("people.label.channel"),
          Say("people.label.booked_at")};
}

std::vector<std::string> FileRow(const v1::Booking& booking,
                                 const absl::TimeZone& zone) {
  return {booking.reference(),
          booking.contact().name(),
          booking.contact().email(),
          booking.contact().phone(),
          absl::StrCat(booking.places()),
          RolesWords(booking),
          AgesWords(booking),
          NeedsWords(booking.access_needs()),
          BookingStateWords(booking),
          ChannelWords(booking.channel()),
          civil::DateTimeWords(ToTime(booking.create_time()), zone)};
}

http::Answer ShowFile(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  const int64_t id = IdIn(request);
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request, id));
  CO_ASSIGN_OR_RETURN(std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::STATE_UNSPECIFIED));
  const ListChoice choice = ReadChoice(request.query());
  bookings = Chosen(std::move(bookings), choice);
  std::vector<std::vector<std::string>> rows;
  rows.push_back(FileHeads());
  for (const v1::Booking& booking : bookings) {
    rows.push_back(FileRow(booking, desk.site->zone));
  }
  http::Response file = ForDeskAlone(http::Text(WriteCsv(rows)));
  file.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present");
  file.SetHeader(
      "Content-Disposition",
      absl::StrCat("attachment; filename=\"bookings-", session.id(), ".csv\""));
  co_return file;
}

}  // namespace

std::vector<DeskRoute> DeskListRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/sessions/{id}/list",
           .permission = Permission::kSeePeople,
           .audit = DeskAudit::Shows(AuditAct::kSessionPeopleViewed,
                                     AuditSubject::kSession),
           .handler = &ShowPaper},
          {.method = "GET",
           .pattern = "/desk/sessions/{id}/bookings.csv",
           .permission = Permission::kSeePeople,
           .audit = DeskAudit::Shows(AuditAct::kPeopleDownloaded,
                                     AuditSubject::kSession),
           .handler = &ShowFile}};
}

}  // namespace cwp::web
