#include "services/web/kept_places.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/random.h"
#include "common/http/cookie.h"
#include "common/time/proto_time.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr absl::string_view kBrowserKey = "web browser token";
constexpr absl::string_view kHoldKey = "web hold id";
constexpr size_t kShortestToken = 32;
constexpr size_t kLongestToken = 64;

// The same for a form that is sent twice before the browser has its cookie.
std::string BrowserTokenOf(const Site& site, const http::Request& request,
                           const FormState& form) {
  if (form.kept.has_value()) return form.kept->browser_token;
  const std::optional<std::string> known =
      site.cookies.Get(request, kBrowserCookie);
  const bool usable = known.has_value() && known->size() >= kShortestToken &&
                      known->size() <= kLongestToken;
  if (usable) return *known;
  return crypto::ToBase64Url(
      crypto::KeyedHash(site.form_key.Derive(kBrowserKey), {form.form_id}));
}

// The same for the same form, so that one sent again after its booking was made
// finds the hold that became it.
std::string RequestIdFor(const Site& site, const FormState& form,
                         const v1::CreateHoldRequest& request) {
  return crypto::ToBase64Url(
      crypto::KeyedHash(site.form_key.Derive(kHoldKey),
                        {form.form_id, request.browser_token(),
                         absl::StrCat(request.hold().session_id()),
                         absl::StrCat(request.hold().places()),
                         request.wait_in_line() ? "waits" : ""}));
}

bool IsOver(const v1::Hold& hold) {
  return hold.state() == v1::Hold::RELEASED || hold.state() == v1::Hold::LAPSED;
}

KeptPlaces ToKept(const v1::Hold& hold, std::string browser_token) {
  return {.hold_id = hold.id(),
          .browser_token = std::move(browser_token),
          .places = hold.places(),
          .until = ToTime(hold.expire_time()),
          .extensions_left = hold.extensions_left(),
          .in_line = hold.state() == v1::Hold::IN_LINE};
}

http::asio::awaitable<absl::StatusOr<v1::Hold>> Get(
    const Site& site, const http::Request& request, const KeptPlaces& kept) {
  v1::GetHoldRequest get;
  get.set_id(kept.hold_id);
  get.set_browser_token(kept.browser_token);
  co_return co_await site.registration->GetHold(PublicCaller(site, request),
                                                std::move(get));
}

// Whether what the form has serves still; `form.kept` says how it is now.
http::asio::awaitable<bool> Serves(const Site& site,
                                   const http::Request& request,
                                   FormState& form) {
  if (!form.kept.has_value()) co_return false;
  const absl::StatusOr<v1::Hold> hold = co_await Get(site, request, *form.kept);
  const bool enough = form.kept->places == PlacesOf(form.answers);
  const bool gone =
      hold.ok() ? IsOver(*hold) : ReasonOf(hold.status()) == "HOLD_NOT_FOUND";
  if (gone) form.kept.reset();
  if (gone || !enough) co_return false;
  if (!hold.ok()) co_return true;
  form.kept = ToKept(*hold, form.kept->browser_token);
  co_return true;
}

}  // namespace

http::asio::awaitable<absl::Status> KeepPlaces(const Site& site,
                                               const http::Request& request,
                                               FormState& form,
                                               bool wait_in_line) {
  const bool serves = co_await Serves(site, request, form);
  if (serves) co_return absl::OkStatus();
  v1::CreateHoldRequest create;
  create.mutable_hold()->set_session_id(form.session_id);
  create.mutable_hold()->set_places(PlacesOf(form.answers));
  create.set_browser_token(BrowserTokenOf(site, request, form));
  create.set_wait_in_line(wait_in_line);
  create.set_request_id(RequestIdFor(site, form, create));
  absl::StatusOr<v1::Hold> hold = co_await site.registration->CreateHold(
      PublicCaller(site, request), create);
  // The same request may have had another number of places kept since.
  const bool is_over =
      hold.ok() ? IsOver(*hold) || hold->places() != create.hold().places()
                : ReasonOf(hold.status()) == "HOLD_NOT_FOUND";
  if (is_over) {
    create.set_request_id(crypto::RandomToken());
    hold = co_await site.registration->CreateHold(PublicCaller(site, request),
                                                  create);
  }
  // What was kept before stays, where there is nothing else.
  if (!hold.ok()) co_return hold.status();
  form.kept = ToKept(*hold, create.browser_token());
  co_return absl::OkStatus();
}

http::asio::awaitable<void> KeepLonger(const Site& site,
                                       const http::Request& request,
                                       FormState& form) {
  if (!form.kept.has_value()) co_return;
  v1::ExtendHoldRequest extend;
  extend.set_id(form.kept->hold_id);
  extend.set_browser_token(form.kept->browser_token);
  extend.set_request_id(crypto::RandomToken());
  const absl::StatusOr<v1::Hold> hold = co_await site.registration->ExtendHold(
      PublicCaller(site, request), std::move(extend));
  if (hold.ok()) form.kept = ToKept(*hold, form.kept->browser_token);
}

http::asio::awaitable<Turn> LookAtTurn(const Site& site,
                                       const http::Request& request,
                                       FormState& form) {
  if (!form.kept.has_value()) co_return Turn{.state = Turn::State::kOver};
  const absl::StatusOr<v1::Hold> hold = co_await Get(site, request, *form.kept);
  if (!hold.ok()) {
    const bool gone = ReasonOf(hold.status()) == "HOLD_NOT_FOUND";
    co_return Turn{.state = gone ? Turn::State::kOver : Turn::State::kUnknown};
  }
  if (IsOver(*hold)) co_return Turn{.state = Turn::State::kOver};
  form.kept = ToKept(*hold, form.kept->browser_token);
  Turn turn = {
      .state = form.kept->in_line ? Turn::State::kInLine : Turn::State::kReady,
      .position = hold->position()};
  if (hold->has_others_lapse_time()) {
    turn.others_until = ToTime(hold->others_lapse_time());
  }
  co_return turn;
}

http::asio::awaitable<void> GiveBack(const Site& site,
                                     const http::Request& request,
                                     FormState& form) {
  if (!form.kept.has_value()) co_return;
  v1::ReleaseHoldRequest release;
  release.set_id(form.kept->hold_id);
  release.set_browser_token(form.kept->browser_token);
  form.kept.reset();
  (co_await site.registration->ReleaseHold(PublicCaller(site, request),
                                           std::move(release)))
      .IgnoreError();
}

void RememberBrowser(const Site& site, const FormState& form,
                     http::Response& response) {
  if (!form.kept.has_value()) return;
  site.cookies.Set(response, {.name = std::string(kBrowserCookie),
                              .value = form.kept->browser_token,
                              .max_age = kFormLifetime,
                              .same_site = http::SameSite::kStrict});
}

}  // namespace cwp::web
