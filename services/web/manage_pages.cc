#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/seal.h"
#include "common/http/co_status_macros.h"
#include "common/http/cookie.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/booking_request.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// The cookie that a link is exchanged for: it holds the link's token, sealed.
constexpr absl::string_view kCookie = "booking";
constexpr absl::string_view kPurpose = "web manage session";
constexpr absl::Duration kVisitTime = absl::Minutes(30);

// The field by which the form that cancels says which booking it was shown
// for, sealed: another link may have been opened in the same browser since.
constexpr char kShownField[] = "shown";
constexpr absl::string_view kShownPurpose = "web cancel form";

// Where the booking of this visit is.
constexpr char kBookingPath[] = "/booking";

bool IsCancelled(const v1::Booking& booking) {
  return booking.state() == v1::Booking::CANCELLED;
}

// A booking and its session, which is null when the programme does not say.
struct Kept {
  v1::Booking booking;
  ProgrammePtr programme;
  const Session* session = nullptr;
  const Workshop* workshop = nullptr;
};

// The token of the link that this visit began with; nothing when it is over.
std::optional<std::string> TokenOf(const Site& site,
                                   const http::Request& request) {
  const std::optional<std::string> sealed = site.cookies.Get(request, kCookie);
  if (!sealed.has_value()) return std::nullopt;
  absl::StatusOr<std::string> token =
      crypto::OpenToken(site.form_key, kPurpose, *sealed, site.clock->Now());
  if (!token.ok()) return std::nullopt;
  return *std::move(token);
}

// Registration, asked by PUBLIC, is the judge of the link, on every page.
http::asio::awaitable<absl::StatusOr<Kept>> Find(const Site& site,
                                                 const http::Request& request,
                                                 std::string token) {
  Kept kept;
  CO_ASSIGN_OR_RETURN(kept.booking,
                      co_await site.registration->ResolveManageToken(
                          PublicCaller(site, request), std::move(token)));
  kept.programme = site.catalogue->Get();
  kept.session = kept.programme->FindSession(kept.booking.session_id());
  if (kept.session != nullptr) {
    kept.workshop = kept.programme->FindWorkshop(kept.session->workshop_id);
  }
  co_return kept;
}

View ShownBooking(const Site& site, const Kept& kept) {
  const v1::Booking& booking = kept.booking;
  View shown = {
      {"reference", booking.reference()},
      {"contact_name", booking.contact().name()},
      {"contact_email", booking.contact().email()},
      {"made", civil::DateWords(ToTime(booking.create_time()), site.zone)}};
  if (!booking.contact().phone().empty()) {
    shown["contact_phone"] = booking.contact().phone();
  }
  SetCount(shown, "places", booking.places());
  View view = {{"booking", std::move(shown)}};
  if (kept.session != nullptr) {
    view["workshop"] = WorkshopView(*kept.workshop);
    view["session"] =
        SessionView(*kept.session, {}, site.clock->Now(), site.zone);
  } else {
    view["workshop"] = View{{"title", "Your workshop"}, {"href", "/workshops"}};
  }
  return view;
}

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
       SummaryRows(AskedForm(site.renderer->Fixed("book"), answers, site.rules),
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

bool HasEnded(const Site& site, const Kept& kept) {
  return kept.session != nullptr && kept.session->end() <= site.clock->Now();
}

bool CanCancel(const Site& site, const Kept& kept) {
  return !IsCancelled(kept.booking) && !HasEnded(site, kept);
}

// A page of a visit.
using VisitPage = http::Answer (*)(const Site& site,
                                   const http::Request& request, Kept kept);

// Says that the link has to be opened once more.
http::Response OverPage(const Site& site) {
  return Secret(Page(site, "manage-over", {}, 410));
}

http::Answer Visited(const Site& site, const http::Request& request,
                     VisitPage page) {
  std::optional<std::string> token = TokenOf(site, request);
  if (!token.has_value()) co_return OverPage(site);
  CO_ASSIGN_OR_RETURN(Kept kept,
                      co_await Find(site, request, *std::move(token)));
  co_return co_await page(site, request, std::move(kept));
}

// What follows a link in an e-mail may be a machine that looks for harm, so
// nothing is shown or changed before somebody presses the button.
http::Answer ShowButton(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await Find(site, request, token)).status());
  const View form = {
      {"action", absl::StrCat("/manage/", http::PercentEncode(token))}};
  co_return Secret(Page(site, "manage-open", {{"form", form}}));
}

