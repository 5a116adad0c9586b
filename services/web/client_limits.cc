#include "services/web/client_limits.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/hash.h"
#include "common/http/address.h"
#include "services/web/page.h"

namespace cwp::web {
namespace {

// So many clients are remembered, by each of some twenty pages; beyond, those
// who have rested are not.
constexpr size_t kMostClients = 20'000;

absl::Status TooManyForms(absl::Duration wait) {
  return MakeError(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_FORMS",
      "one client sent many forms",
      {{"retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(wait) + 1)}});
}

http::Answer RefuseMore(absl::Duration wait) { co_return TooManyForms(wait); }

}  // namespace

std::optional<absl::Duration> ClientRate::Take(const std::string& client) {
  const absl::Time now = clock_.Now();
  MutexLock lock(mu_);
  const auto found = rested_.find(client);
  const absl::Time from =
      found == rested_.end() ? now : std::max(now, found->second);
  const absl::Duration wait = from + interval_ - now - room_;
  if (wait > absl::ZeroDuration()) return wait;
  if (found != rested_.end()) {
    found->second = from + interval_;
    return std::nullopt;
  }
  if (rested_.size() >= kMostClients) {
    absl::erase_if(rested_,
                   [now](const auto& each) { return each.second <= now; });
    if (rested_.size() >= kMostClients) rested_.clear();
  }
  rested_[client] = from + interval_;
  return std::nullopt;
}

std::shared_ptr<void> ClientShare::Take(
    const std::shared_ptr<ClientShare>& share, const std::string& client) {
  MutexLock lock(share->mu_);
  int& had = share->had_[client];
  if (had >= share->most_) return nullptr;
  ++had;
  // A pointer to nothing of its own: its end is what counts.
  return {share.get(), [share, client](void*) {
            MutexLock end(share->mu_);
            const auto found = share->had_.find(client);
            if (--found->second == 0) share->had_.erase(found);
          }};
}

http::Handler WithinRate(const Site& site, http::Handler handler) {
  const auto rate =
      std::make_shared<ClientRate>(*site.clock, kFormsAtOnce, kFormInterval);
  return [&site, rate, handler = std::move(handler)](
             http::Request& request) -> http::Answer {
    const std::optional<absl::Duration> wait =
        rate->Take(ClientKey(site, request));
    if (wait.has_value()) return RefuseMore(*wait);
    return handler(request);
  };
}

absl::Status TakeLetter(const Site& site, const http::Request& request,
                        absl::string_view email) {
  const std::string both = crypto::KeyedHash(
      site.client_key, {http::ClientNetwork(request.client_address()),
                        absl::AsciiStrToLower(email)});
  const std::optional<absl::Duration> wait = site.letters->Take(both);
  return wait.has_value() ? TooManyForms(*wait) : absl::OkStatus();
}

}  // namespace cwp::web
