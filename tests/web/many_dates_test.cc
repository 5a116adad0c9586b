// Forms that ask for dates of which there are more than a page shows.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kWaitlist[] = "/workshops/many/waitlist";
constexpr char kElsewhere[] = "On another page you chose:";

// What a page may weigh: forms are sent as they are.
constexpr size_t kHeaviest = 14 * 1024;

// The id of a date: the first, and so on.
int64_t Date(int number) { return 3000 + number; }

class ManyDatesTest : public BookingPagesTest {
 protected:
  void SetUp() override {
    scheduling::v1::Workshop workshop = SampleWorkshop();
    workshop.set_id(30);
    workshop.set_slug("many");
    services_.scheduling_feed.Add("workshop", 30, workshop.SerializeAsString());
    for (int i = 1; i <= 20; ++i) {
      scheduling::v1::Session session =
          SampleSession(Date(i), clock_.Now() + absl::Hours(24 * i),
                        scheduling::v1::Session::OPEN);
      session.set_workshop_id(30);
      services_.scheduling_feed.Add("session", Date(i),
                                    session.SerializeAsString());
    }
    BookingPagesTest::SetUp();
    services_.registration.waitlist.Return(v1::WaitlistEntry());
  }

  // The step that asks for the dates.
  HttpAnswer Dates(const std::string& query = "") {
    return Send(Get(kWaitlist + query), GoodAnswers());
  }

  // Sends what a page holds, with these dates ticked on it and all others not.
  HttpAnswer Tick(const HttpAnswer& page, const std::vector<int>& ticked,
                  const std::string& then) {
    Fields fields = {{"least_places", "2"}};
    for (const int number : ticked) {
      fields.emplace_back("dates", absl::StrCat(Date(number)));
    }
    for (const char* hidden : {"dates_page", "elsewhere"}) {
      const std::string value =
          HiddenIn(page.body, hidden, ActionIn(page.body));
      if (!value.empty()) fields.emplace_back(hidden, value);
    }
    if (!then.empty()) fields.emplace_back("then", then);
    return Send(page, fields);
  }

  // Expects these dates on a page, from the first to the last.
  static void ExpectDates(const HttpAnswer& page, int first, int last) {
    for (int i = 1; i <= 20; ++i) {
      EXPECT_EQ(absl::StrContains(
                    page.body,
                    absl::StrCat("type=\"checkbox\" value=\"", Date(i), "\"")),
                first <= i && i <= last)
          << i;
    }
    EXPECT_THAT(page.body, HasSubstr("value=\"any\""));
  }
  static bool IsTicked(const HttpAnswer& page, int number) {
    return absl::StrContains(
        page.body, absl::StrCat("value=\"", Date(number), "\" checked"));
  }

  std::vector<v1::CreateWaitlistEntryRequest> entries() {
    return services_.registration.waitlist.requests();
  }
};

TEST_F(ManyDatesTest, WhatIsTickedGoesAlongFromPageToPage) {
  const HttpAnswer first = Dates();
  ExpectDates(first, 1, 8);
  EXPECT_THAT(
      first.body,
      AllOf(HasSubstr("There are 20 dates. This is page 1 of 3."),
            HasSubstr("(page 1 of 3) - "), HasSubstr("Later dates"),
            Not(HasSubstr("Earlier dates")), Not(HasSubstr(kElsewhere))));
  const HttpAnswer second = Tick(first, {2}, "later");
  ExpectDates(second, 9, 16);
  EXPECT_FALSE(HasErrors(second));
  EXPECT_THAT(second.Header("Cache-Control"), HasSubstr("private"))
      << "Back shows it again";
  EXPECT_THAT(second.body,
              AllOf(HasSubstr(kElsewhere),
                    HasSubstr("<li>Tuesday 24 November 2026, midday"),
                    HasSubstr("Later dates"), HasSubstr("Earlier dates"),
                    Not(HasSubstr("it replaces that one"))));
  const HttpAnswer third = Tick(second, {10}, "later");
  ExpectDates(third, 17, 20);
  EXPECT_THAT(third.body, Not(HasSubstr("Later dates")));
  const HttpAnswer back = Tick(third, {20}, "earlier");
  ExpectDates(back, 9, 16);
  EXPECT_TRUE(IsTicked(back, 10));
  const HttpAnswer age = Tick(back, {10, 11}, "");
  EXPECT_EQ(AsksIn(age), "age");
  Send(Check(age, GoodAnswers()), {});
  ASSERT_THAT(entries(), SizeIs(1));
  EXPECT_THAT(entries()[0].waitlist_entry().session_ids(),
              UnorderedElementsAre(Date(2), Date(10), Date(11), Date(20)));
}

