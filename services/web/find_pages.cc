// "Find my booking": whoever has lost the e-mail is written to once more.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/await.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/booking_form.h"
#include "services/web/client_limits.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/typed_email.h"
#include "services/web/typed_form.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr char kPath[] = "/find-my-booking";

// Answers come so long after the question, whether or not there was anything to
// write: otherwise the time would tell whether somebody has booked.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(400);

http::Response FormPage(const Site& site, const std::string& typed,
                        const std::string& error) {
  Answers shown;
  shown.contact_email = typed;
  std::vector<FieldError> errors;
  if (!error.empty()) errors.push_back({"contact_email", error});
  View view = FilledForm(site.renderer->Fixed("find-booking"), shown, errors);
  view["form"] = View{{"action", kPath}};
  return ForHistory(Page(site, "find-booking", view));
}

http::Answer Show(const Site& site) { co_return FormPage(site, "", ""); }

// The answer is the same whether or not there is a booking.
http::Answer Send(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const std::string email = EmailIn(form.Get("contact_email"));
  const std::string error = EmailError(email);
  if (!error.empty()) co_return FormPage(site, email, error);
  CO_RETURN_IF_ERROR(TakeLetter(site, request, email));
  const auto begin = std::chrono::steady_clock::now();
  v1::FindMyBookingsRequest find;
  find.set_email(email);
  const absl::Status found = (co_await site.registration->FindMyBookings(
                                  PublicCaller(site, request), std::move(find)))
                                 .status();
  co_await http::Sleep(
      kAnswerTime - absl::FromChrono(std::chrono::steady_clock::now() - begin));
  if (!found.ok()) co_return SendAgain(site, request, found, true);
  co_return http::Redirect(absl::StrCat(kPath, "/sent"));
}

http::Answer ShowSent(const Site& site) {
  co_return Page(site, "find-booking", {{"sent", true}});
}

}  // namespace

void AddFindPages(http::Router& router, const Site& site) {
  router.Add("GET", kPath, [&site](http::Request&) { return Show(site); });
  router.Add("GET", absl::StrCat(kPath, "/sent"),
             [&site](http::Request&) { return ShowSent(site); });
  router.Add("POST", kPath,
             FromOwnSite(site, Origin::kNamed,
                         WithinRate(site, [&site](http::Request& request) {
                           return Send(site, request);
                         })));
}

}  // namespace cwp::web
