// Nobody learns by trying to sign in whether there is an account.
#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/long_count.h"
#include "gtest/gtest.h"
#include "tests/web/desk_fixture.h"

namespace cwp::web {
namespace {

constexpr char kAda[] = "ada@example.org";
constexpr char kNobody[] = "eve@example.org";
constexpr int64_t kTries = 2000;

struct Timed {
  bool known = false;
  absl::Duration duration;
};

// How probable it is that a try with an account takes longer than one without:
// the statistic of Mann and Whitney, which does not mind a few that took very
// long. One half when they take the same time.
double ChanceOfLonger(std::vector<Timed> tries) {
  std::sort(tries.begin(), tries.end(), [](const Timed& a, const Timed& b) {
    return a.duration < b.duration;
  });
  double without = 0;
  double pairs_won = 0;
  for (const Timed& each : tries) {
    if (each.known) {
      pairs_won += without;
    } else {
      without += 1;
    }
  }
  const double with = static_cast<double>(tries.size()) - without;
  return pairs_won / (with * without);
}

// How far from one half chance alone brings it, once in 15,000 runs; and what
// this machine may add to that.
double Tolerance(size_t tries) {
  const double half = static_cast<double>(tries) / 2;
  return 4 * std::sqrt((2 * half + 1) / (12 * half * half)) + 0.05;
}

TEST_F(DeskTest, TakesTheSameTimeAndSaysTheSameWithAndWithoutAnAccount) {
  DeskBrowser own(*client_);
  SetUpAccount(own, kAda);
  const int64_t count = LongCount(kTries);
  std::vector<Timed> tries(static_cast<size_t>(count));
  for (size_t i = 0; i < tries.size(); ++i) tries[i].known = i % 2 == 0;
  // Whatever else this machine does, it does to both.
  std::shuffle(tries.begin(), tries.end(), std::mt19937_64(20261129));
  std::set<std::string> bodies;
  DeskBrowser browser(*client_);
  for (Timed& each : tries) {
    const std::string email = each.known ? kAda : kNobody;
    const absl::Time start = absl::Now();
    const HttpAnswer answer =
        SignIn(browser, email, "a red boat at noon", "123456");
    each.duration = absl::Now() - start;
    ASSERT_EQ(answer.code, 403);
    std::string body = answer.body;
    const std::string value = absl::StrCat("value=\"", email, "\"");
    ASSERT_NE(body.find(value), std::string::npos);
    body.erase(body.find(value), value.size());
    bodies.insert(body);
    // So that no limit is reached.
    clock_.Advance(absl::Minutes(20));
  }
  EXPECT_EQ(bodies.size(), 1);
  EXPECT_NEAR(ChanceOfLonger(tries), 0.5, Tolerance(tries.size()));
}

}  // namespace
}  // namespace cwp::web
