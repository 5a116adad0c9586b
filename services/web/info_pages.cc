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

}  // namespace

void AddInfoPages(http::Router& router, const Site& site) {
  AddSamePage(router, site, "/urgent-help", "urgent-help",
              [](const Said&) { return View(); });
  router.Add("GET", "/robots.txt", [](http::Request&) { return Robots(); });
}

}  // namespace cwp::web