// What is ticked on another page is named shortly, as pages have to be light.
TEST_F(ManyDatesTest, DatesSayWhereTheyAreAndWhatFollowsUnlessAllAreAlike) {
  EXPECT_THAT(Dates().body,
              AllOf(HasSubstr("Tuesday 24 November 2026, midday to 1:30pm\n"),
                    Not(HasSubstr("1:30pm, "))));
  scheduling::v1::Session course = SampleSession(
      Date(2), clock_.Now() + absl::Hours(48), scheduling::v1::Session::OPEN);
  course.set_workshop_id(30);
  *course.add_meetings() = course.meetings(0);
  *course.add_meetings() = course.meetings(0);
  course.mutable_delivery()->set_mode(scheduling::v1::Delivery::VENUE);
  course.mutable_delivery()->mutable_venue()->set_name("Village <hall>");
  services_.scheduling_feed.Add("session", Date(2), course.SerializeAsString());
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Get(BookPath(Date(2))).body, "Village");
  }));
  const HttpAnswer first = Dates();
  EXPECT_THAT(first.body,
              AllOf(HasSubstr("Tuesday 24 November 2026, midday to 1:30pm, "
                              "Village &lt;hall&gt;, and 2 later dates\n"),
                    HasSubstr("Wednesday 25 November 2026, midday to 1:30pm, "
                              "online\n")));
  EXPECT_THAT(Tick(first, {2}, "later").body,
              HasSubstr("<li>Tuesday 24 November 2026, midday to 1:30pm</li>"));
}

TEST_F(ManyDatesTest, WhatIsTickedNoMoreIsGone) {
  const HttpAnswer second = Tick(Dates(), {2, 3}, "later");
  const HttpAnswer first = Tick(second, {9}, "earlier");
  EXPECT_TRUE(IsTicked(first, 2));
  const HttpAnswer again = Tick(first, {3}, "later");
  EXPECT_TRUE(IsTicked(again, 9));
  EXPECT_THAT(again.body, Not(HasSubstr("<li>Tuesday 24 November 2026")));
  EXPECT_EQ(AsksIn(Tick(again, {}, "")), "age") << "one is ticked elsewhere";
}

TEST_F(ManyDatesTest, WhatIsWrongIsSaidWhereItWasTicked) {
  const HttpAnswer second = Tick(Dates(), {}, "later");
  EXPECT_FALSE(HasErrors(second)) << "none may be ticked yet";
  const HttpAnswer none = Tick(second, {}, "");
  EXPECT_THAT(none.body, HasSubstr("Select at least one date"));
  ExpectDates(none, 9, 16);

  const HttpAnswer many = Tick(Tick(Dates(), {1, 2, 3, 4, 5, 6, 7, 8}, "later"),
                               {9, 10, 11}, "later");
  EXPECT_THAT(many.body, HasSubstr("Select up to 10 dates, or any date"));
  ExpectDates(many, 9, 16);
  EXPECT_TRUE(IsTicked(many, 11));
  EXPECT_LE(many.body.size(), kHeaviest);
  EXPECT_FALSE(HasErrors(Tick(many, {9, 10}, "later")));
}

TEST_F(ManyDatesTest, ADateThatIsGoneIsSaidToBe) {
  const HttpAnswer second = Tick(Dates(), {2}, "later");
  scheduling::v1::Session session =
      SampleSession(Date(2), clock_.Now() + absl::Hours(48),
                    scheduling::v1::Session::CANCELLED);
  session.set_workshop_id(30);
  services_.scheduling_feed.Add("session", Date(2),
                                session.SerializeAsString());
  ASSERT_TRUE(Eventually([&] { return Get(BookPath(Date(2))).code == 409; }));
  const HttpAnswer page = Tick(second, {10}, "later");
  EXPECT_THAT(page.body, HasSubstr("A date that you chose can no longer be"));
  EXPECT_TRUE(IsTicked(page, 10));
  EXPECT_FALSE(HasErrors(Tick(page, {10}, "later")));
}

TEST_F(ManyDatesTest, TheFirstPageSeenIsThatOfTheDateThatIsAskedFor) {
  const HttpAnswer page = Dates(absl::StrCat("?date=", Date(19)));
  ExpectDates(page, 17, 20);
  EXPECT_TRUE(IsTicked(page, 19));
  // And after the way back.
  const HttpAnswer who = Tick(page, {19}, "back");
  EXPECT_EQ(AsksIn(who), "who");
  EXPECT_TRUE(IsTicked(Send(who, GoodAnswers()), 19));
}

TEST_F(ManyDatesTest, PagesThatThereAreNotLeadToTheNearest) {
  struct Case {
    const char* page;
    const char* then;
    int first;
    int last;
  };
  for (const Case& test : std::vector<Case>{{"99", "later", 17, 20},
                                            {"3", "later", 17, 20},
                                            {"1", "earlier", 1, 8},
                                            {"0", "later", 1, 8},
                                            {"-1", "earlier", 1, 8},
                                            {"x", "later", 1, 8}}) {
    SCOPED_TRACE(absl::StrCat(test.page, " ", test.then));
    ExpectDates(Send(Dates(), {{"dates_page", test.page}, {"then", test.then}}),
                test.first, test.last);
  }
  EXPECT_THAT(entries(), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
