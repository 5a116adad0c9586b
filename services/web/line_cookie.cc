#include "services/web/line_cookie.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/http/cookie.h"
#include "services/web/booking_form.h"
#include "services/web/kept_places.h"
#include "services/web/link_visit.h"

namespace cwp::web {
namespace {

// What a browser sends with each request: proxies take 8 KB of one header. The
// lines have half of that at most, so that the longest of the others, which may
// be set later, fits beside them.
constexpr size_t kMostCookies = 2 * kLongestCookie;
constexpr size_t kMostLines = kLongestCookie;

// Enough to tell the forms of one browser apart.
constexpr size_t kEnding = 8;

std::string NameFor(const FormState& form) {
  return absl::StrCat(kLineCookie, form.form_id.substr(0, kEnding));
}

std::string Seal(const Site& site, const FormState& form) {
  return SealForm(site.form_key, form, site.clock->Now());
}

// Of a cookie as it is sent: "NAME=VALUE; ".
size_t SizeOf(absl::string_view name, absl::string_view value) {
  return name.size() + value.size() + 3;
}

}  // namespace

bool CanHaveAddress(const Site& site, const http::Request& request,
                    const FormState& form) {
  if (!SaysWhoTheyAre(form.answers)) return true;
  // Each browser is given this one with the first places that are kept.
  if (!site.cookies.Get(request, kBrowserCookie).has_value()) return false;
  const std::string own = site.cookies.NameOf(NameFor(form));
  const std::string begin = site.cookies.NameOf(kLineCookie);
  size_t lines = SizeOf(own, Seal(site, form));
  size_t others = 0;
  for (const auto& [name, value] : request.RawCookies()) {
    if (name == own) continue;
    (absl::StartsWith(name, begin) ? lines : others) += SizeOf(name, value);
  }
  return lines <= kMostLines && lines + others <= kMostCookies;
}

void RememberAnswers(const Site& site, const http::Request& request,
                     const FormState& form, http::Response& response) {
  if (!SaysWhoTheyAre(form.answers)) {
    ForgetAnswers(site, request, form, response);
    return;
  }
  const absl::Time end = form.kept->until + kAfterTurn;
  site.cookies.Set(response, {.name = NameFor(form),
                              .value = Seal(site, form),
                              .max_age = end - site.clock->Now(),
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
  for (const auto& [name, value] : request.RawCookies()) {
    absl::string_view ending = name;
    if (!absl::ConsumePrefix(&ending, begin)) continue;
    site.cookies.Clear(response, absl::StrCat(kLineCookie, ending));
  }
}

}  // namespace cwp::web
