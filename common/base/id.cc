#include "common/base/id.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/check.h"

namespace cwp {
namespace {

// 2024-01-01T00:00:00Z.
constexpr int64_t kEpochMillis = 1704067200000;
constexpr int kReplicaBits = 10;
constexpr int kCounterBits = 12;

}  // namespace

IdGenerator::IdGenerator(const Clock& clock, int replica)
    : clock_(clock), replica_(replica) {
  CWP_CHECK(replica >= 0 && replica < (1 << kReplicaBits),
            "the replica number does not fit");
}

int64_t IdGenerator::Next() {
  const int64_t now = absl::ToUnixMillis(clock_.Now()) - kEpochMillis;
  MutexLock lock(mu_);
  if (now > last_millis_) {
    last_millis_ = now;
    counter_ = 0;
  } else if (++counter_ == (1 << kCounterBits)) {
    // More than 4,096 ids in a millisecond: borrow from the next one.
    ++last_millis_;
    counter_ = 0;
  }
  return (last_millis_ << (kReplicaBits + kCounterBits)) |
         (replica_ << kCounterBits) | counter_;
}

std::optional<int64_t> ParseId(absl::string_view text) {
  const bool digits = !text.empty() && text.size() <= 19 && text[0] != '0' &&
                      std::all_of(text.begin(), text.end(), [](char c) {
                        return absl::ascii_isdigit(c);
                      });
  int64_t id = 0;
  if (!digits || !absl::SimpleAtoi(text, &id)) return std::nullopt;
  return id;
}

}  // namespace cwp
