#include "services/scheduling/commands.h"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/writer.h"
#include "common/feed/log.h"
#include "common/testing/fake_clock.h"
#include "common/testing/faulty_database.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/schema.h"
#include "services/scheduling/series_convert.h"
#include "services/scheduling/series_store.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_convert.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/series_samples.h"

namespace cwp::scheduling {

bool operator==(const OrganisationVersion& a, const OrganisationVersion& b) {
  return a.part == b.part && a.version == b.version;
}

namespace {

using ::testing::ElementsAre;
using Writer = db::Writer<Command, Answer>;

class CommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    writer_ = MakeWriter(*database_);
  }

  std::unique_ptr<Writer> MakeWriter(db::Database& database) {
    return std::make_unique<Writer>(
        database, clock_, db::WriterOptions(),
        [this](db::Transaction& tx, absl::Span<const Command* const> commands) {
          return ApplyCommands(tx, commands, clock_.Now());
        });
  }

  // Applies the commands as one group.
  std::vector<absl::StatusOr<Answer>> Apply(std::vector<Command> commands) {
    std::vector<absl::StatusOr<Answer>> answers(commands.size());
    for (size_t i = 0; i < commands.size(); ++i) {
      writer_->Submit(std::move(commands[i]), absl::InfiniteFuture(),
                      [&answers, i](absl::StatusOr<Answer> answer) {
                        answers[i] = std::move(answer);
                      });
    }
    writer_->RunOnce();
    return answers;
  }

  // The feed, with its chain checked.
  std::vector<feed::v1::Change> ReadFeed() {
    std::vector<feed::v1::Change> changes;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const feed::Page page,
                       feed::ReadAfter(tx, {}, 100000, 1 << 30));
      std::string hash;
      for (const feed::Entry& entry : page.entries) {
        hash = feed::NextHash(hash, entry.revision, entry.change);
        EXPECT_EQ(hash, entry.hash);
        EXPECT_TRUE(changes.emplace_back().ParseFromString(entry.change));
      }
      return absl::OkStatus();
    }));
    return changes;
  }

  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    for (const feed::v1::Change& change : ReadFeed()) {
      causes.push_back(change.cause());
    }
    return causes;
  }

  FakeClock clock_{At(9)};
  db::TestDatabase database_;
  std::unique_ptr<Writer> writer_;
};

template <class What>
Command Ask(What what, absl::string_view request_id = "") {
  Command command = {.what = std::move(what), .actor = {.kind = "OPERATOR"}};
  if (!request_id.empty()) {
    command.request = {.key = std::string(request_id), .fingerprint = "same"};
  }
  return command;
}

// All resources as the feed shows them, by kind and id.
using Resources = std::map<std::pair<std::string, int64_t>, std::string>;

absl::StatusOr<Resources> ListAll(db::Database& database) {
  Resources listed;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const auto workshops, ListWorkshops(tx, 0, 100000));
    for (const Workshop& workshop : workshops) {
      listed[{"workshop", workshop.id}] =
          WriteWorkshop(workshop).SerializeAsString();
    }
    ASSIGN_OR_RETURN(const auto sessions,
                     ListSessions(tx, std::nullopt, 100000));
    for (const Session& session : sessions) {
      listed[{"session", session.id}] =
          WriteSession(session).SerializeAsString();
      if (!session.series.has_value()) continue;
      ASSIGN_OR_RETURN(std::optional<Series> series,
                       FindSeries(tx, session.series->series_id));
      series->sessions.clear();
      listed[{"series", series->id}] = WriteSeries(*series).SerializeAsString();
    }
    return absl::OkStatus();
  }));
  return listed;
}

// Four sessions, with ids after `first_id`.
CreateSeries SampleCreateSeries(int64_t id = 50, int64_t first_id = 100) {
  CreateSeries create = {.series = SampleSeries(id), .accept_conflicts = true};
  const auto plan = PlanSeries(create.series.pattern, {});
  for (const PlannedDate& date : *plan) {
    create.sessions.push_back(
        {.id = ++first_id, .day = date.day, .meeting = *date.meeting});
  }
  return create;
}

int64_t IdOf(const Answer& answer) {
  return std::visit(
      [](const auto& resource) -> int64_t {
        if constexpr (requires { resource.id; }) return resource.id;
        return 0;
      },
      answer);
}

