#include "services/web/contact_data.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/kept_file.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"

namespace cwp::web {

namespace v1 = ::cwp::registration::v1;

http::Answer DownloadKept(const Site& site, rpc::Caller holder,
                          v1::ExportContactRequest ask) {
  CO_ASSIGN_OR_RETURN(const v1::ExportContactResponse all,
                      co_await site.registration->ExportContact(
                          std::move(holder), std::move(ask)));
  CO_ASSIGN_OR_RETURN(http::Response file, KeptFile(all));
  co_return Secret(std::move(file));
}

http::Response AskToErase(const Site& site, const LinkKind& kind, int64_t id) {
  return Secret(
      Page(site, "manage-erase",
           {{"form", ShownForm(site, absl::StrCat(kind.home, "/erase"), id)},
            {"download_href", absl::StrCat(kind.home, "/download")},
            {"back_link", View{{"href", std::string(kind.home)}}}}));
}

http::Answer EraseKept(const Site& site, const http::Request& request,
                       const LinkKind& kind, int64_t id, rpc::Caller holder,
                       v1::EraseContactRequest erase) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, id)) co_return Secret(http::Redirect(kind.home));
  CO_RETURN_IF_ERROR((co_await site.registration->EraseContact(
                          std::move(holder), std::move(erase)))
                         .status());
  // The links lead nowhere from now on.
  http::Response response = Secret(http::Redirect("/erased"));
  for (const absl::string_view name :
       {kBookingLink.name, kBookingLink.typed, kWaitingLink.name,
        kWaitingLink.typed, kMadeCookie, kBrowserCookie}) {
    site.cookies.Clear(response, name);
  }
  ForgetAllAnswers(site, request, response);
  co_return response;
}

}  // namespace cwp::web
