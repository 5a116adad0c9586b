#include "common/db/writer.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/faulty_database.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::db {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// A wish for one place in the only session.
struct TakePlace {
  std::string who;
};

// The number of the place that was given.
using PlaceWriter = Writer<TakePlace, int64_t>;

std::vector<Migration> Steps() {
  return {{.version = 1,
           .name = "places",
           .statements = {"CREATE TABLE places (seat BIGINT PRIMARY KEY, "
                          "who TEXT NOT NULL UNIQUE, "
                          "CONSTRAINT no_crooks CHECK (who <> 'crook'))"}}};
}

absl::StatusOr<int64_t> CountPlaces(Transaction& tx) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run("SELECT count(*) FROM places"));
  return rows[0].Int(0);
}

// Gives the next of three places. A place that was taken by the same group
// counts, since the group's transaction sees it.
absl::StatusOr<int64_t> Take(Transaction& tx, const TakePlace& command) {
  ASSIGN_OR_RETURN(const int64_t taken, CountPlaces(tx));
  if (taken == 3) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SESSION_FULL",
                     "there is no place left");
  }
  RETURN_IF_ERROR(tx.Run("INSERT INTO places (seat, who) VALUES ($1, $2)",
                         {taken + 1, command.who})
                      .status());
  return taken + 1;
}

// Fails a chosen number of writes with a chosen error, when their body has run.
class CommitFails final : public Database {
 public:
  explicit CommitFails(Database& real) : real_(real) {}

  absl::Status Write(Body body) override {
    ++writes;
    if (failures == 0) return real_.Write(body);
    --failures;
    absl::Status result;
    const absl::Status status =
        real_.Write([&](Transaction& tx) -> absl::Status {
          result = body(tx);
          return done || !result.ok() ? result : error;
        });
    if (!result.ok()) return result;
    return status.ok() ? error : status;
  }
  absl::Status Read(Body body) override { return real_.Read(body); }
  absl::Status Ping() override { return real_.Ping(); }
  int replica() const override { return real_.replica(); }
  Engine engine() const override { return real_.engine(); }
  absl::Status BackupTo(absl::string_view path) override {
    return real_.BackupTo(path);
  }

  int writes = 0;
  int failures = 0;
  // Whether the writes that fail took place all the same.
  bool done = false;
  absl::Status error;

 private:
  Database& real_;
};

class WriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Steps()));
    faulty_ = std::make_unique<CommitFails>(*database_);
  }

  std::unique_ptr<PlaceWriter> NewWriter(WriterOptions options = {}) {
    return std::make_unique<PlaceWriter>(
        *faulty_, clock_, options,
        [this, one_by_one = PlaceWriter::OneByOne(&Take)](
            Transaction& tx, absl::Span<const TakePlace* const> commands) {
          groups_.push_back(commands.size());
          return one_by_one(tx, commands);
        },
        [this] { ++committed_; }, [this] { ++discarded_; });
  }

  void Submit(PlaceWriter& writer, absl::string_view who,
              absl::Duration timeout = absl::Seconds(10)) {
    const size_t index = answers_.size();
    answers_.push_back(absl::UnknownError("no answer yet"));
    writer.Submit({std::string(who)}, clock_.Now() + timeout,
                  [this, index](absl::StatusOr<int64_t> answer) {
                    answers_[index] = std::move(answer);
                  });
  }

  int64_t Places() {
    int64_t count = -1;
    EXPECT_OK(database_->Read([&](Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(count, CountPlaces(tx));
      return absl::OkStatus();
    }));
    return count;
  }

  FakeClock clock_;
  TestDatabase database_;
  std::unique_ptr<CommitFails> faulty_;
  std::vector<size_t> groups_;
  std::vector<absl::StatusOr<int64_t>> answers_;
  int committed_ = 0;
  int discarded_ = 0;
};

