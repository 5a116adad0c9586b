#include "services/web/contact_data.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/booking_outcome.h"
#include "services/web/kept_file.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/made_booking.h"
#include "services/web/page.h"
#include "services/web/short_memory.h"
#include "services/web/typed_form.h"

namespace cwp::web {

namespace v1 = ::cwp::registration::v1;

namespace {

// The links lead nowhere from now on.
http::Response SayErased(const Site& site, const http::Request& request) {
  http::Response response = Secret(http::Redirect("/erased"));
  for (const absl::string_view name :
       {kBookingLink.name, kBookingLink.typed, kWaitingLink.name,
        kWaitingLink.typed, kMadeCookie, kBrowserCookie}) {
    site.cookies.Clear(response, name);
  }
  ForgetAllAnswers(site, request, response);
  return response;
}

// What is said again to the holder of a link that is gone, if they have erased
// all of it.
std::optional<http::Response> ErasedBefore(const Site& site,
                                           const http::Request& request,
                                           const std::string& token,
                                           const absl::Status& status) {
  const bool gone = absl::IsNotFound(status);
  if (!gone || !site.erased->Find(token).has_value()) return std::nullopt;
  return SayErased(site, request);
}

}  // namespace

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
  const std::optional<std::string> token = TokenOf(site, request, kind);
  if (!token.has_value() || !IsShownFor(site, form, id)) {
    co_return Secret(http::Redirect(kind.home));
  }
  const absl::Status status = (co_await site.registration->EraseContact(
                                   std::move(holder), std::move(erase)))
                                  .status();
  if (status.ok() || OutcomeOf(status) == Outcome::kUnknown) {
    site.erased->Put(*token, "");
  }
  if (status.ok()) co_return SayErased(site, request);
  std::optional<http::Response> before =
      ErasedBefore(site, request, *token, status);
  if (before.has_value()) co_return *std::move(before);
  co_return status;
}

absl::StatusOr<http::Response> LinkFailed(const Site& site,
                                          const http::Request& request,
                                          const std::string& token,
                                          const absl::Status& status) {
  std::optional<http::Response> erased =
      ErasedBefore(site, request, token, status);
  if (erased.has_value()) return *std::move(erased);
  return SendAgain(site, request, status, /*asked=*/false);
}

}  // namespace cwp::web
