#include "services/webinars/commands.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/feed/log.h"
#include "common/testing/fake_clock.h"
#include "common/testing/faulty_database.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/webinars/file_store.h"
#include "services/webinars/migrations.h"
#include "services/webinars/webinar_store.h"

namespace cwp::webinars {
namespace {

using ::testing::ElementsAre;

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() { EXPECT_OK(database_.Open(clock_, Migrations())); }

  // The answers to a group, which must be committed.
  Writer::Answers Run(const std::vector<Command>& commands) {
    std::vector<const Command*> group;
    for (const Command& command : commands) group.push_back(&command);
    Writer::Answers answers;
    EXPECT_OK(database_->Write([&](db::Transaction& tx) -> absl::Status {
      auto result = applier_.Apply(tx, group);
      if (result.ok()) answers = *std::move(result);
      return result.status();
    }));
    return answers;
  }

  template <class What>
  Command Of(What what, const std::string& request = "") {
    Command command;
    command.what = std::move(what);
    command.now = clock_.Now();
    if (!request.empty()) {
      command.request = db::RequestKey{.key = request, .fingerprint = "same"};
    }
    return command;
  }

  static CreateWebinar Create(int64_t id, const std::string& slug) {
    CreateWebinar create;
    create.id = id;
    create.content.slug = slug;
    create.content.parts = {
        {.title = "Theory", .video_uri = "https://example.org/v"}};
    return create;
  }

  std::vector<std::string> Slugs() {
    std::vector<std::string> slugs;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      auto webinars = ListWebinars(tx, false, 0, 100);
      if (!webinars.ok()) return webinars.status();
      for (const Webinar& webinar : *webinars) slugs.push_back(webinar.slug);
      return absl::OkStatus();
    }));
    return slugs;
  }

  int64_t HeadRevision() {
    int64_t revision = -1;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      auto head = feed::ReadHead(tx);
      if (head.ok()) revision = head->revision;
      return head.status();
    }));
    return revision;
  }

  FakeClock clock_;
  db::TestDatabase database_;
  Applier applier_{clock_};
};

TEST_F(CommandsTest, SeesItsNeighboursInAGroup) {
  const std::string hash(64, 'a');
  CreateWebinar with_file = Create(2, "two");
  with_file.content.parts[0].captions_hash = hash;
  const Writer::Answers answers =
      Run({Of(Create(1, "one")), Of(Create(9, "one")),
           Of(AddFile{{hash, 10, FileType::kWebVtt}}), Of(with_file),
           Of(PublishWebinar{1})});
  ASSERT_EQ(answers.size(), 5u);
  EXPECT_EQ(answers[0]->revision, 1);
  EXPECT_THAT(answers[1], HasReason("SLUG_TAKEN"));
  EXPECT_OK(answers[2]);
  EXPECT_EQ(answers[3]->revision, 2);
  EXPECT_EQ(answers[4]->state, State::kPublished);
  EXPECT_EQ(answers[4]->revision, 3);
  EXPECT_THAT(Slugs(), ElementsAre("one", "two"));
  EXPECT_EQ(HeadRevision(), 3);
}

TEST_F(CommandsTest, TakesARequestTwiceInAGroupAsOne) {
  const Writer::Answers answers =
      Run({Of(Create(1, "one"), "r"), Of(Create(2, "one"), "r")});
  EXPECT_EQ(answers[0]->id, 1);
  EXPECT_EQ(answers[1]->id, 1);
  EXPECT_EQ(HeadRevision(), 1);
}

TEST_F(CommandsTest, RefusesARequestIdWithOtherContentAndGoesOn) {
  Command other = Of(Create(2, "two"), "r");
  other.request->fingerprint = "other";
  const Writer::Answers answers =
      Run({Of(Create(1, "one"), "r"), other, Of(Create(3, "three"))});
  EXPECT_OK(answers[0]);
  EXPECT_THAT(answers[1], HasReason("REQUEST_ID_REUSED"));
  EXPECT_OK(answers[2]);
  EXPECT_THAT(Slugs(), ElementsAre("one", "three"));
}

TEST_F(CommandsTest, RemembersAFileOnce) {
  const std::string hash(64, 'a');
  Run({Of(AddFile{{hash, 10, FileType::kPdf}}),
       Of(AddFile{{hash, 10, FileType::kPdf}})});
  Run({Of(AddFile{{hash, 10, FileType::kPdf}})});
  EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
    auto file = LoadFile(tx, hash);
    EXPECT_EQ((*file)->size_bytes, 10);
    EXPECT_EQ((*file)->type, FileType::kPdf);
    return file.status();
  }));
  EXPECT_EQ(HeadRevision(), 0) << "files alone are no news";
}

TEST_F(CommandsTest, ForgetsOldRequestsAndFeedEntries) {
  Run({Of(Create(1, "one"), "r")});
  clock_.Advance(absl::Hours(24 * 7 - 1));
  EXPECT_EQ(Run({Of(Create(2, "one"), "r")})[0]->id, 1);
  clock_.Advance(absl::Hours(2));
  Run({Of(Create(3, "three"))});
  EXPECT_THAT(Run({Of(Create(4, "one"), "r")})[0], HasReason("SLUG_TAKEN"));

  clock_.Advance(absl::Hours(24 * 30));
  Run({Of(Create(5, "five"))});
  const absl::Status status = database_->Read([&](db::Transaction& tx) {
    return feed::ReadAfter(tx, {.revision = 0}, 10, 10'000).status();
  });
  EXPECT_THAT(status, HasReason("REVISION_COMPACTED"));
  EXPECT_EQ(HeadRevision(), 3);
}

// The database fails often, half of the times after it did what was asked. Who
// repeats the same request gets exactly one effect.
TEST_F(CommandsTest, RetriesHaveOneEffect) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    db::FaultyDatabase faulty(
        *database_, seed,
        {.one_in_before = 6, .one_in_undone = 6, .one_in_after = 6});
    Writer writer(faulty, clock_, {}, [&](auto& tx, auto group) {
      return applier_.Apply(tx, group);
    });
    const std::string slug = absl::StrCat("webinar-", seed);
    std::optional<absl::StatusOr<Answer>> answer;
    int64_t id = static_cast<int64_t>(seed) * 1000;
    do {
      writer.Submit(Of(Create(++id, slug), slug), absl::InfiniteFuture(),
                    [&](absl::StatusOr<Answer> got) { answer = got; });
      ASSERT_TRUE(writer.RunOnce());
    } while (absl::IsUnavailable(answer->status()));
    EXPECT_OK(*answer);
    EXPECT_EQ((*answer)->slug, slug);
    EXPECT_EQ(HeadRevision(), static_cast<int64_t>(seed));
  }
}

}  // namespace
}  // namespace cwp::webinars
