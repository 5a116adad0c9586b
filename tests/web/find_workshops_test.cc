// Finding a workshop, and what search engines and chats are told of it.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json.hpp"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

namespace json = boost::json;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Of the workshop on Teams: the morning of a day in January; and a workshop
// that has no dates.
constexpr int64_t kMorning = 111;

class FindWorkshopsTest : public WebTest {
 protected:
  void SetUp() override {
    scheduling::v1::Session morning = SampleSession(
        kMorning,
        absl::FromCivil(absl::CivilHour(2027, 1, 12, 10), absl::UTCTimeZone()),
        scheduling::v1::Session::OPEN);
    services_.scheduling_feed.Add("session", kMorning,
                                  morning.SerializeAsString());
    scheduling::v1::Workshop later = SampleWorkshop();
    later.set_id(14);
    later.set_slug("later");
    later.set_title("No dates yet");
    services_.scheduling_feed.Add("workshop", 14, later.SerializeAsString());
    WebTest::SetUp();
  }

  std::string List(const std::string& query) {
    const HttpAnswer page = Get(absl::StrCat("/workshops?", query));
    EXPECT_EQ(page.code, 200);
    return page.body;
  }

  // What a page tells search engines.
  json::array EventsOn(const std::string& path) {
    constexpr absl::string_view kBegin =
        "<script type=\"application/ld+json\">";
    const std::string page = Get(path).body;
    const size_t begin = page.find(std::string(kBegin));
    if (begin == std::string::npos) return {};
    const size_t text = begin + kBegin.size();
    return json::parse(page.substr(text, page.find('<', text) - text))
        .as_array();
  }
};

TEST_F(FindWorkshopsTest, DatesAreChosenByTimePlaceAndMonth) {
  constexpr char kWorry[] = "Helping your child";
  constexpr char kHall[] = "Meeting in the hall";
  constexpr char kNoDates[] = "No dates yet";
  struct Case {
    std::string query;
    std::vector<std::string> shown;
    std::vector<std::string> not_shown;
  };
  for (const Case& test : std::vector<Case>{
           {"when=daytime",
            {kWorry, "Tuesday 12 January 2027, 10am to 11:30am"},
            {kHall, kNoDates, "2 December 2026"}},
           {"when=evening", {kWorry, kHall, "2 December 2026"}, {kNoDates}},
           {"how=in-person", {kHall}, {kWorry, kNoDates}},
           {"how=online", {kWorry, kNoDates}, {kHall}},
           {"month=2027-01", {kWorry, "12 January 2027"}, {kHall, kNoDates}},
           {"month=2026-12&how=in-person", {kHall}, {kWorry}},
           {"when=daytime&how=in-person", {"No workshops found"}, {kWorry}},
           {"audience=all&when=all&month=all",
            {kWorry, kHall, kNoDates},
            {"do not know all"}},
           {"month=2026-11",
            {"No workshops found", "You chose: <strong>November 2026<"},
            {kWorry, "do not know all"}},
           {"month=26-11", {kWorry, "do not know all"}, {}},
           {"month=2026-13", {kWorry, "do not know all"}, {}},
           {"when=night", {kWorry, "do not know all"}, {}}}) {
    SCOPED_TRACE(test.query);
    const std::string page = List(test.query);
    for (const std::string& words : test.shown) {
      EXPECT_THAT(page, HasSubstr(words));
    }
    for (const std::string& words : test.not_shown) {
      EXPECT_THAT(page, Not(HasSubstr(words)));
    }
  }
}

TEST_F(FindWorkshopsTest, TheFormShowsWhatIsChosen) {
  const std::string page = List("when=evening&topic=anxiety");
  EXPECT_THAT(page, HasSubstr("<option value=\"evening\" selected>"));
  EXPECT_THAT(page, HasSubstr("<option value=\"anxiety\" selected>"));
  EXPECT_THAT(page, HasSubstr("<option value=\"2027-01\">January 2027<"));
  EXPECT_THAT(page, HasSubstr("?audience=parents&amp;topic=anxiety&amp;"
                              "when=evening"))
      << "links keep what else is chosen";
  EXPECT_THAT(page, HasSubstr("/workshops.ics?topic=anxiety&amp;when=evening"));
  EXPECT_THAT(page,
              HasSubstr("You chose: <strong>anxiety; Evening, from 5pm<"));
  EXPECT_THAT(List(""), Not(HasSubstr("You chose")));
}

