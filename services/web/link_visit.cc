#include "services/web/link_visit.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/id.h"
#include "common/crypto/seal.h"
#include "common/http/cookie.h"
#include "services/web/page.h"
#include "services/web/sealed_form.h"
#include "services/web/typed_form.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kShownPurpose = "web cancel form";

}  // namespace

http::Response BeginVisit(const Site& site, const http::Request& request,
                          const LinkKind& kind, const std::string& token) {
  const bool waits = site.cookies.Get(request, kind.typed).has_value();
  http::Response response =
      Secret(http::Redirect(absl::StrCat(kind.home, waits ? kTypedStep : "")));
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

View ShownForm(const Site& site, const std::string& action, int64_t id) {
  const std::string shown =
      crypto::SealToken(site.form_key, kShownPurpose, absl::StrCat(id),
                        site.clock->Now() + kFormLifetime);
  return {
      {"action", action},
      {"hidden", json::array{View{{"name", kShownField}, {"value", shown}}}}};
}

std::optional<int64_t> ShownId(const Site& site, const http::Parameters& form) {
  const absl::StatusOr<std::string> shown = crypto::OpenToken(
      site.form_key, kShownPurpose, form.Get(kShownField), site.clock->Now());
  if (!shown.ok()) return std::nullopt;
  return ParseId(*shown);
}

bool IsShownFor(const Site& site, const http::Parameters& form, int64_t id) {
  return ShownId(site, form) == id;
}

rpc::Caller HolderOf(const Site& site, const http::Request& request,
                     absl::string_view id) {
  rpc::Caller holder = PublicCaller(site, request);
  holder.kind = rpc::CallerKind::kManageLink;
  holder.id = std::string(id);
  return holder;
}

}  // namespace cwp::web
