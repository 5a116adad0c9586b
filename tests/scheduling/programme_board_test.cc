#include "services/scheduling/programme_board.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/readers.h"
#include "common/feed/log.h"
#include "common/testing/fake_clock.h"
#include "common/testing/faulty_database.h"
#include "common/testing/interrupted_database.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/random_programme.h"

namespace cwp::scheduling {
namespace {

// What a listed session shows.
v1::Session Shown(const ListedSession& session) {
  v1::ListSessionsResponse shown;
  EXPECT_TRUE(shown.ParseFromString(*session.shown));
  EXPECT_EQ(shown.sessions_size(), 1);
  return shown.sessions(0);
}

Listed ListByPages(const Programme& programme, const SessionFilter& filter,
                   int limit) {
  Listed bytes;
  std::optional<SessionPlace> after;
  SessionPage page;
  do {
    page = programme.Find(filter, after, limit);
    for (const ListedSession* session : page.sessions) {
      bytes.push_back(Shown(*session).SerializeAsString());
      after = session->place;
    }
  } while (page.more);
  return bytes;
}

class ProgrammeBoardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    Serve(*database_);
  }

  // The board reads from this database.
  void Serve(db::Database& database, size_t queue_limit = 1024) {
    readers_ = nullptr;
    readers_ = std::make_unique<db::Readers>(database, clock_, 2, queue_limit);
    board_ = ProgrammeBoard::Make(*readers_);
  }

  absl::StatusOr<ProgrammePtr> Ask() {
    std::promise<absl::StatusOr<ProgrammePtr>> answer;
    board_->Ask([&](const absl::StatusOr<ProgrammePtr>& programme) {
      answer.set_value(programme);
    });
    return answer.get_future().get();
  }

  // The board is told of nothing: this might be another process.
  absl::Status Apply(const Command& command) {
    return database_->Write([&](db::Transaction& tx) {
      const Command* const one = &command;
      return ApplyCommands(tx, {&one, 1}, clock_.Now()).status();
    });
  }

  absl::Status ApplySome(Random& random, int64_t most, bool moving = true) {
    for (int64_t left = 1 + random.Below(most); left > 0; --left) {
      RETURN_IF_ERROR(Apply(random.NextCommand(moving)));
    }
    return absl::OkStatus();
  }

  FakeClock clock_{At(9)};
  db::TestDatabase database_;
  std::unique_ptr<db::Readers> readers_;
  std::shared_ptr<ProgrammeBoard> board_;
};

TEST_F(ProgrammeBoardTest, ListsAreThoseOfTheTables) {
  constexpr int kSteps = 150;
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
  Random random(seed);
  size_t listed = 0;
  for (int step = 0; step < kSteps; ++step) {
    ASSERT_OK(ApplySome(random, 4));
    if (random.OneIn(10)) clock_.Advance(absl::Hours(random.Below(60)));
    // Whoever begins with it reads it from the tables.
    if (random.OneIn(20)) board_ = ProgrammeBoard::Make(*readers_);
    ASSERT_OK_AND_ASSIGN(const ProgrammePtr programme, Ask());
    ASSERT_OK_AND_ASSIGN(const Tables tables, ReadTables(*database_));
    ASSERT_EQ(programme->revision(), tables.revision);
    for (int i = 0; i < 5; ++i) {
      const SessionFilter filter = random.NextFilter();
      const Listed slow = ListSlowly(tables, filter);
      ASSERT_EQ(ListByPages(*programme, filter,
                            static_cast<int>(1 + random.Below(5))),
                slow)
          << "step " << step;
      listed += slow.size();
    }
  }
  EXPECT_GT(listed, kSteps);
}

// Some who list while others write: nobody is given less than had been written
// when he asked, and whatever he is given is what the tables had at some
// moment.
TEST_F(ProgrammeBoardTest, KeepsUpWithThoseWhoWrite) {
  constexpr int kWrites = 300;
  constexpr int kListers = 3;
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
  std::atomic<bool> writing = true;
  std::atomic<int> compared = 0;
  std::vector<std::thread> listers;
  for (int i = 0; i < kListers; ++i) {
    listers.emplace_back([&, i] {
      Random random(seed + 1 + static_cast<uint64_t>(i));
      int64_t known = 0;
      do {
        const absl::StatusOr<Tables> before = ReadTables(*database_);
        const absl::StatusOr<ProgrammePtr> programme = Ask();
        const absl::StatusOr<Tables> after = ReadTables(*database_);
        ASSERT_OK(before);
        ASSERT_OK(programme);
        ASSERT_OK(after);
        const int64_t revision = (*programme)->revision();
        ASSERT_GE(revision, before->revision);
        ASSERT_GE(revision, known);
        ASSERT_LE(revision, after->revision);
        known = revision;
        for (const auto* tables : {&*before, &*after}) {
          if (tables->revision != revision) continue;
          const SessionFilter filter = random.NextFilter();
          ASSERT_EQ(ListByPages(**programme, filter, 3),
                    ListSlowly(*tables, filter));
          ++compared;
        }
      } while (writing);
    });
  }
  Random random(seed);
  for (int i = 0; i < kWrites; ++i) EXPECT_OK(ApplySome(random, 1));
  writing = false;
  for (std::thread& lister : listers) lister.join();
  EXPECT_GE(compared, kListers);
}

