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

int64_t IdGenerator::Next() { return Take(1); }

int64_t IdGenerator::NextBlock() { return Take(kIdBlock); }

// `count`, a power of 2, in a row, the first a multiple of it.
int64_t IdGenerator::Take(int64_t count) {
  const int64_t now = absl::ToUnixMillis(clock_.Now()) - kEpochMillis;
  MutexLock lock(mu_);
  if (now > last_millis_) {
    last_millis_ = now;
    counter_ = 0;
  }
  int64_t first = (counter_ + count - 1) & -count;
  if (first == (1 << kCounterBits)) {
    // A millisecond has 4,096 ids: borrow from the next one.
    ++last_millis_;
    first = 0;
  }
  counter_ = first + count;
  return (last_millis_ << (kReplicaBits + kCounterBits)) |
         (replica_ << kCounterBits) | first;
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
