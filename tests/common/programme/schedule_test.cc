// What somebody sends, and the example that they are given to write it by.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/programme/example.h"
#include "common/programme/plan.h"
#include "common/programme/programme.h"
#include "common/programme/table.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::programme {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kToday(2027, 1, 12);

std::string WordsOf(const Mistake& mistake) {
  return absl::StrCat(mistake.place.line, ":", mistake.key, " ",
                      mistake.problem);
}

TEST(ScheduleTest, NamesAllThatIsWrongInOrder) {
  const Schedule read = ReadSchedule(
      "slug,start,capacity,state\n"
      "sleep,soon,none,\n"
      "Bad Slug,2027-02-01T18:00,9,ajar\n",
      Form::kTable, kToday);
  ASSERT_THAT(read.mistakes, SizeIs(4));
  EXPECT_THAT(WordsOf(read.mistakes[0]),
              HasSubstr("2:start 'soon' is no time"));
  EXPECT_THAT(WordsOf(read.mistakes[1]), HasSubstr("2:capacity must be"));
  EXPECT_THAT(WordsOf(read.mistakes[2]), HasSubstr("3:state must be"));
  EXPECT_THAT(WordsOf(read.mistakes[3]), HasSubstr("3:slug must be"));
}

TEST(ScheduleTest, SaysWhyItCouldNotBeReadAtAll) {
  const struct {
    std::string text;
    Form form;
    std::string words;
  } cases[] = {
      {"title\nx\n", Form::kTable, "1:slug is missing in the first row"},
      {"slug\n\"x", Form::kTable, "2: the quotation marks"},
      {"a: [", Form::kYaml, ": this is not YAML"},
      {"slugs: x", Form::kYaml, "1:slugs is no key that is known here"},
  };
  for (const auto& c : cases) {
    const Schedule read = ReadSchedule(c.text, c.form, kToday);
    ASSERT_THAT(read.mistakes, SizeIs(1)) << c.text;
    EXPECT_THAT(WordsOf(read.mistakes[0]), HasSubstr(c.words));
  }
}

// A file that somebody sends opens no file of this machine, nor says whether it
// is there.
TEST(ScheduleTest, HasNeitherFilesNorPeople) {
  const Schedule read = ReadSchedule(
      "workshops:\n"
      "  - slug: sleep\n"
      "    sessions:\n"
      "      - start: 2027-02-01T18:00\n"
      "        bookings: [{name: Bo, email: bo@example.org}]\n"
      "webinars:\n"
      "  - {slug: a, title: A, summary: S, audience: professionals,\n"
      "     parts: [{title: P, video: /no/such/file}]}\n",
      Form::kYaml, kToday);
  ASSERT_THAT(read.mistakes, SizeIs(2));
  EXPECT_THAT(WordsOf(read.mistakes[0]), HasSubstr("5:bookings cannot"));
  EXPECT_THAT(WordsOf(read.mistakes[1]), HasSubstr("6:webinars cannot"));
  EXPECT_THAT(read.programme.webinars, IsEmpty());
}

TEST(ScheduleTest, IsNoLongerThanSchedulingTakes) {
  const std::string long_text(10'000, 'x');
  const struct {
    std::string column;
    std::string value;
    bool of_session = false;
  } cases[] = {
      {"title", long_text},
      {"summary", std::string(141, 'x')},
      {"description", long_text},
      {"topics", std::string(41, 'x')},
      {"topics", "a;b;c;d;e;f;g;h;i;j;k"},
      {"languages", "a;b;c;d;e;f;g;h;i;j;k"},
      {"bring", std::string(501, 'x')},
      {"content_note", std::string(501, 'x')},
      {"names_reason", std::string(201, 'x')},
      {"join", "https://" + long_text, true},
      {"join", "http://example.org", true},
  };
  for (const auto& c : cases) {
    const Schedule read =
        ReadSchedule(absl::StrCat("slug,start,", c.column, "\nsleep,",
                                  c.of_session ? "2027-02-01T18:00" : "", ",\"",
                                  c.value, "\"\n"),
                     Form::kTable, kToday);
    ASSERT_THAT(read.mistakes, SizeIs(1)) << c.column;
    EXPECT_EQ(read.mistakes[0].key, c.column);
    EXPECT_EQ(read.mistakes[0].place.line, 2);
  }
}

TEST(ScheduleTest, IsNoMoreThanATeamPlans) {
  std::string sessions = "slug,start\n";
  for (size_t i = 0; i <= kMostSessions; ++i) {
    absl::StrAppend(&sessions, "sleep,in ", i + 1, " days at 18:00\n");
  }
  std::string workshops = "slug,title\n";
  for (size_t i = 0; i <= kMostWorkshops; ++i) {
    absl::StrAppend(&workshops, "sleep-", i, ",Sleep\n");
  }
  for (const std::string& text : {sessions, workshops}) {
    const Schedule read = ReadSchedule(text, Form::kTable, kToday);
    ASSERT_THAT(read.mistakes, SizeIs(1));
    EXPECT_THAT(read.mistakes[0].problem, HasSubstr("with several files"));
  }
}

// The example is written by what writes tables, and all that reads them takes
// it, whenever it is downloaded.
TEST(ExampleTest, IsWhatCanBeImported) {
  for (int days = 0; days < 366; ++days) {
    const absl::CivilDay today = kToday + days;
    const std::string table = WriteTable(ExampleProgramme(today));
    const Schedule read = ReadSchedule(table, Form::kTable, today);
    ASSERT_THAT(read.mistakes, IsEmpty());
    ASSERT_THAT(read.programme.workshops, SizeIs(1));
    const WorkshopEntry& workshop = read.programme.workshops[0];
    EXPECT_FALSE(workshop.publish);
    ASSERT_OK_AND_ASSIGN(const WorkshopPlan plan,
                         PlanWorkshop("", workshop, std::nullopt));
    ASSERT_THAT(workshop.sessions, SizeIs(3));
    for (const SessionEntry& session : workshop.sessions) {
      EXPECT_EQ(session.state, scheduling::v1::Session::DRAFT);
      ASSERT_OK(PlanSession(session, plan.wanted, nullptr, {}));
    }
  }
}

TEST(ExampleTest, SaysOfEachColumnWhatItIs) {
  const std::string table = WriteTable(ExampleProgramme(kToday));
  std::vector<std::string> names;
  for (const TableColumn& column : TableColumns()) {
    names.emplace_back(column.name);
    EXPECT_FALSE(column.meaning.empty()) << column.name;
    EXPECT_TRUE(absl::StrContains(table, column.name));
  }
  EXPECT_THAT(names, SizeIs(26));
}

}  // namespace
}  // namespace cwp::programme
