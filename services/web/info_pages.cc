#include "absl/strings/str_cat.h"
#include "services/web/desk.h"
#include "services/web/kept_places.h"
#include "services/web/link_visit.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"

namespace cwp::web {
namespace {

constexpr char kRobots[] =
    "User-agent: *\n"
    "Disallow: /manage/\n"
    "Disallow: /booking\n"
    "Disallow: /w/\n"
    "Disallow: /waiting\n"
    "Disallow: /j/\n"
    "Disallow: /booked/\n"
    "Disallow: /sessions/\n";

http::Answer Robots() {
  http::Response response = http::Text(kRobots);
  response.SetHeader("Cache-Control", kForSomeMinutes);
  co_return response;
}

View CookiesView(const Site& site) {
  const auto cookie = [&](absl::string_view name, const char* purpose,
                          const char* lasts) {
    return View{{"cookie_name", site.cookies.NameOf(name)},
                {"cookie_purpose", purpose},
                {"cookie_lasts", lasts}};
  };
  return {{"uses_cookies", true},
          {"cookies",
           json::array{
               cookie(kBrowserCookie,
                      "Set while you book, so that we keep places for you once "
                      "when you book in two windows.",
                      "24 hours"),
               cookie(kMadeCookie,
                      "Set when you book, so that you can put a wrong email "
                      "address right in the same browser.",
                      "30 minutes"),
               cookie(kWaitingLink.name,
                      "Set when you open the link to your turn on the "
                      "waitlist, so that you can answer us there.",
                      "30 minutes"),
               cookie(kBookingLink.name,
                      "Set when you open the link to your booking, so that you "
                      "can see, change or cancel it.",
                      "30 minutes"),
               cookie(kDeskCookie,
                      "Set when staff sign in, so that they stay signed in.",
                      "12 hours"),
               cookie(kDeviceCookie,
                      "Set when staff sign in, so that a stranger who guesses "
                      "cannot keep them out.",
                      "90 days")}}};
}

}  // namespace

void AddInfoPages(http::Router& router, const Site& site) {
  for (const char* page : {"urgent-help", "privacy", "accessibility"}) {
    AddSamePage(router, absl::StrCat("/", page),
                site.renderer->Render(page, {}));
  }
  AddSamePage(router, "/cookies",
              site.renderer->Render("cookies", CookiesView(site)));
  router.Add("GET", "/robots.txt", [](http::Request&) { return Robots(); });
}

}  // namespace cwp::web
