#include "services/web/made_booking.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/cookie.h"
#include "common/http/escape.h"
#include "services/web/link_visit.h"

namespace cwp::web {
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
  const std::optional<std::string> sealed =
      site.cookies.Get(request, kMadeCookie);
  if (!sealed.has_value()) return std::nullopt;
  absl::StatusOr<MadeBooking> made =
      OpenMade(site.form_key, *sealed, site.clock->Now());
  const bool usable = made.ok() && made->reference == receipt.reference &&
                      made->form.session_id == receipt.session_id &&
                      made->tries_left > 0;
  if (!usable) return std::nullopt;
  return *std::move(made);
}

std::optional<MadeBooking> FindMadeBefore(const Site& site,
                                          const http::Request& request,
                                          const FormState& form) {
  const std::optional<std::string> sealed =
      site.cookies.Get(request, kMadeCookie);
  if (!sealed.has_value()) return std::nullopt;
  absl::StatusOr<MadeBooking> made =
      OpenMade(site.form_key, *sealed, site.clock->Now());
  const bool usable =
      made.ok() && made->form.form_id == form.form_id &&
      made->form.session_id == form.session_id &&
      AnswersToText(made->form.answers) != AnswersToText(form.answers);
  if (!usable) return std::nullopt;
  return *std::move(made);
}

std::string CorrectPath(absl::string_view receipt) {
  return absl::StrCat("/booked/", http::PercentEncode(receipt), "/email");
}

}  // namespace cwp::web
