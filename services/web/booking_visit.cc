#include "services/web/booking_visit.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/link.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/contact_data.h"
#include "services/web/link_visit.h"
#include "services/web/page.h"
#include "services/web/say.h"
#include "services/web/typed_form.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

http::asio::awaitable<absl::StatusOr<Kept>> Find(const Site& site,
                                                 const http::Request& request,
                                                 std::string token) {
  Kept kept;
  const std::optional<crypto::Link> link = crypto::UnprovenLink(token);
  CO_ASSIGN_OR_RETURN(kept.booking,
                      co_await site.registration->ResolveManageToken(
                          PublicCaller(site, request), std::move(token)));
  kept.holder = absl::StrCat(kept.booking.id());
  if (link.has_value()) absl::StrAppend(&kept.holder, ".", link->generation);
  kept.programme = site.catalogue->Get();
  kept.session = kept.programme->FindSession(kept.booking.session_id());
  if (kept.session != nullptr) {
    kept.workshop = kept.programme->FindWorkshop(kept.session->workshop_id);
  }
  co_return kept;
}

http::Answer Visited(const Site& site, const http::Request& request,
                     BookingPage page) {
  const std::optional<std::string> token = TokenOf(site, request, kBookingLink);
  if (!token.has_value()) co_return OpenLinkAgain(site, request, kBookingLink);
  absl::StatusOr<Kept> kept = co_await Find(site, request, *token);
  if (!kept.ok()) co_return LinkFailed(site, request, *token, kept.status());
  absl::StatusOr<http::Response> answer =
      co_await page(site, request, *std::move(kept));
  if (!answer.ok()) co_return SendAgain(site, request, answer.status(), true);
  co_return answer;
}

}  // namespace

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
    view["workshop"] = View{{"title", Say("session.unknown_workshop")},
                            {"href", "/workshops"}};
  }
  return view;
}

void AddBookingPage(http::Router& router, const Site& site,
                    absl::string_view method, absl::string_view step,
                    BookingPage page) {
  const http::Handler handler = [&site, page](http::Request& request) {
    return Visited(site, request, page);
  };
  router.Add(
      method, absl::StrCat(kBookingPath, step),
      method == "GET" ? handler : FromOwnSite(site, Origin::kAny, handler));
}

}  // namespace cwp::web
