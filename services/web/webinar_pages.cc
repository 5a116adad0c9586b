#include <string>
#include <utility>

#include "common/base/error.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

http::Answer Webinars(const Site& site) {
  const ProgrammePtr programme = site.catalogue->Get();
  json::array webinars;
  for (const Webinar& webinar : programme->webinars()) {
    webinars.push_back(WebinarCardView(webinar));
  }
  View view;
  if (webinars.empty()) {
    view[site.knows_webinars() ? "nothing_found" : "catalogue_unknown"] = true;
  }
  view["webinars"] = std::move(webinars);
  co_return Page(site, "webinars", view);
}

http::Answer OneWebinar(const Site& site, std::string slug) {
  const ProgrammePtr programme = site.catalogue->Get();
  const Webinar* webinar = programme->FindWebinar(slug);
  if (webinar == nullptr && !site.knows_webinars()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  if (webinar == nullptr) {
    co_return NotFound("WEBINAR_NOT_FOUND", "there is no such webinar");
  }
  co_return Page(site, "webinar", {{"webinar", WebinarView(*webinar)}});
}

}  // namespace

void AddWebinarPages(http::Router& router, const Site& site) {
  router.Add("GET", "/webinars",
             [&site](http::Request&) { return Webinars(site); },
             {.either_slash = true});
  router.Add("GET", "/webinars/{slug}", [&site](http::Request& request) {
    return OneWebinar(site, std::string(request.Param("slug")));
  });
}

}  // namespace cwp::web
