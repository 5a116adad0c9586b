#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/long_count.h"
#include "common/testing/postgres_server.h"
#include "common/testing/redis_server.h"
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

// Kills registration, Redis and PostgreSQL at random under load, and holds what
// was acknowledged against what there is.

namespace cwp::faults {
namespace {

constexpr int64_t kKills = 1'000;
constexpr int64_t kKillsBetweenAudits = 10;

// What a restart takes at most.
constexpr absl::Duration kRestart = absl::Seconds(2);

// Of the answers between two kills, and of the commits before a registration
// kills itself.
constexpr int kMostAnswers = 100;
constexpr int kMostCommits = 40;

class KillStormTest : public ::testing::Test {
 protected:
  KillStormTest() {
    if (OnPostgres()) postgres_.emplace();
    party_.emplace(OnPostgres() ? postgres_->uri() : "", redis_.address_text(),
                   std::vector<int64_t>{6, 8, 10, 12, 15, 20});
    registration_.emplace(*party_, "registration");
    crowd_.emplace(*party_, std::vector<std::string>{registration_->address()},
                   seed_);
    lines_.push_back(std::make_unique<Line>(*party_, registration_->address()));
    audit_.emplace(*party_, crowd_->histories());
  }

  int Below(int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random_);
  }

  // Some kill themselves after some commits; the others wait to be killed.
  void StartRegistration() {
    suicidal_ = Below(4) == 0;
    restarts_.Add(
        registration_->Start(suicidal_ ? 1 + Below(kMostCommits) : 0));
  }

  // Kills one or two of them at a random moment.
  void KillSome() {
    if (suicidal_) {
      registration_->AwaitDeath();
      ++kills_;
    } else {
      ASSERT_TRUE(crowd_->AwaitAnswers(1 + Below(kMostAnswers)))
          << crowd_->status();
    }
    if (Below(8) == 0) KillRedis();
    const bool postgres = postgres_.has_value() && Below(4) == 0;
    // Now and then registration goes on by itself.
    if (registration_->running() && !(postgres && Below(2) == 0)) {
      registration_->Kill();
      ++kills_;
    }
    if (postgres) KillPostgres();
    if (!registration_->running()) StartRegistration();
  }

  void KillRedis() {
    redis_.Kill();
    ++kills_;
    ++redis_kills_;
    redis_.Start();
  }

  void KillPostgres() {
    postgres_->Kill();
    ++kills_;
    ++postgres_kills_;
    postgres_->Start();
  }

  // One that kills itself would leave the crowd waiting for answers.
  void LetLive() {
    if (!suicidal_) return;
    suicidal_ = false;
    registration_->Kill();
    restarts_.Add(registration_->Start());
  }

  // Rows are read while registration is down, since on SQLite they cannot be
  // read beside it.
  void CheckAll(bool everything) {
    LetLive();
    crowd_->Pause();
    registration_->Kill();
    audit_->CheckRows();
    restarts_.Add(registration_->Start());
    if (everything) {
      audit_->CheckAllAnswers(lines_);
      registration_->Kill();
      audit_->CheckRows();
      return;
    }
    audit_->CheckAnswers(lines_);
    crowd_->Resume();
  }

  void Print(absl::Duration took) {
    const Told& told = audit_->told();
    std::printf(
        "%lld kills (%lld of Redis, %lld of PostgreSQL), %lld answers, of them "
        "%lld refusals, %zu bookings, %lld ledger entries; %s\n",
        static_cast<long long>(kills_), static_cast<long long>(redis_kills_),
        static_cast<long long>(postgres_kills_),
        static_cast<long long>(told.answers),
        static_cast<long long>(told.refusals), told.bookings.size(),
        static_cast<long long>(audit_->ledger_entries()),
        absl::FormatDuration(took).c_str());
    std::printf("restart until the first answer: %s\n",
                restarts_.Text().c_str());
  }

  const uint64_t seed_ = Seed();
  std::mt19937_64 random_{seed_};
  RedisServer redis_;
  std::optional<PostgresServer> postgres_;
  std::optional<Party> party_;
  std::optional<RegistrationProcess> registration_;
  std::optional<Crowd> crowd_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::optional<Audit> audit_;
  Times restarts_;
  bool suicidal_ = false;
  int64_t kills_ = 0;
  int64_t redis_kills_ = 0;
  int64_t postgres_kills_ = 0;
};

TEST_F(KillStormTest, WhatWasAcknowledgedIsThereOnceAndNothingElse) {
  std::printf("CWP_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed_));
  const absl::Time start = absl::Now();
  StartRegistration();
  crowd_->Start();
  int64_t next_audit = kKillsBetweenAudits;
  while (kills_ < LongCount(kKills) && !HasFailure()) {
    KillSome();
    if (kills_ < next_audit || HasFailure()) continue;
    CheckAll(/*everything=*/false);
    next_audit += kKillsBetweenAudits;
  }
  EXPECT_OK(crowd_->status());
  if (!HasFatalFailure()) CheckAll(/*everything=*/true);
  Print(absl::Now() - start);
  EXPECT_GT(audit_->told().bookings.size(), LongCount(kKills));
  EXPECT_LE(restarts_.Max(), kRestart) << restarts_.Text();
}

}  // namespace
}  // namespace cwp::faults

int main(int argc, char** argv) {
  cwp::faults::ServeIfAsked(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
