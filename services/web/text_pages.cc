#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "services/web/desk.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/link_visit.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/said.h"
#include "services/web/say.h"
#include "services/web/texts.h"
#include "services/web/words.h"

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
                          std::string lasts) {
    return View{{"cookie_name", site.cookies.NameOf(name)},
                {"cookie_purpose", Say(purpose)},
                {"cookie_lasts", std::move(lasts)}};
  };
  View view = TextView(said, kCookies);
  view["cookies"] = json::array{
      cookie(kBrowserCookie, "cookie.browser", LengthWords(absl::Hours(24))),
      // How its name ends is different from form to form.
      cookie(absl::StrCat(kLineCookie, "…"), "cookie.line",
             Say("cookie.line_lasts", {{"length", LengthWords(kAfterTurn)}})),
      cookie(kMadeCookie, "cookie.made", LengthWords(absl::Minutes(30))),
      cookie(kWaitingLink.name, "cookie.waiting",
             LengthWords(absl::Minutes(30))),
      cookie(kBookingLink.name, "cookie.booking",
             LengthWords(absl::Minutes(30))),
      cookie(kWaitingLink.typed, "cookie.waiting_typed",
             LengthWords(absl::Hours(24))),
      cookie(kBookingLink.typed, "cookie.booking_typed",
             LengthWords(absl::Hours(24))),
      cookie(kDeskCookie, "cookie.desk", LengthWords(absl::Hours(12))),
      cookie(kDeviceCookie, "cookie.device", SayCount("length.days", 90)),
      cookie(kProviderCookie, "cookie.provider",
             LengthWords(absl::Minutes(10)))};
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