TEST_F(ProgrammeBoardTest, PagesHoldTogetherWhileThingsChange) {
  constexpr int kWalks = 10;
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("CWP_SEED=", seed));
  Random random(seed);
  for (int walk = 0; walk < kWalks; ++walk) {
    ASSERT_OK(ApplySome(random, 20, false));
    ASSERT_OK_AND_ASSIGN(const Tables before, ReadTables(*database_));
    const SessionFilter filter = {.viewer = Viewer::kStaff,
                                  .descending = walk % 2 == 1};
    std::map<int64_t, int> times;
    std::optional<SessionPlace> after;
    SessionPage page;
    do {
      ASSERT_OK_AND_ASSIGN(const ProgrammePtr programme, Ask());
      page = programme->Find(filter, after, 8);
      for (const ListedSession* session : page.sessions) {
        ++times[session->place.id];
        after = session->place;
      }
      ASSERT_OK(ApplySome(random, 2, false));
    } while (page.more);
    for (const Session& session : before.sessions) {
      EXPECT_EQ(times[session.id], 1) << session.id;
    }
    for (const auto& [id, listed] : times) EXPECT_EQ(listed, 1) << id;
  }
}

// Whoever asks while a look is under way may have seen what that look cannot.
TEST_F(ProgrammeBoardTest, LooksAgainForWhoeverCameMeanwhile) {
  Random random(1);
  ASSERT_OK(ApplySome(random, 30));
  ASSERT_OK_AND_ASSIGN(const Tables before, ReadTables(*database_));
  std::promise<absl::StatusOr<ProgrammePtr>> second;
  db::InterruptedDatabase interrupted(*database_, [&] {
    ASSERT_OK(Apply({.what = CreateWorkshop{
                         .id = 777, .content = SampleContent("meanwhile")}}));
    board_->Ask([&](const absl::StatusOr<ProgrammePtr>& programme) {
      second.set_value(programme);
    });
  });
  Serve(interrupted);
  ASSERT_OK_AND_ASSIGN(const ProgrammePtr first, Ask());
  EXPECT_EQ(first->revision(), before.revision);
  ASSERT_OK_AND_ASSIGN(const ProgrammePtr later, second.get_future().get());
  EXPECT_EQ(later->revision(), before.revision + 1);
  readers_ = nullptr;
}

TEST_F(ProgrammeBoardTest, ReadsTablesOfAnySize) {
  constexpr int64_t kCount = 1501;
  ASSERT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
    std::vector<Session> sessions;
    for (int64_t id = 1; id <= kCount; ++id) {
      Workshop workshop = SampleWorkshop(id);
      workshop.content.slug = absl::StrCat("w-", id);
      RETURN_IF_ERROR(InsertWorkshop(tx, workshop));
      sessions.push_back(SampleSession(id, id));
    }
    return InsertSessions(tx, sessions,
                          std::vector<std::string>(sessions.size()));
  }));
  ASSERT_OK_AND_ASSIGN(const ProgrammePtr programme, Ask());
  ASSERT_OK_AND_ASSIGN(const Tables tables, ReadTables(*database_));
  EXPECT_EQ(tables.sessions.size(), kCount);
  EXPECT_EQ(ListByPages(*programme, {}, 200), ListSlowly(tables, {}));
}

TEST_F(ProgrammeBoardTest, ReadsAnewWhatTheFeedHasForgotten) {
  Random random(1);
  ASSERT_OK(ApplySome(random, 30));
  ASSERT_OK(Ask());
  ASSERT_OK(ApplySome(random, 30));
  ASSERT_OK(database_->Write([&](db::Transaction& tx) {
    return feed::Compact(tx, clock_.Now() + absl::Hours(1), 100'000).status();
  }));
  ASSERT_OK_AND_ASSIGN(const ProgrammePtr programme, Ask());
  ASSERT_OK_AND_ASSIGN(const Tables tables, ReadTables(*database_));
  EXPECT_EQ(programme->revision(), tables.revision);
  const SessionFilter all = {.viewer = Viewer::kStaff};
  EXPECT_FALSE(tables.sessions.empty());
  EXPECT_EQ(ListByPages(*programme, all, 7), ListSlowly(tables, all));
}

// Everybody is answered, and once, whatever becomes of the look that he shares.
TEST_F(ProgrammeBoardTest, FailuresReachEverybodyWhoWaits) {
  constexpr int kAskers = 4;
  constexpr int kTimes = 50;
  Random random(1);
  ASSERT_OK(ApplySome(random, 30));
  ASSERT_OK_AND_ASSIGN(const Tables tables, ReadTables(*database_));
  db::FaultyDatabase faulty(*database_, 1, {.one_in_reads = 3});
  Serve(faulty);
  std::atomic<int> failed = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < kAskers; ++i) {
    askers.emplace_back([&] {
      for (int time = 0; time < kTimes; ++time) {
        const absl::StatusOr<ProgrammePtr> programme = Ask();
        if (programme.ok()) {
          EXPECT_EQ((*programme)->revision(), tables.revision);
        } else {
          EXPECT_THAT(programme, HasReason("DATABASE_UNAVAILABLE"));
          ++failed;
        }
      }
    });
  }
  for (std::thread& asker : askers) asker.join();
  readers_ = nullptr;
  EXPECT_GT(failed, 0);
  EXPECT_LT(failed, kAskers * kTimes);
}

TEST_F(ProgrammeBoardTest, SaysWhenThereAreTooManyReads) {
  Serve(*database_, 0);
  EXPECT_THAT(Ask(), HasReason("OVERLOADED"));
  EXPECT_THAT(Ask(), HasReason("OVERLOADED"));
}

}  // namespace
}  // namespace cwp::scheduling
