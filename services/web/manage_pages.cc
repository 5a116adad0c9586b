#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "common/time/proto_time.h"
#include "services/web/booking_request.h"
#include "services/web/booking_visit.h"
#include "services/web/link_visit.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"
#include "services/web/views.h"
#include "services/web/web_calendars.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// The age band as it was kept: the workshop's may have changed since.
void AddBand(const v1::Booking& booking, View& row) {
  if (booking.attendees().empty() || !booking.attendees(0).has_age_band()) {
    return;
  }
  const v1::AgeBand& band = booking.attendees(0).age_band();
  row["row_value"] =
      BandWords({.min = band.min_years(), .max = band.max_years()});
}

// What was told us, without the buttons that change it, and without what
// stands above it already.
json::array ToldRows(const Site& site, const v1::Booking& booking) {
  json::array told;
  const Answers answers = ToAnswers(booking);
  for (json::value& row :
       SummaryRows(AskedForm(site.renderer->Fixed("book"), answers,
                             site.said->Get()->rules),
                   answers, "")) {
    View& view = row.get_object();
    const bool shown_above = view.at("change_field") == "places";
    if (view.at("change_field") == "age_band") AddBand(booking, view);
    view.erase("change_field");
    view.erase("change_action");
    view.erase("change_hidden");
    if (!shown_above) told.push_back(std::move(view));
  }
  return told;
}

bool CanCancel(const Site& site, const Kept& kept) {
  return !kept.is_cancelled() && !kept.is_called_off() &&
         !kept.has_ended(site.clock->Now());
}

// What follows a link in an e-mail may be a machine that looks for harm, so
// nothing is shown or changed before somebody presses the button.
http::Answer ShowButton(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await site.registration->ResolveManageToken(
                          PublicCaller(site, request), token))
                         .status());
  const View form = {
      {"action", absl::StrCat("/manage/", http::PercentEncode(token))}};
  co_return Secret(Page(site, "manage-open", {{"form", form}}));
}

http::Answer Exchange(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await site.registration->ResolveManageToken(
                          PublicCaller(site, request), token))
                         .status());
  co_return BeginVisit(site, request, kBookingLink, token);
}

// The links of one meeting are here; those of a course are on their own page.
void AddCalendars(const Site& site, const Session& session, View& view) {
  if (session.meetings.size() > 1) {
    view["calendars_href"] = std::string(kWebCalendarsPath);
    return;
  }
  view["has_calendars"] = true;
  view["calendars"] = WebCalendars(session, site.clock->Now(), site.zone);
}

// Says what became of a form that was sent a moment ago, as far as that is so:
// anybody can write the address.
void AddOutcome(const Site& site, const http::Parameters& query,
                const Kept& kept, View& view) {
  const absl::Time now = site.clock->Now();
  view["unchanged"] = query.Has("unchanged") && !kept.can_change(now);
  const absl::string_view done = query.Get("done");
  const bool known = done == "places" || done == "details" || done == "moved";
  const bool comes = kept.session != nullptr && !kept.is_cancelled() &&
                     !kept.is_called_off() && !kept.has_ended(now);
  if (!known || !comes) return;
  view["saved"] = View{
      {"success", true},
      {"saved_text", Say(done == "moved" ? "change.moved" : "change.saved")}};
}

http::Answer Show(const Site& site, const http::Request& request, Kept kept) {
  View view = ShownBooking(site, kept);
  AddOutcome(site, request.query(), kept, view);
  view["rows"] = ToldRows(site, kept.booking);
  view["names_workshop"] = kept.booking.name_workshop();
  view["started"] = kept.is_on(site.clock->Now());
  view["ended"] = kept.has_ended(site.clock->Now());
  view["booking_cancelled"] = kept.is_cancelled();
  view["session_cancelled"] = kept.is_called_off();
  if (kept.may_come(site.clock->Now())) {
    const std::string path =
        absl::StrCat("/j/", http::PercentEncode(kept.booking.join_token()));
    // There is nothing to join when people meet at a venue.
    if (kept.session != nullptr && !kept.session->venue.has_value()) {
      view["join_href"] = path;
    }
    view["calendar_href"] = absl::StrCat(path, "/calendar.ics");
    if (kept.session != nullptr) AddCalendars(site, *kept.session, view);
  }
  if (CanCancel(site, kept)) {
    view["cancel_href"] = absl::StrCat(kBookingPath, "/cancel");
  }
  if (kept.can_change(site.clock->Now())) {
    view["change_href"] = absl::StrCat(kBookingPath, "/places");
    view["details_href"] = absl::StrCat(kBookingPath, "/details");
    view["move_href"] = absl::StrCat(kBookingPath, "/move");
  }
  co_return Secret(Page(site, "manage", view));
}

http::Answer AskToCancel(const Site& site, const http::Request&, Kept kept) {
  if (!CanCancel(site, kept)) co_return Secret(http::Redirect(kBookingPath));
  View view = ShownBooking(site, kept);
  view["form"] =
      ShownForm(site, absl::StrCat(kBookingPath, "/cancel"), kept.booking.id());
  view["back_link"] = View{{"href", std::string(kBookingPath)}};
  co_return Secret(Page(site, "manage-cancel", view));
}

http::Answer Cancel(const Site& site, const http::Request& request, Kept kept) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, kept.booking.id())) {
    co_return Secret(http::Redirect(kBookingPath));
  }
  v1::CancelBookingRequest cancel;
  cancel.set_id(kept.booking.id());
  const absl::StatusOr<v1::Booking> cancelled =
      co_await site.registration->CancelBooking(
          HolderOf(site, request, kept.holder), std::move(cancel));
  // The booking's own page says that the workshop is over.
  if (ReasonOf(cancelled.status()) == "SESSION_ENDED") {
    co_return Secret(http::Redirect(kBookingPath));
  }
  if (!cancelled.ok()) co_return cancelled.status();
  http::Response response =
      Secret(http::Redirect(absl::StrCat(kBookingPath, "/cancelled")));
  NoteCancelled(site, request, kept.booking.reference(), response);
  co_return response;
}

http::Answer ShowCancelled(const Site& site, const http::Request&, Kept kept) {
  if (!kept.is_cancelled()) {
    co_return Secret(http::Redirect(kBookingPath));
  }
  co_return Secret(Page(site, "cancelled", ShownBooking(site, kept)));
}

}  // namespace

void AddManagePages(http::Router& router, const Site& site) {
  constexpr absl::string_view kLink = "/manage/{token}";
  router.Add("GET", kLink, [&site](http::Request& request) {
    return ShowButton(site, request);
  });
  router.Add("POST", kLink,
             FromOwnSite(site, Origin::kAny, [&site](http::Request& request) {
               return Exchange(site, request);
             }));
  AddBookingPage(router, site, "GET", "", &Show);
  AddBookingPage(router, site, "GET", "/cancel", &AskToCancel);
  AddBookingPage(router, site, "POST", "/cancel", &Cancel);
  AddBookingPage(router, site, "GET", "/cancelled", &ShowCancelled);
}

}  // namespace cwp::web