TEST_F(FindWorkshopsTest, TheCalendarTakesTheSameChoice) {
  const std::string calendar = Get("/workshops.ics?when=daytime").body;
  EXPECT_THAT(calendar, HasSubstr("UID:session-111-1@"));
  EXPECT_THAT(calendar, Not(HasSubstr("UID:session-101-1@")));
}

TEST_F(FindWorkshopsTest, WithoutDatesTheWaitlistIsOpen) {
  EXPECT_THAT(List(""), HasSubstr("Dates later."));
  EXPECT_THAT(
      Get("/workshops/later").body,
      AllOf(HasSubstr("Dates later."), HasSubstr("/workshops/later/waitlist")));
  EXPECT_THAT(Get("/workshops/later/waitlist").code, 200);
}

// Whatever is left of the dates of a workshop, when none can be booked, list
// and page say that others come, and lead to the waitlist.
TEST_F(FindWorkshopsTest, WhereNoDateIsLeftTheWaitlistIsOpen) {
  using State = scheduling::v1::Session;
  struct Case {
    std::string slug;
    absl::Duration begins_in;
    State::State state;
    bool later;
  };
  const std::vector<Case> cases = {
      {"called-off", absl::Hours(48), State::CANCELLED, true},
      {"closed", absl::Hours(48), State::CLOSED, true},
      {"running", -absl::Minutes(30), State::OPEN, true},
      {"not-yet", absl::Hours(48), State::SCHEDULED, false},
      {"bookable", absl::Hours(48), State::OPEN, false},
  };
  int64_t id = 300;
  for (const Case& test : cases) {
    ++id;
    scheduling::v1::Session session =
        SampleSession(id, clock_.Now() + test.begins_in, test.state);
    session.set_workshop_id(id);
    services_.scheduling_feed.Add("session", id, session.SerializeAsString());
    scheduling::v1::Workshop workshop = SampleWorkshop();
    workshop.set_id(id);
    workshop.set_slug(test.slug);
    workshop.set_title(test.slug);
    workshop.clear_topics();
    workshop.add_topics(test.slug);
    services_.scheduling_feed.Add("workshop", id, workshop.SerializeAsString());
  }
  for (const Case& test : cases) {
    SCOPED_TRACE(test.slug);
    const std::string path = "/workshops/" + test.slug;
    ASSERT_TRUE(Eventually([&] { return Get(path).code == 200; }));
    const std::string list = List("topic=" + test.slug);
    const std::string page = Get(path).body;
    EXPECT_THAT(list, HasSubstr("1 workshop<"));
    EXPECT_EQ(absl::StrContains(list, "Dates later.</strong> You can join"),
              test.later);
    EXPECT_EQ(absl::StrContains(page, "Dates later.</strong> No date below"),
              test.later);
    EXPECT_EQ(absl::StrContains(page, "href=\"" + path + "/waitlist\""),
              test.later);
  }
  EXPECT_THAT(Get("/workshops/later").body, Not(HasSubstr("No date below")));
  EXPECT_EQ(Get("/workshops/called-off/waitlist").code, 200);
}

