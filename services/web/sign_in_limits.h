#ifndef CWP_SERVICES_WEB_SIGN_IN_LIMITS_H_
#define CWP_SERVICES_WEB_SIGN_IN_LIMITS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace cwp::web {

// Who tries to sign in, by what cannot be read back: keyed hashes.
struct SignInTry {
  // Of the e-mail address, whether it has an account or not.
  std::string email_key;
  // Of the address that the browser has.
  std::string client_key;
  // Names a browser that this account has signed in with before, and that
  // nobody else has; empty for any other.
  std::string device;
};

// RESOURCE_EXHAUSTED `TOO_MANY_TRIES` (metadata `retry_after_ms`): what Take
// says is left to wait.
absl::Status TooManyTries(absl::Duration wait);

// How often somebody may try to sign in and fail. A stranger who tries cannot
// keep a colleague out: browsers in which somebody has signed in before have
// tries of their own, which nobody else can use up (OWASP's Slow Down Online
// Guessing Attacks with Device Cookies). Kept in memory, one in each process.
// Safe to use from several threads at once.
class SignInLimits {
 public:
  // The clock outlives this.
  explicit SignInLimits(const Clock& clock) : clock_(clock) {}

  // Takes one try of what there are left. When there is none, nothing is taken
  // and this says how long to wait.
  std::optional<absl::Duration> Take(const SignInTry& attempt);

  // Gives it back: it was no failure.
  void GiveBack(const SignInTry& attempt);

  // The same for a code of the authenticator, once the password was right:
  // whether one may be tried. Whoever knows a password could otherwise go on
  // guessing codes from many addresses.
  bool TakeCode(const SignInTry& attempt);
  void GiveBackCode(const SignInTry& attempt);

  // The same for a sign-in with the identity provider, of which nobody knows
  // beforehand whose it will be: only clients are counted. One that was begun
  // and not ended is a failure.
  std::optional<absl::Duration> TakeProvider(const std::string& client_key);
  void GiveBackProvider(const std::string& client_key);

  // Failures that are let through: of a browser known to the account; of one
  // client with one account, and with all; of an account in unknown browsers.
  static constexpr int kDeviceFailures = 10;
  static constexpr int kClientFailures = 5;
  static constexpr int kClientFailuresInAll = 100;
  static constexpr int kAccountFailures = 50;
  static constexpr absl::Duration kWindow = absl::Minutes(15);
  // Wrong codes: of an account in unknown browsers together, which leaves a
  // guesser 30 in a million a day; and in one known to it. Recovery codes,
  // which nobody can guess, are not counted.
  static constexpr int kCodeFailures = 10;
  static constexpr int kDeviceCodeFailures = 30;
  static constexpr absl::Duration kCodeWindow = absl::Hours(24);

 private:
  struct Limit {
    std::string key;
    int failures;
    absl::Duration window = kWindow;
  };
  struct Window {
    absl::Time end;
    int failures = 0;
  };

  static std::vector<Limit> LimitsOf(const SignInTry& attempt);
  static std::vector<Limit> CodeLimitsOf(const SignInTry& attempt);
  static std::vector<Limit> ProviderLimitsOf(const std::string& client_key);
  std::optional<absl::Duration> Take(const std::vector<Limit>& limits);
  void GiveBack(const std::vector<Limit>& limits);
  void MakeRoom(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Clock& clock_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Window> windows_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_SIGN_IN_LIMITS_H_
