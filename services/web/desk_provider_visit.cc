#include "services/web/desk_provider_visit.h"

#include "common/crypto/encoding.h"
#include "common/crypto/seal.h"
#include "services/web/oidc_json.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kBegunPurpose = "web desk provider begun";
constexpr absl::string_view kProvedPurpose = "web desk provider proved";
// What is left of a cookie's 4096 bytes, sealed and encoded, after all else.
constexpr size_t kLongestNext = 1500;

void Set(const Desk& desk, absl::string_view purpose, const View& visit,
         http::Response& response) {
  desk.site->cookies.Set(
      response, {.name = std::string(kProviderCookie),
                 .value = crypto::SealToken(
                     desk.site->form_key, purpose, json::serialize(visit),
                     desk.site->clock->Now() + OidcSignIn::kTime),
                 .max_age = OidcSignIn::kTime});
}

std::optional<View> Get(const Desk& desk, absl::string_view purpose,
                        const http::Request& request) {
  const std::optional<std::string> cookie =
      desk.site->cookies.Get(request, kProviderCookie);
  if (!cookie.has_value()) return std::nullopt;
  const absl::StatusOr<std::string> text = crypto::OpenToken(
      desk.site->form_key, purpose, *cookie, desk.site->clock->Now());
  if (!text.ok()) return std::nullopt;
  return ReadJsonObject(*text);
}

std::string ShortNext(const std::string& next) {
  return next.size() <= kLongestNext ? next : std::string();
}

}  // namespace

void SetVisit(const Desk& desk, const BegunVisit& visit,
              http::Response& response) {
  Set(desk, kBegunPurpose,
      {{"state", visit.attempt.state},
       {"nonce", visit.attempt.nonce},
       {"verifier", visit.attempt.verifier},
       {"next", ShortNext(visit.next)},
       {"kept", visit.kept}},
      response);
}

void SetVisit(const Desk& desk, const ProvedVisit& visit,
              http::Response& response) {
  Set(desk, kProvedPurpose,
      {{"identity", crypto::ToBase64Url(visit.identity.identity_key)},
       {"email", crypto::ToBase64Url(visit.identity.email_key)},
       {"next", ShortNext(visit.next)},
       {"kept", visit.kept}},
      response);
}

std::optional<BegunVisit> BegunVisitOf(const Desk& desk,
                                       const http::Request& request) {
  const std::optional<View> read = Get(desk, kBegunPurpose, request);
  if (!read.has_value()) return std::nullopt;
  return BegunVisit{.attempt = {.state = TextOf(*read, "state"),
                                .nonce = TextOf(*read, "nonce"),
                                .verifier = TextOf(*read, "verifier")},
                    .next = TextOf(*read, "next"),
                    .kept = TextOf(*read, "kept")};
}

std::optional<ProvedVisit> ProvedVisitOf(const Desk& desk,
                                         const http::Request& request) {
  const std::optional<View> read = Get(desk, kProvedPurpose, request);
  if (!read.has_value()) return std::nullopt;
  const std::optional<std::string> identity =
      crypto::FromBase64Url(TextOf(*read, "identity"));
  const std::optional<std::string> email =
      crypto::FromBase64Url(TextOf(*read, "email"));
  if (!identity.has_value() || !email.has_value()) return std::nullopt;
  // What proves the second factor asks nothing, and so has no such visit.
  return ProvedVisit{
      .identity = {.identity_key = *identity, .email_key = *email},
      .next = TextOf(*read, "next"),
      .kept = TextOf(*read, "kept")};
}

}  // namespace cwp::web