http::Answer Exchange(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await Find(site, request, token)).status());
  http::Response response = Secret(http::Redirect(kBookingPath));
  site.cookies.Set(response,
                   {.name = std::string(kCookie),
                    .value = crypto::SealToken(site.form_key, kPurpose, token,
                                               site.clock->Now() + kVisitTime),
                    .max_age = kVisitTime,
                    .same_site = http::SameSite::kStrict});
  co_return response;
}

http::Answer Show(const Site& site, const http::Request&, Kept kept) {
  View view = ShownBooking(site, kept);
  view["rows"] = ToldRows(site, kept.booking);
  view["ended"] = HasEnded(site, kept);
  view["booking_cancelled"] = IsCancelled(kept.booking);
  view["session_cancelled"] = kept.session != nullptr &&
                              kept.session->state == SessionState::kCancelled;
  const std::string& join = kept.booking.join_token();
  if (!join.empty() && !HasEnded(site, kept)) {
    const std::string path = absl::StrCat("/j/", http::PercentEncode(join));
    // There is nothing to join when people meet at a venue.
    if (kept.session != nullptr && !kept.session->venue.has_value()) {
      view["join_href"] = path;
    }
    view["calendar_href"] = absl::StrCat(path, "/calendar.ics");
  }
  if (CanCancel(site, kept)) {
    view["cancel_href"] = absl::StrCat(kBookingPath, "/cancel");
  }
  co_return Secret(Page(site, "manage", view));
}

std::string SealShown(const Site& site, const Kept& kept) {
  return crypto::SealToken(site.form_key, kShownPurpose,
                           absl::StrCat(kept.booking.id()),
                           site.clock->Now() + kVisitTime);
}

// Whether a form that was sent was shown for this booking.
bool IsShownFor(const Site& site, const http::Parameters& form,
                const Kept& kept) {
  const absl::StatusOr<std::string> shown = crypto::OpenToken(
      site.form_key, kShownPurpose, form.Get(kShownField), site.clock->Now());
  return shown.ok() && *shown == absl::StrCat(kept.booking.id());
}

http::Answer AskToCancel(const Site& site, const http::Request&, Kept kept) {
  if (!CanCancel(site, kept)) co_return Secret(http::Redirect(kBookingPath));
  View view = ShownBooking(site, kept);
  view["form"] =
      View{{"action", absl::StrCat(kBookingPath, "/cancel")},
           {"hidden", json::array{View{{"name", kShownField},
                                       {"value", SealShown(site, kept)}}}}};
  view["back_link"] = View{{"href", kBookingPath}};
  co_return Secret(Page(site, "manage-cancel", view));
}

http::Answer Cancel(const Site& site, const http::Request& request, Kept kept) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, kept)) {
    co_return Secret(http::Redirect(kBookingPath));
  }
  rpc::Caller holder = PublicCaller(site, request);
  holder.kind = rpc::CallerKind::kManageLink;
  holder.id = absl::StrCat(kept.booking.id());
  v1::CancelBookingRequest cancel;
  cancel.set_id(kept.booking.id());
  const absl::StatusOr<v1::Booking> cancelled =
      co_await site.registration->CancelBooking(std::move(holder),
                                                std::move(cancel));
  // The booking's own page says that the workshop is over.
  if (ReasonOf(cancelled.status()) == "SESSION_ENDED") {
    co_return Secret(http::Redirect(kBookingPath));
  }
  if (!cancelled.ok()) co_return cancelled.status();
  co_return Secret(http::Redirect(absl::StrCat(kBookingPath, "/cancelled")));
}

http::Answer ShowCancelled(const Site& site, const http::Request&, Kept kept) {
  if (!IsCancelled(kept.booking)) {
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
  const auto add = [&](absl::string_view method, absl::string_view step,
                       VisitPage page) {
    const http::Handler handler = [&site, page](http::Request& request) {
      return Visited(site, request, page);
    };
    router.Add(
        method, absl::StrCat(kBookingPath, step),
        method == "GET" ? handler : FromOwnSite(site, Origin::kAny, handler));
  };
  add("GET", "", &Show);
  add("GET", "/cancel", &AskToCancel);
  add("POST", "/cancel", &Cancel);
  add("GET", "/cancelled", &ShowCancelled);
}

}  // namespace cwp::web
