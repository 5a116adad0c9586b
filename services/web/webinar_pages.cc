#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "services/web/list_page.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kWebinars = "/webinars";

View WebinarsView(const Programme& programme, const ListPage& page,
                  bool known) {
  const std::vector<Webinar>& all = programme.webinars();
  json::array webinars;
  for (size_t i = page.begin; i < page.end; ++i) {
    webinars.push_back(WebinarCardView(all[i]));
  }
  View view;
  if (webinars.empty()) {
    view[known ? "nothing_found" : "catalogue_unknown"] = true;
  }
  AddPaged(page, all.size(), view);
  AddPageLinks(page, kWebinars, "maincontent", {}, view);
  view["webinars"] = std::move(webinars);
  return view;
}

http::Answer Webinars(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const bool known = site.knows_webinars();
  const size_t asked = PageAsked(request.query());
  const ListPage page =
      CutPage(programme->webinars().size(), kMostOnPage, asked);
  // While nothing is known, nobody can say that there is no such page.
  const bool left_out =
      page.number != asked && (known || !programme->webinars().empty());
  PageCache::Basis basis = {.programme = programme, .known = known};
  co_return CachedPage(site, request, "webinars",
                       PageKey(kWebinars, page.number, left_out),
                       std::move(basis), [&] {
                         View view = WebinarsView(*programme, page, known);
                         view["left_out"] = left_out;
                         return view;
                       });
}

http::Answer OneWebinar(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const Webinar* webinar = programme->FindWebinar(request.Param("slug"));
  if (webinar == nullptr && !site.knows_webinars()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  if (webinar == nullptr) {
    co_return NotFound("WEBINAR_NOT_FOUND", "there is no such webinar");
  }
  PageCache::Basis basis = {.programme = programme, .known = true};
  co_return CachedPage(site, request, "webinar",
                       absl::StrCat("/webinars/", webinar->slug),
                       std::move(basis), [&] {
                         return View{{"webinar", WebinarView(*webinar)}};
                       });
}

}  // namespace

void AddWebinarPages(http::Router& router, const Site& site) {
  router.Add(
      "GET", "/webinars",
      [&site](http::Request& request) { return Webinars(site, request); },
      {.either_slash = true});
  router.Add("GET", "/webinars/{slug}", [&site](http::Request& request) {
    return OneWebinar(site, request);
  });
}

}  // namespace cwp::web
