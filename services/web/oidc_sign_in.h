#ifndef CWP_SERVICES_WEB_OIDC_SIGN_IN_H_
#define CWP_SERVICES_WEB_OIDC_SIGN_IN_H_

#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/base/worker_pool.h"
#include "common/telemetry/metrics.h"
#include "services/web/oidc_provider.h"
#include "services/web/short_memory.h"
#include "services/web/sign_in_limits.h"

namespace cwp::web {

// Signing in with the organisation's identity provider, for pages: asks it on a
// thread of its own, so that a slow one holds up nobody else. Safe to use from
// several threads at once.
class OidcSignIn {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<absl::StatusOr<T>>;

  // `clock` and `metrics` outlive it.
  OidcSignIn(OidcOptions options, std::string button, const Clock& clock,
             Metrics& metrics);
  // What waits for the provider fails; see Stop.
  ~OidcSignIn() { Stop(); }

  // What the button says.
  const std::string& button() const { return button_; }
  const OidcOptions& options() const { return options_; }

  // As OidcProvider's. Both fail besides with RESOURCE_EXHAUSTED: `OVERLOADED`,
  // and `TOO_MANY_TRIES` when this client has failed too often; and with
  // DEADLINE_EXCEEDED `PROVIDER_SLOW`.
  Answer<std::string> SignInUrl(OidcTry attempt, std::string client_key);
  // Also with PERMISSION_DENIED `STATE_USED`: somebody has come back before.
  Answer<IdToken> Redeem(std::string code, OidcTry attempt,
                         std::string client_key);

  // Keeps what is to go on after the sign-in, for as long as one may take. The
  // key to take it by; empty when there is nothing, or no room.
  std::string Keep(std::string form);
  // Empty when it is not there, such as in another process.
  std::string TakeKept(const std::string& key);

  // Lets nobody wait any longer, for good.
  void Stop() { provider_.Stop(); }

  // How long a sign-in may take between our page and the way back.
  static constexpr absl::Duration kTime = absl::Minutes(10);

 private:
  template <class T>
  Answer<T> Run(absl::AnyInvocable<absl::StatusOr<T>()> work);
  void Count(const absl::Status& status);

  const OidcOptions options_;
  const std::string button_;
  const Clock& clock_;
  OidcProvider provider_;
  SignInLimits limits_;
  ShortMemory used_states_;
  ShortMemory kept_forms_;
  Counter& answers_;
  Counter& failures_;
  // Last: its thread uses what is above.
  WorkerPool asking_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OIDC_SIGN_IN_H_
