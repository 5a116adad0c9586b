// Workshops with many dates, and many workshops: pages that show a part of
// them, and lead to the rest.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// What a page may weigh.
constexpr size_t kHeaviest = 14 * 1024;

std::string PathOf(int dates) {
  return absl::StrCat("/workshops/dates-", dates);
}

int CountOf(const std::string& words, const std::string& html) {
  int count = 0;
  for (size_t at = html.find(words); at != std::string::npos;
       at = html.find(words, at + words.size())) {
    ++count;
  }
  return count;
}

class LongListsTest : public WebTest {
 protected:
  void SetUp() override {
    for (const int dates : {0, 1, 20, 21, 45}) AddWorkshop(dates);
    for (int i = 1; i <= 40; ++i) AddAnother(i);
    for (int i = 1; i <= 24; ++i) AddWebinar(i);
    WebTest::SetUp();
    ASSERT_TRUE(Eventually([&] {
      return absl::StrContains(Get("/workshops").body, "47 workshops") &&
             absl::StrContains(Get("/webinars").body, "25 webinars");
    }));
    LetCountsLapse();
  }

  // With so many dates, one a day: the ids of the first are 45001 and so on.
  void AddWorkshop(int dates) {
    scheduling::v1::Workshop workshop = SampleWorkshop();
    workshop.set_id(1000 + dates);
    workshop.set_slug(absl::StrCat("dates-", dates));
    workshop.set_title(absl::StrCat("With ", dates));
    services_.scheduling_feed.Add("workshop", workshop.id(),
                                  workshop.SerializeAsString());
    for (int i = 1; i <= dates; ++i) {
      const int64_t id = dates * 1000 + i;
      scheduling::v1::Session session =
          SampleSession(id, clock_.Now() + absl::Hours(24 * i),
                        scheduling::v1::Session::OPEN);
      session.set_workshop_id(workshop.id());
      services_.scheduling_feed.Add("session", id, session.SerializeAsString());
    }
  }

  // One of many about the same.
  void AddAnother(int number) {
    scheduling::v1::Workshop workshop = SampleWorkshop();
    workshop.set_id(2000 + number);
    workshop.set_slug(absl::StrCat("another-", number));
    workshop.set_title(absl::StrCat("Another ", 100 + number));
    workshop.add_topics("many");
    workshop.add_topics(absl::StrCat("topic ", 100 + number));
    services_.scheduling_feed.Add("workshop", workshop.id(),
                                  workshop.SerializeAsString());
  }

  void AddWebinar(int number) {
    webinars::v1::Webinar webinar = SampleWebinar();
    webinar.set_id(500 + number);
    webinar.set_slug(absl::StrCat("webinar-", number));
    webinar.set_title(absl::StrCat("Webinar ", 100 + number));
    services_.webinars_feed.Add("webinar", webinar.id(),
                                webinar.SerializeAsString());
  }
};

TEST_F(LongListsTest, AWorkshopShowsTwentyDatesAndLeadsToTheOthers) {
  struct Case {
    int dates;
    std::string asked;
    // The first and the last that are shown; 0 for none.
    int first;
    int last;
    // Empty where all are shown.
    std::string where;
    bool none_such = false;
  };
  for (const Case& test :
       std::vector<Case>{{0, "", 0, 0, ""},
                         {0, "?page=2", 0, 0, "", true},
                         {1, "", 1, 1, ""},
                         {20, "", 1, 20, ""},
                         {20, "?page=1", 1, 20, ""},
                         {20, "?page=2", 1, 20, "", true},
                         {21, "", 1, 20, "1 of 2"},
                         {21, "?page=2", 21, 21, "2 of 2"},
                         {45, "?page=2", 21, 40, "2 of 3"},
                         {45, "?page=3", 41, 45, "3 of 3"},
                         {45, "?page=9999", 41, 45, "3 of 3", true},
                         {45, "?page=0", 1, 20, "1 of 3", true},
                         {45, "?page=-1", 1, 20, "1 of 3", true},
                         {45, "?page=x", 1, 20, "1 of 3", true}}) {
    SCOPED_TRACE(absl::StrCat(test.dates, test.asked));
    const std::string page = Get(PathOf(test.dates) + test.asked).body;
    const int shown = test.last == 0 ? 0 : test.last - test.first + 1;
    EXPECT_EQ(CountOf("data-session=", page), shown);
    EXPECT_EQ(CountOf("\"@type\":\"Event\"", page), shown)
        << "search engines learn what the page shows";
    for (const int each : {test.first, test.last}) {
      const int64_t id = test.dates * 1000 + each;
      EXPECT_EQ(absl::StrContains(page, absl::StrCat("/sessions/", id)),
                each != 0);
    }
    const bool paged = !test.where.empty();
    EXPECT_EQ(absl::StrContains(page, "Earlier dates"),
              paged && test.where.front() != '1');
    EXPECT_EQ(absl::StrContains(page, "Later dates"),
              paged && test.where.front() != test.where.back());
    EXPECT_EQ(absl::StrContains(page, "There is no such page of dates."),
              test.none_such);
    EXPECT_EQ(absl::StrContains(page, "This is page"), paged);
    const std::string title = absl::StrCat("<title>With ", test.dates);
    if (!paged) {
      EXPECT_THAT(page, HasSubstr(title + " - "));
      continue;
    }
    EXPECT_THAT(page, HasSubstr(title + " (page " + test.where + ")"));
    EXPECT_THAT(page,
                HasSubstr(absl::StrCat("There are ", test.dates,
                                       " dates. This is page ", test.where)));
  }
}

