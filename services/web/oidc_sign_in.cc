#include "services/web/oidc_sign_in.h"

#include <memory>
#include <utility>

#include "common/base/error.h"
#include "common/crypto/random.h"
#include "common/db/error.h"
#include "common/http/await.h"
#include "common/http/co_status_macros.h"

namespace cwp::web {
namespace {

// So many wait for the provider at once, and so long.
constexpr size_t kMostWaiting = 16;
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr size_t kStateBytes = 4 << 20;
constexpr size_t kFormBytes = 32 << 20;

}  // namespace

OidcSignIn::OidcSignIn(OidcOptions options, std::string button,
                       const Clock& clock, Metrics& metrics)
    : options_(std::move(options)),
      button_(std::move(button)),
      clock_(clock),
      provider_(options_, clock),
      limits_(clock),
      used_states_(clock, kTime, kStateBytes),
      kept_forms_(clock, kTime, kFormBytes),
      answers_(metrics.AddCounter(
          "cwp_provider_answers_total",
          "How often the identity provider answered, whatever it said.")),
      failures_(metrics.AddCounter(
          "cwp_provider_failures_total",
          "How often the identity provider could not be asked.")),
      asking_(1, kMostWaiting) {}

void OidcSignIn::Count(const absl::Status& status) {
  const bool answered = status.ok() || absl::IsPermissionDenied(status);
  (answered ? answers_ : failures_).Add();
}

template <class T>
OidcSignIn::Answer<T> OidcSignIn::Run(
    absl::AnyInvocable<absl::StatusOr<T>()> work) {
  const absl::Time deadline = clock_.Now() + kPatience;
  absl::AnyInvocable<void(http::Done<absl::StatusOr<T>>)> start =
      [this, deadline, &work](http::Done<absl::StatusOr<T>> done) {
        // Called by the pool, or here when the pool is full.
        auto shared =
            std::make_shared<http::Done<absl::StatusOr<T>>>(std::move(done));
        const bool taken = asking_.Submit(
            [this, deadline, shared, work = std::move(work)]() mutable {
              if (clock_.Now() < deadline) {
                (*shared)(work());
              } else {
                (*shared)(MakeError(absl::StatusCode::kDeadlineExceeded,
                                    "PROVIDER_SLOW",
                                    "too many wait for the provider"));
              }
            });
        if (!taken) {
          (*shared)(db::Overloaded("too many wait for the provider"));
        }
      };
  co_return co_await http::Await<absl::StatusOr<T>>(std::move(start));
}

OidcSignIn::Answer<std::string> OidcSignIn::SignInUrl(OidcTry attempt,
                                                      std::string client_key) {
  const std::optional<absl::Duration> wait = limits_.TakeProvider(client_key);
  if (wait.has_value()) co_return TooManyTries(*wait);
  absl::AnyInvocable<absl::StatusOr<std::string>()> work =
      [this, attempt = std::move(attempt)] {
        return provider_.SignInUrl(attempt);
      };
  absl::StatusOr<std::string> url = co_await Run<std::string>(std::move(work));
  Count(url.status());
  if (!url.ok()) limits_.GiveBackProvider(client_key);
  co_return url;
}

OidcSignIn::Answer<IdToken> OidcSignIn::Redeem(std::string code,
                                               OidcTry attempt,
                                               std::string client_key) {
  if (!used_states_.Put(attempt.state, "")) {
    co_return MakeError(absl::StatusCode::kPermissionDenied, "STATE_USED",
                        "somebody has come back from this sign-in before");
  }
  absl::AnyInvocable<absl::StatusOr<IdToken>()> work =
      [this, code = std::move(code), attempt = std::move(attempt)] {
        return provider_.Redeem(code, attempt);
      };
  absl::StatusOr<IdToken> token = co_await Run<IdToken>(std::move(work));
  Count(token.status());
  if (!absl::IsPermissionDenied(token.status())) {
    limits_.GiveBackProvider(client_key);
  }
  co_return token;
}

std::string OidcSignIn::Keep(std::string form) {
  if (form.empty()) return "";
  std::string key = crypto::RandomToken();
  return kept_forms_.Put(key, std::move(form)) ? key : "";
}

std::string OidcSignIn::TakeKept(const std::string& key) {
  if (key.empty()) return "";
  return kept_forms_.Take(key).value_or(std::string());
}

}  // namespace cwp::web