TEST_F(CommandsTest, RequestTwiceInOneGroupIsOneEffect) {
  const auto answers =
      Apply({Ask(CreateWorkshop{.id = 1, .content = SampleContent()}, "r-1"),
             Ask(CreateWorkshop{.id = 2, .content = SampleContent()}, "r-1")});
  ASSERT_OK(answers[0]);
  ASSERT_OK(answers[1]);
  EXPECT_EQ(IdOf(*answers[0]), 1);
  EXPECT_EQ(*answers[1], *answers[0]);
  EXPECT_THAT(Causes(), ElementsAre("workshop_created"));
}

TEST_F(CommandsTest, RefusalLeavesItsNeighboursAlone) {
  const auto answers =
      Apply({Ask(CreateWorkshop{.id = 1, .content = SampleContent("a")}),
             Ask(CreateWorkshop{.id = 2, .content = SampleContent("a")}, "r-2"),
             Ask(CreateWorkshop{.id = 3, .content = SampleContent("b")})});
  EXPECT_OK(answers[0]);
  EXPECT_THAT(answers[1], HasReason("SLUG_TAKEN"));
  EXPECT_OK(answers[2]);
  EXPECT_THAT(Causes(), ElementsAre("workshop_created", "workshop_created"));
}

TEST_F(CommandsTest, CommandsSeeTheirNeighboursEffects) {
  const auto answers =
      Apply({Ask(CreateWorkshop{.id = 7, .content = SampleContent()}),
             Ask(CreateSession{.id = 8, .content = SampleSessionContent()}),
             Ask(OpenSession{.id = 8}), Ask(PublishWorkshop{.id = 7}),
             Ask(OpenSession{.id = 8}),
             Ask(UpdateWorkshop{.id = 7,
                                .patch = {.fields = {WorkshopField::kTitle},
                                          .content = {.title = "Renamed"}}}),
             Ask(CancelSession{.id = 8, .at_once = true})});
  EXPECT_THAT(answers[2], HasReason("WORKSHOP_NOT_PUBLISHED"));
  for (const int i : {0, 1, 3, 4, 5, 6}) EXPECT_OK(answers[i]) << i;
  EXPECT_THAT(Causes(), ElementsAre("workshop_created", "session_created",
                                    "workshop_published", "session_opened",
                                    "workshop_updated", "workshop_updated",
                                    "session_cancelled"));
  EXPECT_EQ(std::get<Session>(*answers[6]).workshop_title, "Renamed");
  EXPECT_EQ(std::get<Session>(*answers[6]).revision, 7);
}