TEST_F(FindWorkshopsTest, EachDateSaysHowLongItTakes) {
  scheduling::v1::Session course = SampleSession(
      112, clock_.Now() + absl::Hours(24 * 3), scheduling::v1::Session::OPEN);
  course.mutable_meetings(0)->mutable_end_time()->set_seconds(
      course.meetings(0).start_time().seconds() + 45 * 60);
  scheduling::v1::Meeting& second = *course.add_meetings();
  second = course.meetings(0);
  second.mutable_start_time()->set_seconds(second.start_time().seconds() +
                                           7 * 86'400);
  second.mutable_end_time()->set_seconds(second.start_time().seconds() + 3'600);
  services_.scheduling_feed.Add("session", 112, course.SerializeAsString());
  for (const char* path :
       {"/", "/workshops", "/workshops/helping-with-worry"}) {
    EXPECT_TRUE(Eventually([&] {
      return absl::StrContains(Get(path).body,
                               "45 minutes to 1 hour each time");
    })) << path;
    EXPECT_THAT(Get(path).body, HasSubstr("1 hour 30 minutes")) << path;
  }
}

TEST_F(FindWorkshopsTest, WhatIsFullSaysThatThereIsAWaitlist) {
  EXPECT_THAT(List("how=in-person"), Not(HasSubstr("join the waitlist")));
  SetLeft(0);
  LetCountsLapse();
  EXPECT_THAT(List("how=in-person"),
              HasSubstr("Fully booked</span>. You can join the waitlist."));
  const std::string home = Get("/").body;
  EXPECT_THAT(home, AllOf(HasSubstr("All places are taken"),
                          Not(HasSubstr("There are no dates"))));
}

TEST_F(FindWorkshopsTest, AgesAreThoseOfTheService) {
  EXPECT_THAT(List(""), AllOf(HasSubstr("?age=5-11\">5 to 11<"),
                              HasSubstr("?age=12-15\">12 to 15<"),
                              HasSubstr("?age=16-19\">16 to 19<")));
  settings_.min_age = 14;
  settings_.max_age = 25;
  Start();
  const std::string page = List("age=14-15");
  EXPECT_THAT(page,
              AllOf(HasSubstr("Meeting in the hall"), HasSubstr("14 or 15"),
                    HasSubstr("16 to 25"), Not(HasSubstr("5 to 11<")),
                    Not(HasSubstr("Helping your child"))));
  EXPECT_THAT(List("age=5-11"), HasSubstr("do not know all"));
  settings_.min_age = 16;
  Start();
  EXPECT_THAT(List(""), Not(HasSubstr("?age="))) << "that leaves no choice";
}

TEST_F(FindWorkshopsTest, ThePhoneIsBesideTheButton) {
  const std::string page = Get("/workshops/hall").body;
  const size_t button = page.find("Book a place");
  ASSERT_NE(button, std::string::npos);
  EXPECT_THAT(page.substr(button, 400), HasSubstr("tel:+441632960001"));
}

TEST_F(FindWorkshopsTest, SearchEnginesLearnWhatIsOnThePage) {
  const json::array events = EventsOn("/workshops/helping-with-worry");
  ASSERT_EQ(events.size(), 6u) << "those to come, also the one cancelled";
  const json::object& first = events[0].as_object();
  EXPECT_EQ(first.at("@type"), "Event");
  EXPECT_EQ(first.at("name"), "Helping your child with worry <now>");
  EXPECT_EQ(first.at("startDate"), "2026-12-02T18:00:00+00:00");
  EXPECT_EQ(first.at("location").at("@type"), "VirtualLocation");
  EXPECT_EQ(first.at("offers").at("availability"),
            "https://schema.org/InStock");
  EXPECT_EQ(events[1].at("offers").at("availability"),
            "https://schema.org/SoldOut");
  EXPECT_EQ(events[2].at("eventStatus"), "https://schema.org/EventCancelled");
  const json::array hall = EventsOn("/workshops/hall");
  ASSERT_EQ(hall.size(), 1u);
  EXPECT_EQ(hall[0].at("location").at("address").at("streetAddress"),
            "1 Road, Anytown");
  EXPECT_TRUE(EventsOn("/workshops/later").empty());
}

// A preview in a chat names the service, and no workshop.
TEST_F(FindWorkshopsTest, WhatIsSharedIsNeutral) {
  const std::string page = Get("/workshops/helping-with-worry").body;
  EXPECT_THAT(page, HasSubstr("<meta property=\"og:title\" "
                              "content=\"Children’s wellbeing workshops\">"));
  EXPECT_THAT(page.substr(page.find("og:type"), 500), Not(HasSubstr("worry")));
}

}  // namespace
}  // namespace cwp::web
