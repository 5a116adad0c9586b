#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// It is Monday 4 January 2027.
class ListTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    Run({"workshop", "create", "--slug", "worries", "--title", "Worries",
         "--summary", "What helps.", "--audience", "parents and carers",
         "--ages", "5 to 11", "--minutes", "90", "--topic", "anxiety",
         "--capacity", "12"});
    Run({"workshop",        "create",       "--slug",    "mood",
         "--title",         "Mood",         "--summary", "What helps.",
         "--audience",      "young people", "--ages",    "12 to 15",
         "--minutes",       "60",           "--topic",   "low mood",
         "--capacity",      "12",           "--venue",   "Village hall",
         "--venue-address", "1 High Street"});
    Run({"workshop", "publish", "mood"});
    Session("worries", "2027-01-12T10:00");
    Session("worries", "2027-01-12T17:00");
    Session("mood", "2027-02-01T23:00");
  }

  Ended Run(std::vector<std::string> arguments) {
    Ended ended = installation_.Run(std::move(arguments));
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    return ended;
  }

  void Session(const std::string& workshop, const std::string& start) {
    Run({"session", "create", "--workshop", workshop, "--start", start});
  }

  // A column of the table that a list shows, between other words of a row.
  std::vector<std::string> Column(const std::string& noun, size_t column,
                                  std::vector<std::string> flags) {
    flags.insert(flags.begin(), {noun, "list"});
    std::vector<std::string> cells;
    const std::vector<std::string> rows =
        absl::StrSplit(Run(flags).out, '\n', absl::SkipEmpty());
    for (size_t row = 1; row < rows.size(); ++row) {
      const std::vector<std::string> words =
          absl::StrSplit(rows[row], ' ', absl::SkipEmpty());
      cells.push_back(words[column]);
    }
    return cells;
  }

  // When the sessions are that a list holds.
  std::vector<std::string> Times(std::vector<std::string> flags) {
    return Column("session", 2, std::move(flags));
  }
  std::vector<std::string> Slugs(std::vector<std::string> flags) {
    return Column("workshop", 1, std::move(flags));
  }

  Installation installation_;
};

TEST_F(ListTest, NarrowsSessionsDown) {
  EXPECT_THAT(Times({}), ElementsAre("10:00", "17:00", "23:00"));
  EXPECT_THAT(Times({"--latest-first"}),
              ElementsAre("23:00", "17:00", "10:00"));
  EXPECT_THAT(Times({"--workshop", "mood"}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--audience", "young people"}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--age", "11"}), ElementsAre("10:00", "17:00"));
  EXPECT_THAT(Times({"--age", "0"}), IsEmpty());
  EXPECT_THAT(Times({"--topic", "low mood"}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--delivery", "venue"}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--delivery", "teams"}), ElementsAre("10:00", "17:00"));
  EXPECT_THAT(Times({"--time", "daytime"}), ElementsAre("10:00"));
  EXPECT_THAT(Times({"--time", "evening"}), ElementsAre("17:00", "23:00"));
  EXPECT_THAT(Times({"--from", "2027-01-13"}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--to", "2027-01-12"}), ElementsAre("10:00", "17:00"));
  EXPECT_THAT(Times({"--to", "2027-02-01"}),
              ElementsAre("10:00", "17:00", "23:00"));
  EXPECT_THAT(Times({"--state", "open"}), IsEmpty());
  EXPECT_THAT(
      Times({"--state", "open", "--state", "scheduled", "--time", "daytime"}),
      ElementsAre("10:00"));
}

TEST_F(ListTest, HoldsWhatHasBegunWhenAsked) {
  installation_.clock().Advance(absl::Hours(24 * 20));
  EXPECT_THAT(Times({}), ElementsAre("23:00"));
  EXPECT_THAT(Times({"--past"}), ElementsAre("10:00", "17:00", "23:00"));
  EXPECT_THAT(Times({"--from", "2027-01-12", "--time", "daytime"}),
              ElementsAre("10:00"));
}

TEST_F(ListTest, NarrowsWorkshopsDown) {
  EXPECT_THAT(Slugs({}), ElementsAre("worries", "mood"));
  EXPECT_THAT(Slugs({"--state", "published"}), ElementsAre("mood"));
  EXPECT_THAT(Slugs({"--audience", "parents and carers"}),
              ElementsAre("worries"));
  EXPECT_THAT(Slugs({"--age", "12"}), ElementsAre("mood"));
  EXPECT_THAT(Slugs({"--topic", "anxiety"}), ElementsAre("worries"));
  EXPECT_THAT(Slugs({"--delivery", "venue"}), ElementsAre("mood"));
}

TEST_F(ListTest, RefusesWordsThatItDoesNotKnow) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{
           {"session", "list", "--state", "published"},
           {"session", "list", "--time", "night"},
           {"session", "list", "--from", "12 January"},
           {"session", "list", "--to", "2027-13-01"},
           {"session", "list", "--audience", "everybody"},
           {"session", "list", "--age", "old"},
           {"workshop", "list", "--delivery", "post"},
           {"workshop", "list", "--state", "open"}}) {
    EXPECT_EQ(installation_.Run(arguments).code, kExitUsage);
  }
}

}  // namespace
}  // namespace cwp::ctl
