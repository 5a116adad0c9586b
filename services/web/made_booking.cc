#include "services/web/made_booking.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/cookie.h"
#include "common/http/escape.h"
#include "services/web/link_visit.h"

namespace cwp::web {
namespace {

// Nothing without such a cookie, or when its time is up.
std::optional<MadeBooking> Find(const Site& site,
                                const http::Request& request) {
  const std::optional<std::string> sealed =
      site.cookies.Get(request, kMadeCookie);
  if (!sealed.has_value()) return std::nullopt;
  absl::StatusOr<MadeBooking> made =
      OpenMade(site.form_key, *sealed, site.clock->Now());
  if (!made.ok()) return std::nullopt;
  return *std::move(made);
}

bool IsFor(const MadeBooking& made, const Receipt& receipt) {
  return made.reference == receipt.reference &&
         made.form.session_id == receipt.session_id;
}

}  // namespace

void RememberMade(const Site& site, const MadeBooking& made,
                  http::Response& response) {
  std::string sealed = SealMade(site.form_key, made);
  if (sealed.size() > kLongestCookie) return;
  site.cookies.Set(response, {.name = std::string(kMadeCookie),
                              .value = std::move(sealed),
                              .max_age = made.until - site.clock->Now(),
                              .same_site = http::SameSite::kStrict});
}

std::optional<MadeBooking> FindMade(const Site& site,
                                    const http::Request& request,
                                    const Receipt& receipt) {
  std::optional<MadeBooking> made = Find(site, request);
  const bool usable = made.has_value() && IsFor(*made, receipt) &&
                      !made->is_cancelled && made->tries_left > 0;
  if (!usable) return std::nullopt;
  return made;
}

std::optional<MadeBooking> FindMadeBefore(const Site& site,
                                          const http::Request& request,
                                          const FormState& form) {
  std::optional<MadeBooking> made = Find(site, request);
  const bool usable =
      made.has_value() && !made->is_cancelled &&
      made->form.form_id == form.form_id &&
      made->form.session_id == form.session_id &&
      AnswersToText(made->form.answers) != AnswersToText(form.answers);
  if (!usable) return std::nullopt;
  return made;
}

void NoteCancelled(const Site& site, const http::Request& request,
                   absl::string_view reference, http::Response& response) {
  std::optional<MadeBooking> made = Find(site, request);
  if (!made.has_value() || made->reference != reference) return;
  made->is_cancelled = true;
  RememberMade(site, *made, response);
}

bool WasCancelled(const Site& site, const http::Request& request,
                  const Receipt& receipt) {
  const std::optional<MadeBooking> made = Find(site, request);
  return made.has_value() && IsFor(*made, receipt) && made->is_cancelled;
}

std::string CorrectPath(absl::string_view receipt) {
  return absl::StrCat("/booked/", http::PercentEncode(receipt), "/email");
}

}  // namespace cwp::web