TEST_F(WriterTest, CommandsThatWaitShareOneCommit) {
  const auto writer = NewWriter();
  for (const char* who : {"ada", "bob", "cy"}) Submit(*writer, who);
  EXPECT_EQ(writer->stats().queued, 3);
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_FALSE(writer->RunOnce());
  EXPECT_THAT(groups_, ElementsAre(3));
  EXPECT_THAT(answers_,
              ElementsAre(IsOkAndHolds(1), IsOkAndHolds(2), IsOkAndHolds(3)));
  EXPECT_EQ(committed_, 1);
  EXPECT_EQ(discarded_, 0);
  EXPECT_EQ(writer->stats().groups, 1);
  EXPECT_EQ(writer->stats().commands, 3);
}

TEST_F(WriterTest, GroupsAreLimited) {
  const auto writer = NewWriter({.group_limit = 2});
  for (const char* who : {"ada", "bob", "cy"}) Submit(*writer, who);
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_FALSE(writer->RunOnce());
  EXPECT_THAT(groups_, ElementsAre(2, 1));
}

TEST_F(WriterTest, RefusalRestsOnNeighboursAndWaitsForTheirCommit) {
  const auto writer = NewWriter();
  for (const char* who : {"ada", "bob", "cy", "dee"}) Submit(*writer, who);
  // The commit that gave away the last place fails, so that nobody may hear
  // that the session is full.
  faulty_->failures = 1;
  faulty_->error = Unavailable("DATABASE_UNAVAILABLE", "gone");
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_, Each(HasReason("DATABASE_UNAVAILABLE")));
  EXPECT_EQ(committed_, 0);
  EXPECT_EQ(discarded_, 1);

  Submit(*writer, "dee");
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_.back(), IsOkAndHolds(1));
}

TEST_F(WriterTest, RefusalIsAnAnswer) {
  const auto writer = NewWriter();
  for (const char* who : {"ada", "bob", "cy", "dee"}) Submit(*writer, who);
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_.back(), HasReason("SESSION_FULL"));
  EXPECT_EQ(writer->stats().rolled_back, 0);
  EXPECT_EQ(Places(), 3);
}

TEST_F(WriterTest, FailedGroupRunsAgainOneByOne) {
  const auto writer = NewWriter();
  for (const char* who : {"ada", "crook", "bob"}) Submit(*writer, who);
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(groups_, ElementsAre(3, 1, 1, 1));
  EXPECT_THAT(answers_,
              ElementsAre(IsOkAndHolds(1), HasReason("CONSTRAINT_VIOLATED"),
                          IsOkAndHolds(2)));
  EXPECT_EQ(Places(), 2);
  EXPECT_EQ(writer->stats().groups, 2);
  EXPECT_EQ(writer->stats().rolled_back, 2);
  EXPECT_EQ(discarded_, 2);
}

TEST_F(WriterTest, UnknownOutcomeAnswersTheWholeGroup) {
  const auto writer = NewWriter();
  for (const char* who : {"ada", "bob"}) Submit(*writer, who);
  faulty_->failures = 1;
  faulty_->done = true;
  faulty_->error = Unavailable("OUTCOME_UNKNOWN", "lost during the commit");
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_, ElementsAre(HasReason("OUTCOME_UNKNOWN"),
                                    HasReason("OUTCOME_UNKNOWN")));
  EXPECT_THAT(groups_, ElementsAre(2)) << "nothing may run a second time";
  EXPECT_EQ(Places(), 2);
  EXPECT_EQ(committed_, 1) << "the feed may have grown";
  EXPECT_EQ(discarded_, 1);
}

TEST_F(WriterTest, StopsTryingAloneOnceTheDatabaseIsGone) {
  faulty_->failures = 2;
  faulty_->error = absl::InternalError("perhaps the fault of one of them");
  PlaceWriter writer(
      *faulty_, clock_, {}, PlaceWriter::OneByOne(&Take), [] {},
      [this] { faulty_->error = Unavailable("DATABASE_UNAVAILABLE", "gone"); });
  for (const char* who : {"ada", "bob"}) Submit(writer, who);
  EXPECT_TRUE(writer.RunOnce());
  EXPECT_THAT(answers_, Each(HasReason("DATABASE_UNAVAILABLE")));
  EXPECT_EQ(faulty_->writes, 2) << "one as a group, one alone";
}

