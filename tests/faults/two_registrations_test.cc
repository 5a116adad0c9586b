#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/long_count.h"
#include "common/testing/postgres_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/audit.h"
#include "tests/faults/crowd.h"
#include "tests/faults/line.h"
#include "tests/faults/party.h"
#include "tests/faults/registration_process.h"
#include "tests/faults/setting.h"
#include "tests/faults/times.h"

// Two registrations on one PostgreSQL under load; one is frozen or killed at
// random moments, also while it holds the writers' lock.

namespace cwp::faults {
namespace {

constexpr int64_t kRounds = 200;
constexpr int64_t kRoundsBetweenAudits = 10;

// Within this, from the moment that one is frozen, the other answers again.
constexpr absl::Duration kMostSilence = absl::Seconds(5);

// The other took this long only because the frozen one had the lock.
constexpr absl::Duration kWaitedForLock = absl::Seconds(1);

constexpr int kMostAnswers = 60;

class TwoRegistrations {
 public:
  TwoRegistrations() : party_(postgres_.uri(), "", {6, 8, 10, 12, 15, 20}) {
    std::vector<std::string> addresses;
    for (const char* const name : {"first", "second"}) {
      servers_.push_back(std::make_unique<RegistrationProcess>(party_, name));
      addresses.push_back(servers_.back()->address());
      lines_.push_back(std::make_unique<Line>(party_, addresses.back()));
    }
    crowd_.emplace(party_, addresses, seed_);
    audit_.emplace(party_, crowd_->histories());
  }

  void Run() {
    std::printf("CWP_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed_));
    const absl::Time start = absl::Now();
    for (const auto& server : servers_) server->Start();
    crowd_->Start();
    int64_t rounds = 0;
    while (rounds < LongCount(kRounds) && !::testing::Test::HasFailure()) {
      DoRound();
      if (++rounds % kRoundsBetweenAudits == 0) CheckAll();
    }
    CheckAll();
    EXPECT_OK(crowd_->status());
    Print(rounds, absl::Now() - start);
    EXPECT_LT(silences_.Max(), kMostSilence);
    // A short run may freeze none at that moment.
    if (LongCount(kRounds) == kRounds) {
      EXPECT_GT(locked_, 0);
    }
  }

 private:
  void DoRound() {
    ASSERT_TRUE(crowd_->AwaitAnswers(1 + Below(kMostAnswers)))
        << crowd_->status();
    const int victim = Below(2);
    if (Below(5) == 0) {
      KillOne(victim);
    } else {
      FreezeOne(victim);
    }
  }

  int Below(int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random_);
  }

  // How long it is from `start` until this registration has answered a write
  // that was asked for after that.
  absl::Duration AwaitWrite(int server, absl::Time start) {
    const Action action = {.deed = Deed::kLeave,
                           .request_id = absl::StrCat("probe-", ++probes_),
                           .subject = 1};
    while (true) {
      const absl::StatusOr<Outcome> answer = lines_[server]->Ask(action);
      // There is no such entry, which the writer finds out in its turn.
      if (absl::IsNotFound(answer.status())) return absl::Now() - start;
      if (absl::Now() - start > absl::Minutes(1)) return absl::Now() - start;
    }
  }

  // Freezes one, until the other has gone on for a while or at once.
  void FreezeOne(int victim) {
    const absl::Time start = absl::Now();
    servers_[victim]->Freeze();
    const absl::Duration silence = AwaitWrite(1 - victim, start);
    silences_.Add(silence);
    if (silence > kWaitedForLock) ++locked_;
    if (Below(3) == 0) {
      EXPECT_TRUE(crowd_->AwaitAnswers(1 + Below(kMostAnswers)))
          << crowd_->status();
    }
    const absl::Time thawed = absl::Now();
    servers_[victim]->Thaw();
    recoveries_.Add(AwaitWrite(victim, thawed));
  }

  void KillOne(int victim) {
    const absl::Time start = absl::Now();
    servers_[victim]->Kill();
    silences_.Add(AwaitWrite(1 - victim, start));
    servers_[victim]->Start();
    ++kills_;
  }

  void CheckAll() {
    crowd_->Pause();
    audit_->CheckRows();
    audit_->CheckAnswers(lines_);
    audit_->CheckRows();
    crowd_->Resume();
  }

  void Print(int64_t rounds, absl::Duration took) {
    const Told& told = audit_->told();
    std::printf(
        "%lld rounds (%lld killed, %lld frozen with the lock), %lld answers, "
        "%zu bookings, %lld ledger entries; %s\n",
        static_cast<long long>(rounds), static_cast<long long>(kills_),
        static_cast<long long>(locked_), static_cast<long long>(told.answers),
        told.bookings.size(), static_cast<long long>(audit_->ledger_entries()),
        absl::FormatDuration(took).c_str());
    std::printf("until the other answered: %s\n", silences_.Text().c_str());
    std::printf("until the thawed one answered: %s\n",
                recoveries_.Text().c_str());
  }

  const uint64_t seed_ = Seed();
  std::mt19937_64 random_{seed_};
  PostgresServer postgres_;
  Party party_;
  std::vector<std::unique_ptr<RegistrationProcess>> servers_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::optional<Crowd> crowd_;
  std::optional<Audit> audit_;
  Times silences_;
  Times recoveries_;
  int64_t probes_ = 0;
  int64_t locked_ = 0;
  int64_t kills_ = 0;
};

TEST(TwoRegistrationsTest, OneGoesOnWhileTheOtherIsFrozenOrKilled) {
  if (!OnPostgres()) GTEST_SKIP() << "SQLite has room for one";
  TwoRegistrations().Run();
}

}  // namespace
}  // namespace cwp::faults

int main(int argc, char** argv) {
  cwp::faults::ServeIfAsked(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
