#include <memory>
#include <string>

#include "services/web/page.h"
#include "services/web/pages.h"

namespace cwp::web {
namespace {

constexpr char kRobots[] =
    "User-agent: *\n"
    "Disallow: /manage/\n"
    "Disallow: /j/\n"
    "Disallow: /booked/\n"
    "Disallow: /sessions/\n";

http::Answer Same(http::Response response) { co_return response; }

// Answers every request with the same page.
void AddSame(http::Router& router, absl::string_view path,
             http::Response response) {
  response.shared_body =
      std::make_shared<const std::string>(std::move(response.body));
  response.body.clear();
  response.SetHeader("Cache-Control", "public, max-age=300");
  router.Add("GET", path,
             [response](http::Request&) { return Same(response); });
}

}  // namespace

void AddInfoPages(http::Router& router, const Site& site) {
  for (const char* page :
       {"urgent-help", "privacy", "cookies", "accessibility"}) {
    AddSame(router, std::string("/") + page, Page(site, page, {}));
  }
  AddSame(router, "/robots.txt", http::Text(kRobots));
}

}  // namespace cwp::web
