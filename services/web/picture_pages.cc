#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/security.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

absl::Status NoSuchPicture() {
  return NotFound("PICTURE_NOT_FOUND", "no workshop has this picture");
}

// Serves the picture that a workshop has now; no other has an address here.
http::Answer ServePicture(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const Workshop* workshop = programme->FindWorkshop(request.Param("slug"));
  if (workshop == nullptr && !site.knows_workshops()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  const std::string name(request.Param("file"));
  if (workshop == nullptr || !workshop->picture.has_value()) {
    co_return NoSuchPicture();
  }
  const Picture& picture = *workshop->picture;
  const bool small = name == PictureName(picture, true);
  if (!small && name != PictureName(picture, false)) {
    co_return NoSuchPicture();
  }
  http::Response response;
  response.shared_body = site.pictures->Find(name);
  if (response.shared_body == nullptr) {
    CO_ASSIGN_OR_RETURN(std::string bytes,
                        co_await site.scheduling->GetPicture(
                            PublicCaller(site, request), picture.id, small));
    response.shared_body = site.pictures->Put(name, std::move(bytes));
  }
  response.SetHeader("Content-Type", PictureType(small));
  response.SetHeader("Cache-Control", kForever);
  response.SetHeader("Content-Security-Policy", kFilePolicy);
  co_return http::WithEtag(request, std::move(response),
                           absl::StrCat("\"", name, "\""));
}

}  // namespace

void AddPicturePages(http::Router& router, const Site& site) {
  router.Add(
      "GET", "/workshops/{slug}/picture/{file}",
      [&site](http::Request& request) { return ServePicture(site, request); });
}

}  // namespace cwp::web