TEST_F(WriterTest, RefusesAtOnceWhenTheQueueIsFull) {
  const auto writer = NewWriter({.queue_limit = 2});
  for (const char* who : {"ada", "bob", "cy"}) Submit(*writer, who);
  EXPECT_THAT(answers_[2], StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(answers_[2], HasReason("OVERLOADED"));
  EXPECT_EQ(MetadataOf(answers_[2].status(), "retry_after_ms"), "500");
  EXPECT_EQ(writer->stats().rejected, 1);
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_[1], IsOkAndHolds(2));
}

TEST_F(WriterTest, DropsUnheardWhatCameTooLate) {
  const auto writer = NewWriter();
  Submit(*writer, "ada", absl::Seconds(1));
  Submit(*writer, "bob", absl::Seconds(5));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_THAT(answers_,
              ElementsAre(HasReason("DEADLINE_EXCEEDED"), IsOkAndHolds(1)));
  EXPECT_THAT(groups_, ElementsAre(1));
  EXPECT_EQ(writer->stats().expired, 1);

  Submit(*writer, "cy", absl::ZeroDuration());
  EXPECT_TRUE(writer->RunOnce());
  EXPECT_EQ(faulty_->writes, 1) << "no transaction for nobody";
}

// The group took its time before it failed.
TEST_F(WriterTest, DropsUnheardWhatIsTooLateToRunAlone) {
  PlaceWriter writer(
      *faulty_, clock_, {}, PlaceWriter::OneByOne(&Take), [] {},
      [this] { clock_.Advance(absl::Seconds(1)); });
  Submit(writer, "crook");
  Submit(writer, "ada", absl::Seconds(1));
  EXPECT_TRUE(writer.RunOnce());
  EXPECT_THAT(answers_, ElementsAre(HasReason("CONSTRAINT_VIOLATED"),
                                    HasReason("DEADLINE_EXCEEDED")));
  EXPECT_EQ(Places(), 0);
}

TEST_F(WriterTest, FinishesWhatWasSubmittedBeforeItStops) {
  {
    const auto writer = NewWriter();
    Submit(*writer, "ada");
  }
  EXPECT_THAT(answers_, ElementsAre(IsOkAndHolds(1)));
}

// Many threads at once, each waiting for nothing: every command is answered
// once, and the answers agree with the table.
TEST_F(WriterTest, ThreadsAnswerEachCommandOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 200;
  std::atomic<int> answered = 0;
  std::atomic<int> given = 0;
  {
    const auto writer = NewWriter({.group_limit = 16});
    writer->Start();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          writer->Submit({absl::StrCat(t, ".", i)},
                         clock_.Now() + absl::Seconds(10),
                         [&](const absl::StatusOr<int64_t>& answer) {
                           ++answered;
                           if (answer.ok()) ++given;
                         });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(answered, kThreads * kEach);
  EXPECT_EQ(given, 3);
  EXPECT_EQ(Places(), 3);
  EXPECT_LT(groups_.size(), kThreads * kEach) << "some shared a commit";
}

// The client does all it can do, which is to try again when it did not hear;
// the name stands for the request id here.
TEST_F(WriterTest, RetriesUnderFaultsNeverTakeTwoPlaces) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    ASSERT_OK(database_->Write(
        [](Transaction& tx) { return tx.Run("DELETE FROM places").status(); }));
    FaultyDatabase faulty(
        *database_, seed,
        {.one_in_before = 6, .one_in_undone = 6, .one_in_after = 6});
    PlaceWriter writer(faulty, clock_, {}, PlaceWriter::OneByOne(&Take));
    for (const char* who : {"ada", "bob"}) {
      absl::Status status = absl::UnavailableError("not tried yet");
      for (int attempt = 0; attempt < 50 && absl::IsUnavailable(status);
           ++attempt) {
        writer.Submit({who}, clock_.Now() + absl::Seconds(1),
                      [&](const absl::StatusOr<int64_t>& answer) {
                        status = answer.status();
                      });
        writer.RunOnce();
      }
      EXPECT_TRUE(status.ok() || ReasonOf(status) == "CONSTRAINT_VIOLATED")
          << status;
    }
    EXPECT_EQ(Places(), 2);
  }
}

}  // namespace
}  // namespace cwp::db
