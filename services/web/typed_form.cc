#include "services/web/typed_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/seal.h"
#include "common/http/cookie.h"
#include "common/http/form.h"
#include "services/web/booking_outcome.h"
#include "services/web/page.h"
#include "services/web/sealed_form.h"
#include "services/web/view.h"

namespace cwp::web {
namespace {

// Whether somebody, and not the page, says what a field holds.
bool IsTyped(absl::string_view name) {
  return name != kShownField && name != kUnknownField;
}

bool HoldsTyped(const http::Parameters& form) {
  return std::any_of(form.entries().begin(), form.entries().end(),
                     [](const auto& field) { return IsTyped(field.first); });
}

// What is sealed is for one booking, offer or the like.
std::string PurposeOf(const LinkKind& kind, int64_t id) {
  return absl::StrCat(kind.purpose, " typed ", id);
}

std::string Seal(const Site& site, const LinkKind& kind, int64_t id,
                 absl::string_view path, const http::Parameters& form) {
  json::array fields;
  for (const auto& [name, value] : form.entries()) {
    if (IsTyped(name)) fields.push_back(json::array{name, value});
  }
  const View view = {{"path", std::string(path)},
                     {"fields", std::move(fields)}};
  return crypto::SealToken(site.form_key, PurposeOf(kind, id),
                           json::serialize(view),
                           site.clock->Now() + kFormLifetime);
}

// A form that sends all fields again, as they are.
View SameForm(absl::string_view path, const http::Parameters& form,
              bool unknown) {
  json::array hidden;
  for (const auto& [name, value] : form.entries()) {
    // An empty value would be no value to the template.
    if (name == kUnknownField || value.empty()) continue;
    hidden.push_back(View{{"name", name}, {"value", value}});
  }
  if (unknown) {
    hidden.push_back(View{{"name", kUnknownField}, {"value", "yes"}});
  }
  View view = {{"action", std::string(path)}};
  if (!hidden.empty()) view["hidden"] = std::move(hidden);
  return view;
}

}  // namespace

http::Response OpenLinkAgain(const Site& site, const http::Request& request,
                             const LinkKind& kind) {
  const absl::StatusOr<http::Parameters> form = http::ParseForm(request);
  const std::optional<int64_t> id =
      form.ok() ? ShownId(site, *form) : std::nullopt;
  if (!id.has_value() || !HoldsTyped(*form)) {
    return Secret(Page(site, "manage-over", {}, 410));
  }
  std::string sealed = Seal(site, kind, *id, request.path(), *form);
  if (sealed.size() > kLongestCookie) {
    return ForHistory(
        Secret(Page(site, "manage-over",
                    {{"send_form", SameForm(request.path(), *form, false)}})));
  }
  http::Response response =
      Secret(Page(site, "manage-over", {{"typed_kept", true}}, 410));
  site.cookies.Set(response, {.name = std::string(kind.typed),
                              .value = std::move(sealed),
                              .max_age = kFormLifetime,
                              .same_site = http::SameSite::kStrict});
  return response;
}

std::optional<TypedForm> FindTyped(const Site& site,
                                   const http::Request& request,
                                   const LinkKind& kind, int64_t id) {
  const std::optional<std::string> sealed =
      site.cookies.Get(request, kind.typed);
  if (!sealed.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> text = crypto::OpenToken(
      site.form_key, PurposeOf(kind, id), *sealed, site.clock->Now());
  if (!text.ok()) return std::nullopt;
  json::error_code error;
  const json::value parsed = json::parse(*text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const View& view = parsed.get_object();
  TypedForm typed = {.path = view.at("path").as_string().c_str()};
  for (const json::value& field : view.at("fields").as_array()) {
    const json::array& pair = field.as_array();
    typed.fields.Add(pair.at(0).as_string().c_str(),
                     pair.at(1).as_string().c_str());
  }
  return typed;
}

void ForgetTyped(const Site& site, const http::Request& request,
                 const LinkKind& kind, http::Response& response) {
  if (site.cookies.Get(request, kind.typed).has_value()) {
    site.cookies.Clear(response, kind.typed);
  }
}

absl::StatusOr<http::Response> SendAgain(const Site& site,
                                         const http::Request& request,
                                         const absl::Status& status,
                                         bool asked) {
  const Outcome outcome = OutcomeOf(status);
  const bool again =
      outcome == Outcome::kUnknown || outcome == Outcome::kNothingDone;
  if (request.method() != "POST" || !again) return status;
  const absl::StatusOr<http::Parameters> form = http::ParseForm(request);
  if (!form.ok()) return status;
  // The same form may have been sent before, and nobody knew.
  const bool unknown = (asked && outcome == Outcome::kUnknown) ||
                       !form->Get(kUnknownField).empty();
  View view = {{"form", SameForm(request.path(), *form, unknown)}};
  if (!unknown) view["nothing_done"] = true;
  return TryLater(Page(site, "send-again", view, 503), status);
}

}  // namespace cwp::web
