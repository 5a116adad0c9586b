#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/crypto/totp.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "common/telemetry/log.h"
#include "services/web/desk.h"
#include "services/web/desk_authenticator.h"
#include "services/web/desk_device.h"
#include "services/web/desk_form.h"
#include "services/web/desk_provider_visit.h"
#include "services/web/desk_sign_in.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kCodePath = "/desk/sign-in/provider/code";
// Longer than any provider's codes.
constexpr size_t kLongestCode = 8192;

void Forget(const Desk& desk, http::Response& response) {
  desk.site->cookies.Clear(response, kProviderCookie);
}

// What is not right is said in the same words, whatever it is.
http::Response RefusedPage(const Desk& desk, const Carried& carried) {
  http::Response page =
      SignInPage(desk, {}, carried, {{"provider_refused", true}}, 403);
  Forget(desk, page);
  return page;
}

// The provider is not there, or not as it should be.
http::Response DownPage(const Desk& desk, const Carried& carried,
                        const absl::Status& status) {
  http::Response page =
      SignInPage(desk, {}, carried, {{"provider_down", true}}, 503);
  Forget(desk, page);
  return TryLater(std::move(page), status);
}

// Whether it is about the provider, and not about us.
bool IsOfProvider(absl::string_view reason) {
  return absl::StartsWith(reason, "PROVIDER_") || reason == "OVERLOADED" ||
         reason == "SECRET_UNREADABLE";
}

absl::StatusOr<http::Response> FailedPage(const Desk& desk,
                                          const http::Request& request,
                                          const Carried& carried,
                                          const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "TOO_MANY_TRIES") {
    http::Response page =
        SignInPage(desk, {}, carried, {{"too_many", true}}, 429);
    return TryLater(std::move(page), status);
  }
  const bool refused = absl::IsPermissionDenied(status);
  if (!refused && !IsOfProvider(reason)) return status;
  Log(LogLevel::kWarning, "provider_sign_in_failed",
      {{"request_id", request.id()},
       {"reason", reason},
       {"at", MetadataOf(status, "at")},
       {"provider_error", MetadataOf(status, "error")}});
  return refused ? RefusedPage(desk, carried) : DownPage(desk, carried, status);
}

http::Answer Begin(const Desk& desk, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const Carried carried = CarriedIn(desk, form);
  BegunVisit visit = {.attempt = NewOidcTry(), .next = carried.next};
  OidcTry attempt = visit.attempt;
  std::string client = ClientKey(*desk.site, request);
  const absl::StatusOr<std::string> url =
      co_await desk.oidc->SignInUrl(std::move(attempt), std::move(client));
  if (!url.ok()) co_return FailedPage(desk, request, carried, url.status());
  visit.kept = desk.oidc->Keep(carried.kept);
  // No redirect: browsers would hold it against the policy of the page with the
  // form, which lets nothing lead elsewhere.
  http::Response page =
      Page(*desk.site, "desk-provider-go", {{"provider_href", *url}});
  page.SetHeader("Refresh", absl::StrCat("0; url=", *url));
  SetVisit(desk, visit, page);
  co_return ForDeskAlone(std::move(page));
}

// Whom a token is about, and whether that is enough.
ProviderIdentity IdentityOf(const Desk& desk, const IdToken& token) {
  const OidcOptions& options = desk.oidc->options();
  const bool proves = options.second_factor == SecondFactor::kProvider ||
                      (options.second_factor == SecondFactor::kClaimed &&
                       token.several_factors);
  return {
      .identity_key = desk.accounts->IdentityKey(options.issuer, token.subject),
      .email_key = desk.accounts->EmailKey(EmailOf(token, options.email_from)),
      .proves_factor = proves};
}

// Why a way back is none of ours; empty when it is.
absl::string_view WhyNotOurs(const Desk& desk, const http::Parameters& query,
                             const std::optional<BegunVisit>& visit) {
  if (!visit.has_value()) return "COOKIE";
  if (!crypto::Equal(query.Get("state"), visit->attempt.state)) return "STATE";
  // Another provider's answer (RFC 9207).
  if (query.Has("iss") && query.Get("iss") != desk.oidc->options().issuer) {
    return "ISSUER";
  }
  const absl::string_view code = query.Get("code");
  return code.empty() || code.size() > kLongestCode ? "CODE" : "";
}

http::Answer Finish(const Desk& desk, const http::Request& request,
                    ProviderIdentity identity, ProviderForm form,
                    SignInTry attempt, Carried carried) {
  std::string old = OldToken(desk, request);
  std::string request_id(request.id());
  const absl::StatusOr<Accepted> accepted =
      co_await desk.accounts->SignInByProvider(
          std::move(identity), std::move(form), std::move(attempt),
          std::move(old), std::move(request_id));
  if (!accepted.ok()) co_return accepted.status();
  http::Response response =
      accepted->recovery_codes.empty()
          ? SignInAnswer(desk, request, accepted->signed_in, carried)
          : AcceptedPage(desk, request, *accepted);
  Forget(desk, response);
  co_return response;
}

