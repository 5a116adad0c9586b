// A booking is moved to another date for its contact.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_amend.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_form.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr absl::string_view kMove = "/desk/bookings/{id}/move";

// The other dates that are open, each with how many places it has left.
Awaited<json::array> OtherDates(const Desk& desk, const DeskVisit& visit,
                                const http::Request& request,
                                const Amended& amended, std::string chosen) {
  CO_ASSIGN_OR_RETURN(
      const std::vector<scheduling::Session> dates,
      co_await ListDates(desk, visit, request, amended.session.workshop_id()));
  std::vector<int64_t> ids = IdsOf(dates);
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  json::array items;
  for (const scheduling::Session& date : dates) {
    const bool open =
        date.state() == scheduling::Session::OPEN && !date.has_pending_change();
    if (!open || date.id() == amended.session.id()) continue;
    std::string item_id = "to_session";
    if (!items.empty()) absl::StrAppend(&item_id, "-", items.size() + 1);
    const std::string value = absl::StrCat(date.id());
    View item = {{"item_id", item_id},
                 {"value", value},
                 {"text", RangeOf(date, desk.site->zone)},
                 {"item_hint", PlacesWords(date, seats)}};
    const auto count = seats.counts.find(date.id());
    if (count != seats.counts.end() &&
        count->second.left() < amended.booking.places()) {
      item["item_hint"] = Say("people.amend.too_few_places",
                              {{"places", PlacesWords(date, seats)}});
    }
    if (value == chosen) item["checked"] = true;
    items.push_back(std::move(item));
  }
  co_return items;
}

http::Answer MovePage(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, const Amended& amended,
                      bool lacking, AmendProblem problem) {
  std::string chosen(visit.form.Get("to_session"));
  CO_ASSIGN_OR_RETURN(
      json::array items,
      co_await OtherDates(desk, visit, request, amended, std::move(chosen)));
  View view = AmendView(desk, amended, problem);
  if (items.empty()) {
    view["no_other_dates"] = true;
  } else {
    View dates = {{"items", std::move(items)}};
    if (lacking) {
      const std::string& words = Say("people.amend.select_date");
      dates["error"] = words;
      view["error_summary"] =
          View{{"items",
                json::array{View{{"href", "#to_session"}, {"text", words}}}}};
    }
    view["to_session"] = std::move(dates);
    view["form"] = AmendForm(desk, visit, amended, "/move", problem);
  }
  co_return DeskPage(desk, visit, "desk-booking-move", std::move(view),
                     FormCode(lacking, !problem.words.empty()));
}

http::Answer AskWhen(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Amended amended,
                      co_await BeginAmending(desk, visit, request));
  AmendProblem none;
  co_return co_await MovePage(desk, visit, request, amended, false,
                              std::move(none));
}

http::Answer Move(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(Amended amended,
                      co_await BeginAmending(desk, visit, request));
  AmendProblem problem;
  int64_t to_session = 0;
  const bool chosen =
      absl::SimpleAtoi(visit.form.Get("to_session"), &to_session) &&
      to_session > 0;
  if (visit.review || !chosen) {
    const bool lacking = !visit.review;
    co_return co_await MovePage(desk, visit, request, amended, lacking,
                                std::move(problem));
  }
  v1::MoveBookingRequest wanted;
  wanted.set_id(amended.booking.id());
  wanted.set_to_session_id(to_session);
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get("etag")));
  const absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::MoveBooking, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (done.ok()) co_return http::Redirect(BookingPath(done->id()));
  CO_ASSIGN_OR_RETURN(problem, co_await WhyNotAmended(desk, visit, request,
                                                      done.status(), amended));
  if (!problem.changed) {
    absl::StrAppend(&problem.words, " ", Say("people.amend.stays"));
  }
  co_return co_await MovePage(desk, visit, request, amended, false,
                              std::move(problem));
}

}  // namespace

std::vector<DeskRoute> DeskAmendDateRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kMove),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &AskWhen},
          {.method = "POST",
           .pattern = std::string(kMove),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kBookingMoved,
                                       AuditSubject::kBooking),
           .handler = &Move,
           .has_form = true}};
}

}  // namespace cwp::web