TEST_F(LongListsTest, LinksToOtherDatesLeadToTheDates) {
  const std::string path = PathOf(45);
  const std::string page = Get(path + "?page=2").body;
  EXPECT_THAT(page, HasSubstr(absl::StrCat("href=\"", path, "#dates\"")));
  EXPECT_THAT(page,
              HasSubstr(absl::StrCat("href=\"", path, "?page=3#dates\"")));
  EXPECT_THAT(page, HasSubstr("id=\"dates\">Dates</h2>"));
}

// What a list shows of what was asked for, and which page it says it is.
struct ListCase {
  std::string query;
  int shown;
  std::string where;
  bool known = true;
};

TEST_F(LongListsTest, WorkshopsAreShownByTwenty) {
  for (const ListCase& test : std::vector<ListCase>{
           {"", 20, "1 of 3"},
           {"?page=3", 7, "3 of 3"},
           {"?page=4", 7, "3 of 3", false},
           {"?page=x", 20, "1 of 3", false},
           {"?topic=many", 20, "1 of 2"},
           {"?topic=many&page=2", 20, "2 of 2"},
           {"?topic=many&page=2&age=abc", 20, "2 of 2", false},
           {"?topic=many&page=0", 20, "1 of 2", false},
           {"?audience=young-people", 1, ""},
           {"?audience=young-people&page=2", 1, "", false}}) {
    SCOPED_TRACE(test.query);
    const std::string page = Get("/workshops" + test.query).body;
    EXPECT_EQ(CountOf("<div class=\"nhsuk-card ", page), test.shown);
    EXPECT_EQ(absl::StrContains(page, "do not know all"), !test.known);
    if (test.where.empty()) {
      EXPECT_THAT(page, Not(HasSubstr("This is page")));
    } else {
      EXPECT_THAT(page,
                  AllOf(HasSubstr(absl::StrCat("This is page ", test.where)),
                        HasSubstr(absl::StrCat("<title>Workshops (page ",
                                               test.where, ")"))));
    }
  }
  const std::string some = Get("/workshops?topic=many").body;
  EXPECT_THAT(some, HasSubstr(">40 workshops<"));
  EXPECT_THAT(some, HasSubstr("?topic=many&amp;page=2#list\""))
      << "the next page is of the same choice";
  EXPECT_THAT(Get("/workshops?topic=many&page=2").body,
              HasSubstr("href=\"/workshops?topic=many#list\""));
}

TEST_F(LongListsTest, WebinarsAreShownByTwenty) {
  for (const ListCase& test :
       std::vector<ListCase>{{"", 20, "1 of 2"},
                             {"?page=2", 5, "2 of 2"},
                             {"?page=3", 5, "2 of 2", false},
                             {"?page=-1", 20, "1 of 2", false}}) {
    SCOPED_TRACE(test.query);
    const std::string page = Get("/webinars" + test.query).body;
    EXPECT_EQ(CountOf("<div class=\"nhsuk-card ", page), test.shown);
    EXPECT_THAT(page, HasSubstr(absl::StrCat("25 webinars. This is page ",
                                             test.where)));
    EXPECT_EQ(absl::StrContains(page, "no such page of webinars"), !test.known);
  }
}

// Of more, those are offered that most workshops have, and the chosen one.
TEST_F(LongListsTest, ThirtyTopicsAreOffered) {
  constexpr char kLink[] = "<a href=\"/workshops?topic=";
  const std::string all = Get("/workshops").body;
  EXPECT_EQ(CountOf(kLink, all), 30);
  EXPECT_THAT(all, AllOf(HasSubstr(">many</a>"), HasSubstr(">anxiety</a>"),
                         Not(HasSubstr(">topic 140</a>"))));
  const std::string one = Get("/workshops?topic=topic%20140").body;
  EXPECT_THAT(one, AllOf(HasSubstr(">1 workshop<"), HasSubstr(">topic 140</a>"),
                         Not(HasSubstr("do not know all"))));
}

TEST_F(LongListsTest, EachPageIsLightAndHasAVersionOfItsOwn) {
  const std::string path = PathOf(45);
  std::vector<std::string> tags;
  for (const std::string& each :
       {path, path + "?page=2", path + "?page=3", std::string("/workshops"),
        std::string("/workshops?page=2"), std::string("/webinars"),
        std::string("/webinars?page=2")}) {
    SCOPED_TRACE(each);
    const HttpAnswer page = Get(each, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(page.Header("Content-Encoding"), "gzip");
    EXPECT_LE(page.body.size(), kHeaviest);
    const std::string tag(page.Header("ETag"));
    EXPECT_EQ(
        Get(each, {{"Accept-Encoding", "gzip"}, {"If-None-Match", tag}}).code,
        304);
    EXPECT_THAT(tags, Not(Contains(tag)));
    tags.push_back(tag);
  }
  EXPECT_EQ(Get(path + "?page=1", {{"Accept-Encoding", "gzip"}}).Header("ETag"),
            tags.front());
}

// A page asks for what it shows, so the others cost nothing.
TEST_F(LongListsTest, OnlyPlacesOfThePageAreAskedFor) {
  EXPECT_EQ(Get(PathOf(45) + "?page=3").code, 200);
  EXPECT_THAT(
      services_.registration.seat_counts.requests().back().session_ids(),
      UnorderedElementsAre(45041, 45042, 45043, 45044, 45045));
}

}  // namespace
}  // namespace cwp::web