TEST_F(CommandsTest, ErrorOfTheDatabaseHitsOneCommandAlone) {
  ASSERT_OK(
      Apply({Ask(CreateWorkshop{.id = 1, .content = SampleContent("a")})})[0]);
  const auto answers =
      Apply({Ask(CreateWorkshop{.id = 2, .content = SampleContent("b")}),
             Ask(CreateWorkshop{.id = 1, .content = SampleContent("c")}, "r"),
             Ask(CreateWorkshop{.id = 3, .content = SampleContent("d")})});
  EXPECT_OK(answers[0]);
  EXPECT_THAT(answers[1], HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_OK(answers[2]);
  EXPECT_EQ(Causes().size(), 3);
}

// A series is there with all its sessions, or not at all.
TEST_F(CommandsTest, ErrorOfTheDatabaseLeavesNothingOfASeries) {
  ASSERT_OK(Apply(
      {Ask(CreateWorkshop{.id = 7, .content = SampleContent()}),
       Ask(CreateSession{.id = 103, .content = SampleSessionContent()})})[1]);
  EXPECT_THAT(Apply({Ask(SampleCreateSeries())})[0],
              HasReason("CONSTRAINT_VIOLATED"));
  EXPECT_EQ(Causes().size(), 2);
  EXPECT_THAT(ListAll(*database_), IsOkAndHolds(::testing::SizeIs(2)));
}

TEST_F(CommandsTest, OldRequestsAndEntriesArePruned) {
  ASSERT_OK(Apply(
      {Ask(CreateWorkshop{.id = 1, .content = SampleContent("a")}, "r-1")})[0]);
  const auto prune_at = [&](absl::Time now) {
    ASSERT_OK(
        database_->Write([&](db::Transaction& tx) { return Prune(tx, now); }));
  };
  const auto repeat = [&](int64_t id) {
    return Apply({Ask(CreateWorkshop{.id = id, .content = SampleContent("a")},
                      "r-1")})[0];
  };
  constexpr absl::Duration kDay = absl::Hours(24);
  prune_at(At(9) + 7 * kDay);
  ASSERT_OK(repeat(2));
  EXPECT_EQ(IdOf(*repeat(2)), 1);
  prune_at(At(9) + 7 * kDay + absl::Microseconds(1));
  EXPECT_THAT(repeat(2), HasReason("SLUG_TAKEN"));
  EXPECT_EQ(ReadFeed().size(), 1);
}

// Random commands on few workshops and sessions, so that they often collide.
class RandomCommands {
 public:
  // There from the start.
  static constexpr int64_t kSeries = 50;

  explicit RandomCommands(uint64_t seed) : random_(seed) {}

  Command Next() {
    const int64_t id = 1 + Below(4);
    const std::string request_id = absl::StrCat("r-", ++count_);
    switch (Below(9)) {
      case 0:
        return Ask(CreateWorkshop{.id = 100 + count_,
                                  .content = SampleContent(
                                      absl::StrCat("w-", Below(30)))},
                   request_id);
      case 1:
        return Ask(
            UpdateWorkshop{
                .id = 7,
                .patch = {.fields = {WorkshopField::kTitle},
                          .content = {.title = absl::StrCat("T ", Below(3))}}},
            request_id);
      case 2:
        return Ask(PublishWorkshop{.id = 7}, request_id);
      case 3:
        return Ask(CreateSession{.id = 1000 + count_,
                                 .content = SampleSessionContent()},
                   request_id);
      case 4:
        return Ask(OpenSession{.id = id}, request_id);
      case 5:
        return Ask(CloseSession{.id = id}, request_id);
      case 6:
        return Ask(SampleCreateSeries(5000 + count_, 10000 + 10 * count_),
                   request_id);
      case 7:
        return Ask(
            EditSeries{.id = kSeries,
                       .edit = {.scope = SeriesEdit::Scope::kAll,
                                .capacity = static_cast<int>(1 + Below(5))},
                       .accept_conflicts = true},
            request_id);
      default:
        return Ask(CloseSession{.id = 2000}, request_id);
    }
  }

 private:
  int64_t Below(int64_t limit) { return random_() % limit; }

  std::mt19937_64 random_;
  int64_t count_ = 0;
};

// What followers make of the feed: the newest state of each resource.
Resources Follow(const std::vector<feed::v1::Change>& changes) {
  Resources followed;
  for (const feed::v1::Change& change : changes) {
    followed[{change.kind(), change.resource_id()}] = change.resource();
  }
  return followed;
}

// A database that breaks down before, during and after commits, and callers
// that repeat until they know: every request ends with one effect or a refusal,
// and the feed tells exactly what the tables hold.
TEST_F(CommandsTest, FaultsDoubleNothingAndLoseNothing) {
  constexpr uint64_t kSeed = 20260302;
  constexpr int kRequests = 300;
  std::vector<Command> setup = {
      Ask(CreateWorkshop{.id = 7, .content = SampleContent()})};
  for (int64_t id = 1; id <= 4; ++id) {
    setup.push_back(
        Ask(CreateSession{.id = id, .content = SampleSessionContent()}));
  }
  setup.push_back(Ask(SampleCreateSeries(RandomCommands::kSeries)));
  for (const auto& answer : Apply(std::move(setup))) ASSERT_OK(answer);

  db::FaultyDatabase faulty(
      *database_, kSeed,
      {.one_in_before = 5, .one_in_undone = 5, .one_in_after = 5});
  writer_ = MakeWriter(faulty);
  RandomCommands random(kSeed);
  int made = 0;
  for (int i = 0; i < kRequests; ++i) {
    const Command command = random.Next();
    absl::StatusOr<Answer> answer = absl::UnavailableError("not asked yet");
    while (absl::IsUnavailable(answer.status())) {
      answer = Apply({command})[0];
    }
    const absl::StatusOr<Answer> again = Apply({command})[0];
    if (answer.ok() && again.ok()) {
      EXPECT_EQ(IdOf(*again), IdOf(*answer));
    }
    made +=
        answer.ok() && (std::holds_alternative<CreateWorkshop>(command.what) ||
                        std::holds_alternative<CreateSession>(command.what));
    made +=
        5 * (answer.ok() && std::holds_alternative<CreateSeries>(command.what));
  }
  writer_ = nullptr;

  ASSERT_OK_AND_ASSIGN(const auto listed, ListAll(*database_));
  EXPECT_EQ(listed.size(), made + 10);
  EXPECT_EQ(Follow(ReadFeed()), listed);
}

}  // namespace
}  // namespace cwp::scheduling
