#include "services/web/line_cookie.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/http/cookie.h"
#include "services/web/booking_form.h"
#include "services/web/kept_places.h"
#include "services/web/link_visit.h"

namespace cwp::web {
namespace {

// What a browser sends with each request: proxies take 8 KB of one header.
constexpr size_t kMostCookies = 2 * kLongestCookie;

// Enough to tell the forms of one browser apart.
constexpr size_t kEnding = 8;

std::string NameFor(const FormState& form) {
  return absl::StrCat(kLineCookie, form.form_id.substr(0, kEnding));
}

std::string Seal(const Site& site, const FormState& form) {
  return SealForm(site.form_key, form, site.clock->Now());
}

}  // namespace

bool CanHaveAddress(const Site& site, const http::Request& request,
                    const FormState& form) {
  if (!SaysWhoTheyAre(form.answers)) return true;
  // Each browser is given this one with the first places that are kept.
  if (!site.cookies.Get(request, kBrowserCookie).has_value()) return false;
  const size_t size = Seal(site, form).size();
  const size_t replaced =
      site.cookies.Get(request, NameFor(form)).value_or("").size();
  const size_t others = request.Header("Cookie").size() - replaced;
  return size <= kLongestCookie && others + size <= kMostCookies;
}

void RememberAnswers(const Site& site, const FormState& form,
                     http::Response& response) {
  if (!SaysWhoTheyAre(form.answers)) return;
  site.cookies.Set(response, {.name = NameFor(form),
                              .value = Seal(site, form),
                              .max_age = kFormLifetime,
                              .same_site = http::SameSite::kStrict});
}

void RecallAnswers(const Site& site, const http::Request& request,
                   FormState& form) {
  const std::optional<std::string> sealed =
      site.cookies.Get(request, NameFor(form));
  if (!sealed.has_value()) return;
  absl::StatusOr<FormState> kept =
      OpenForm(site.form_key, *sealed, form.session_id, form.workshop_id,
               site.clock->Now());
  if (!kept.ok() || kept->form_id != form.form_id) return;
  form.answers = std::move(kept->answers);
}

void ForgetAnswers(const Site& site, const http::Request& request,
                   const FormState& form, http::Response& response) {
  const std::string name = NameFor(form);
  if (site.cookies.Get(request, name).has_value()) {
    site.cookies.Clear(response, name);
  }
}

void ForgetAllAnswers(const Site& site, const http::Request& request,
                      http::Response& response) {
  const std::string begin = site.cookies.NameOf(kLineCookie);
  const std::string sent = request.JoinedHeader("Cookie");
  for (absl::string_view pair : absl::StrSplit(sent, ';')) {
    pair = absl::StripLeadingAsciiWhitespace(pair);
    if (!absl::ConsumePrefix(&pair, begin)) continue;
    const absl::string_view ending = pair.substr(0, pair.find('='));
    site.cookies.Clear(response, absl::StrCat(kLineCookie, ending));
  }
}

}  // namespace cwp::web
