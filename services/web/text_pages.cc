#include <memory>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "services/web/desk.h"
#include "services/web/kept_places.h"
#include "services/web/link_visit.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/said.h"
#include "services/web/texts.h"

namespace cwp::web {
namespace {

constexpr char kContact[] = "contact";
constexpr char kCookies[] = "cookies";

// A text and where it is read.
struct Place {
  const char* text;
  const char* path;
};
constexpr Place kPlaces[] = {
    {"about", "/about"},
    {"guided-self-help", "/guided-self-help"},
    {"what-happens", "/what-happens"},
    {"referral", "/referral"},
    {"privacy", "/privacy"},
    {"privacy-young-people", "/privacy/young-people"},
    {"accessibility", "/accessibility"},
    {"complaints-about-data", "/complaints-about-data"},
};

View TextView(const Said& said, absl::string_view name) {
  const auto found = said.texts.find(name);
  CWP_CHECK(found != said.texts.end(), "every page has its text");
  const PageText& text = found->second;
  View view = {{"text_title", text.title}};
  if (!text.html.empty()) view["text_html"] = text.html;
  return view;
}

View CookiesView(const Site& site, const Said& said) {
  const auto cookie = [&](absl::string_view name, const char* purpose,
                          const char* lasts) {
    return View{{"cookie_name", site.cookies.NameOf(name)},
                {"cookie_purpose", purpose},
                {"cookie_lasts", lasts}};
  };
  View view = TextView(said, kCookies);
  view["cookies"] = json::array{
      cookie(kBrowserCookie,
             "Set while you book, so that we keep places for you once when you "
             "book in two windows.",
             "24 hours"),
      cookie(kMadeCookie,
             "Set when you book, so that you can put a wrong email address "
             "right in the same browser.",
             "30 minutes"),
      cookie(kWaitingLink.name,
             "Set when you open the link to your turn on the waitlist, so that "
             "you can answer us there.",
             "30 minutes"),
      cookie(kBookingLink.name,
             "Set when you open the link to your booking, so that you can see, "
             "change or cancel it.",
             "30 minutes"),
      cookie(kWaitingLink.typed,
             "Set when you answer an offer more than 30 minutes after you "
             "opened its link, so that you need not type your answers again.",
             "24 hours"),
      cookie(kBookingLink.typed, "The same for changes to your booking.",
             "24 hours"),
      cookie(kDeskCookie,
             "Set when staff sign in, so that they stay signed in.",
             "12 hours"),
      cookie(kDeviceCookie,
             "Set when staff sign in, so that a stranger who guesses cannot "
             "keep them out.",
             "90 days"),
      cookie(kProviderCookie,
             "Set when staff sign in with the account of their organisation, "
             "so that it is the same browser that comes back.",
             "10 minutes")};
  return view;
}

http::Answer Contact(const Site& site, const http::Request& request) {
  const absl::Time now = site.clock->Now();
  const absl::Time minute =
      absl::FromUnixSeconds(absl::ToUnixSeconds(now) / 60 * 60);
  const std::shared_ptr<const Said> said = site.said->Get();
  co_return CachedPage(site, request, "text", "/contact", {.second = minute},
                       [&] {
                         View view = TextView(*said, kContact);
                         Overlay(view, said->opening.ViewAt(now));
                         return view;
                       });
}

}  // namespace

void AddTextPages(http::Router& router, const Site& site) {
  for (const Place& place : kPlaces) {
    AddSamePage(router, site, place.path, "text", [&place](const Said& said) {
      return TextView(said, place.text);
    });
  }
  AddSamePage(router, site, "/cookies", "text",
              [&site](const Said& said) { return CookiesView(site, said); });
  router.Add("GET", "/contact", [&site](http::Request& request) {
    return Contact(site, request);
  });
}

}  // namespace cwp::web
