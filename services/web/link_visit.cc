#include "services/web/link_visit.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/seal.h"
#include "common/http/cookie.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::Duration kVisitTime = absl::Minutes(30);
constexpr char kShownField[] = "shown";
constexpr absl::string_view kShownPurpose = "web cancel form";

}  // namespace

http::Response BeginVisit(const Site& site, const LinkKind& kind,
                          const std::string& token) {
  http::Response response = Secret(http::Redirect(kind.home));
  site.cookies.Set(
      response, {.name = std::string(kind.name),
                 .value = crypto::SealToken(site.form_key, kind.purpose, token,
                                            site.clock->Now() + kVisitTime),
                 .max_age = kVisitTime,
                 .same_site = http::SameSite::kStrict});
  return response;
}

std::optional<std::string> TokenOf(const Site& site,
                                   const http::Request& request,
                                   const LinkKind& kind) {
  const std::optional<std::string> sealed =
      site.cookies.Get(request, kind.name);
  if (!sealed.has_value()) return std::nullopt;
  absl::StatusOr<std::string> token = crypto::OpenToken(
      site.form_key, kind.purpose, *sealed, site.clock->Now());
  if (!token.ok()) return std::nullopt;
  return *std::move(token);
}

http::Response VisitOver(const Site& site) {
  return Secret(Page(site, "manage-over", {}, 410));
}

View ShownForm(const Site& site, const std::string& action, int64_t id) {
  const std::string shown =
      crypto::SealToken(site.form_key, kShownPurpose, absl::StrCat(id),
                        site.clock->Now() + kVisitTime);
  return {
      {"action", action},
      {"hidden", json::array{View{{"name", kShownField}, {"value", shown}}}}};
}

bool IsShownFor(const Site& site, const http::Parameters& form, int64_t id) {
  const absl::StatusOr<std::string> shown = crypto::OpenToken(
      site.form_key, kShownPurpose, form.Get(kShownField), site.clock->Now());
  return shown.ok() && *shown == absl::StrCat(id);
}

rpc::Caller HolderOf(const Site& site, const http::Request& request,
                     int64_t id) {
  rpc::Caller holder = PublicCaller(site, request);
  holder.kind = rpc::CallerKind::kManageLink;
  holder.id = absl::StrCat(id);
  return holder;
}

}  // namespace cwp::web
