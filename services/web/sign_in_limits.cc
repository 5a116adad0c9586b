#include "services/web/sign_in_limits.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::web {
namespace {

// Each costs its maker a password hash of ours, so this many take a while.
constexpr size_t kMostWindows = 100'000;

}  // namespace

absl::Status TooManyTries(absl::Duration wait) {
  return MakeError(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_TRIES",
      "there were too many tries to sign in",
      {{"retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(wait))}});
}

std::vector<SignInLimits::Limit> SignInLimits::LimitsOf(
    const SignInTry& attempt) {
  if (!attempt.device.empty()) {
    return {{absl::StrCat("d", attempt.email_key, attempt.device),
             kDeviceFailures}};
  }
  return {{absl::StrCat("b", attempt.client_key, attempt.email_key),
           kClientFailures},
          {absl::StrCat("c", attempt.client_key), kClientFailuresInAll},
          {absl::StrCat("e", attempt.email_key), kAccountFailures}};
}

std::vector<SignInLimits::Limit> SignInLimits::CodeLimitsOf(
    const SignInTry& attempt) {
  if (!attempt.device.empty()) {
    return {{absl::StrCat("g", attempt.email_key, attempt.device),
             kDeviceCodeFailures, kCodeWindow}};
  }
  return {{absl::StrCat("u", attempt.email_key), kCodeFailures, kCodeWindow}};
}

std::vector<SignInLimits::Limit> SignInLimits::ProviderLimitsOf(
    const std::string& client_key) {
  return {{absl::StrCat("p", client_key), kClientFailuresInAll}};
}

std::optional<absl::Duration> SignInLimits::Take(const SignInTry& attempt) {
  return Take(LimitsOf(attempt));
}

void SignInLimits::GiveBack(const SignInTry& attempt) {
  GiveBack(LimitsOf(attempt));
}

bool SignInLimits::TakeCode(const SignInTry& attempt) {
  return !Take(CodeLimitsOf(attempt)).has_value();
}

void SignInLimits::GiveBackCode(const SignInTry& attempt) {
  GiveBack(CodeLimitsOf(attempt));
}

std::optional<absl::Duration> SignInLimits::TakeProvider(
    const std::string& client_key) {
  return Take(ProviderLimitsOf(client_key));
}

void SignInLimits::GiveBackProvider(const std::string& client_key) {
  GiveBack(ProviderLimitsOf(client_key));
}

std::optional<absl::Duration> SignInLimits::Take(
    const std::vector<Limit>& limits) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  absl::Duration wait = absl::ZeroDuration();
  for (const Limit& limit : limits) {
    const auto found = windows_.find(limit.key);
    if (found == windows_.end()) continue;
    const absl::Duration left = found->second.end - now;
    if (found->second.failures >= limit.failures) wait = std::max(wait, left);
  }
  if (wait > absl::ZeroDuration()) return wait;
  MakeRoom(now);
  for (const Limit& limit : limits) {
    const auto [found, added] = windows_.try_emplace(limit.key);
    Window& window = found->second;
    if (added || now >= window.end) window = {.end = now + limit.window};
    ++window.failures;
  }
  return std::nullopt;
}

void SignInLimits::GiveBack(const std::vector<Limit>& limits) {
  MutexLock lock(mu_);
  for (const Limit& limit : limits) {
    const auto found = windows_.find(limit.key);
    if (found != windows_.end() && found->second.failures > 0) {
      --found->second.failures;
    }
  }
}

void SignInLimits::MakeRoom(absl::Time now) {
  if (windows_.size() < kMostWindows) return;
  absl::erase_if(
      windows_, [now](const auto& window) { return now >= window.second.end; });
  if (windows_.size() >= kMostWindows) windows_.clear();
}

}  // namespace cwp::web