http::Answer Back(const Desk& desk, const http::Request& request) {
  const std::optional<BegunVisit> visit = BegunVisitOf(desk, request);
  const absl::string_view why = WhyNotOurs(desk, request.query(), visit);
  if (!why.empty()) {
    const absl::Status refused =
        MakeError(absl::StatusCode::kPermissionDenied, "WAY_BACK_REFUSED",
                  "it is not the way back of a sign-in that was begun here",
                  {{"at", std::string(why)}});
    co_return FailedPage(desk, request, {}, refused);
  }
  Carried carried = {.next = visit->next,
                     .kept = desk.oidc->TakeKept(visit->kept)};
  std::string code(request.query().Get("code"));
  OidcTry begun = visit->attempt;
  std::string client = ClientKey(*desk.site, request);
  const absl::StatusOr<IdToken> token = co_await desk.oidc->Redeem(
      std::move(code), std::move(begun), std::move(client));
  if (!token.ok()) co_return FailedPage(desk, request, carried, token.status());
  ProviderIdentity identity = IdentityOf(desk, *token);
  ProviderIdentity found = identity;
  std::string request_id(request.id());
  const absl::StatusOr<ProviderAccount> account =
      co_await desk.accounts->FindByProvider(std::move(found),
                                             std::move(request_id));
  if (!account.ok()) {
    co_return FailedPage(desk, request, carried, account.status());
  }
  if (account->asks == ProviderAsks::kNothing) {
    ProviderForm nothing;
    SignInTry attempt;
    absl::StatusOr<http::Response> answer =
        co_await Finish(desk, request, std::move(identity), std::move(nothing),
                        std::move(attempt), carried);
    if (answer.ok()) co_return answer;
    co_return FailedPage(desk, request, carried, answer.status());
  }
  // To an address without what came back in this one.
  http::Response response = ForDeskAlone(http::Redirect(kCodePath));
  SetVisit(desk,
           ProvedVisit{.identity = std::move(identity),
                       .next = carried.next,
                       .kept = desk.oidc->Keep(std::move(carried.kept))},
           response);
  co_return response;
}

http::Response CodePage(const Desk& desk, const ProviderAccount& account,
                        const std::string& secret,
                        const std::vector<FieldError>& errors) {
  View view = FilledFields(desk.site->renderer->Fixed("desk-provider-code"), {},
                           errors);
  const bool connects = account.asks == ProviderAsks::kAuthenticator;
  view[connects ? "connects" : "has_app"] = true;
  view["staff_name"] = account.staff.name;
  view["form"] = View{{"action", std::string(kCodePath)}};
  if (connects) ShowSecret(desk, secret, account.staff.email, view);
  return ForDeskAlone(
      Page(*desk.site, "desk-provider-code", view, errors.empty() ? 200 : 403));
}

// The account of whoever has come back, if it still is one.
boost::asio::awaitable<absl::StatusOr<ProviderAccount>> AccountOf(
    const Desk& desk, const ProvedVisit& visit, const http::Request& request) {
  ProviderIdentity identity = visit.identity;
  std::string request_id(request.id());
  co_return co_await desk.accounts->FindByProvider(std::move(identity),
                                                   std::move(request_id));
}

http::Answer ShowCode(const Desk& desk, const http::Request& request) {
  const std::optional<ProvedVisit> visit = ProvedVisitOf(desk, request);
  if (!visit.has_value()) co_return http::Redirect(kSignInPath);
  const absl::StatusOr<ProviderAccount> account =
      co_await AccountOf(desk, *visit, request);
  if (!account.ok()) co_return FailedPage(desk, request, {}, account.status());
  co_return CodePage(desk, *account, crypto::NewTotpSecret(), {});
}

http::Answer TakeCode(const Desk& desk, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  const std::optional<ProvedVisit> visit = ProvedVisitOf(desk, request);
  if (!visit.has_value()) co_return http::Redirect(kSignInPath);
  const absl::StatusOr<ProviderAccount> account =
      co_await AccountOf(desk, *visit, request);
  if (!account.ok()) co_return FailedPage(desk, request, {}, account.status());
  ProviderForm typed = {.code = TypedIn(form, "code")};
  if (account->asks == ProviderAsks::kAuthenticator) {
    absl::StatusOr<std::string> secret = PostedSecret(desk, form);
    if (!secret.ok()) {
      co_return CodePage(desk, *account, crypto::NewTotpSecret(),
                         {{"code", "over"}});
    }
    typed.totp_secret = *std::move(secret);
  }
  const std::string secret = typed.totp_secret;
  if (typed.code.empty()) {
    co_return CodePage(desk, *account, secret, {{"code", "required"}});
  }
  ProviderIdentity identity = visit->identity;
  SignInTry attempt = TryOf(desk, request, account->staff.email);
  Carried carried = {.next = visit->next};
  // Until the code is right it stays kept.
  carried.kept = desk.oidc->TakeKept(visit->kept);
  const std::string kept = carried.kept;
  absl::StatusOr<http::Response> answer =
      co_await Finish(desk, request, std::move(identity), std::move(typed),
                      std::move(attempt), std::move(carried));
  if (answer.ok()) co_return answer;
  const std::string reason = ReasonOf(answer.status());
  if (reason != "CODE_WRONG" && reason != "SIGN_IN_REFUSED") {
    co_return answer.status();
  }
  http::Response page = CodePage(desk, *account, secret, {{"code", "wrong"}});
  ProvedVisit again = *visit;
  again.kept = desk.oidc->Keep(kept);
  SetVisit(desk, again, page);
  co_return page;
}

}  // namespace

void AddDeskProviderPages(http::Router& router, const Desk& desk) {
  router.Add("POST", kProviderPath,
             FromOwnSite(*desk.site, Origin::kNamed,
                         [&desk](http::Request& request) {
                           return Begin(desk, request);
                         }),
             {.max_body = kLargestSignIn});
  router.Add("GET", kOidcBackPath,
             [&desk](http::Request& request) { return Back(desk, request); });
  router.Add("GET", kCodePath, [&desk](http::Request& request) {
    return ShowCode(desk, request);
  });
  router.Add(
      "POST", kCodePath,
      FromOwnSite(*desk.site, Origin::kNamed, [&desk](http::Request& request) {
        return TakeCode(desk, request);
      }));
}

}  // namespace cwp::web
