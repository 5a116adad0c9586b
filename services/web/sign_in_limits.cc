#include "services/web/sign_in_limits.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace cwp::web {
namespace {

// Each costs its maker a password hash of ours, so this many take a while.
constexpr size_t kMostWindows = 100'000;

}  // namespace

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

std::optional<absl::Duration> SignInLimits::Take(const SignInTry& attempt) {
  const absl::Time now = clock_.Now();
  const std::vector<Limit> limits = LimitsOf(attempt);
  MutexLock lock(mu_);
  absl::Duration wait = absl::ZeroDuration();
  for (const Limit& limit : limits) {
    const auto found = windows_.find(limit.key);
    if (found == windows_.end()) continue;
    const absl::Duration left = found->second.begin + kWindow - now;
    if (found->second.failures >= limit.failures) wait = std::max(wait, left);
  }
  if (wait > absl::ZeroDuration()) return wait;
  MakeRoom(now);
  for (const Limit& limit : limits) {
    Window& window = windows_[limit.key];
    if (now >= window.begin + kWindow) window = {.begin = now};
    ++window.failures;
  }
  return std::nullopt;
}

void SignInLimits::GiveBack(const SignInTry& attempt) {
  MutexLock lock(mu_);
  for (const Limit& limit : LimitsOf(attempt)) {
    const auto found = windows_.find(limit.key);
    if (found != windows_.end() && found->second.failures > 0) {
      --found->second.failures;
    }
  }
}

void SignInLimits::MakeRoom(absl::Time now) {
  if (windows_.size() < kMostWindows) return;
  absl::erase_if(windows_, [now](const auto& window) {
    return now >= window.second.begin + kWindow;
  });
  if (windows_.size() >= kMostWindows) windows_.clear();
}

}  // namespace cwp::web
