// What the form asks, as the organisation and the workshop say.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/booking_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class NothingAskedTest : public BookingPagesTest {
 protected:
  NothingAskedTest() {
    settings_.ask_area = false;
    settings_.ask_age = false;
  }
};

TEST_F(NothingAskedTest, TheFormAsksNothingAboutTheChild) {
  EXPECT_EQ(AsksIn(Send(start_, GoodAnswers())), "contact");
  const HttpAnswer check = Check({{"places", "1"},
                                  {"who_for", "child"},
                                  {"in_area", "no"},
                                  {"age_band", "under_5"},
                                  {"contact_name", "Ada"},
                                  {"contact_email", "ada@example.org"}});
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body, Not(HasSubstr("GP or school")));
  EXPECT_THAT(check.body, Not(HasSubstr("4 or under")));
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_FALSE(requests()[0].booking().has_eligibility());
  EXPECT_THAT(Get("/privacy").body, Not(HasSubstr("age group")));
  EXPECT_THAT(Get("/").body, Not(HasSubstr("has a GP")));
}

class OwnWordsTest : public BookingPagesTest {
 protected:
  OwnWordsTest() {
    settings_.area = "Kent";
    settings_.area_question = "Do you & your child live in Kent?";
  }
};

TEST_F(OwnWordsTest, TheQuestionAboutTheAreaIsTheOrganisations) {
  const char kQuestion[] = "Do you &amp; your child live in Kent?";
  const HttpAnswer asked = At("area", GoodAnswers());
  EXPECT_THAT(asked.body, HasSubstr(kQuestion));
  // With a space before: a sealed token may hold any letters.
  EXPECT_THAT(asked.body, Not(HasSubstr(" GP")));
  EXPECT_THAT(Check(GoodAnswers()).body, HasSubstr(kQuestion));
  const HttpAnswer unfit = Check(AnswersWith("in_area", "no"));
  EXPECT_THAT(unfit.body, HasSubstr(kQuestion));
  EXPECT_THAT(unfit.body, Not(HasSubstr("who have a GP")));
  EXPECT_THAT(Get("/privacy").body, HasSubstr(kQuestion));
  EXPECT_THAT(Get("/").body, HasSubstr("in Kent."));
}

class NamesTest : public BookingPagesTest {
 protected:
  HttpAnswer AtArea() { return At("area", GoodAnswers()); }

  void SetUp() override {
    BookingPagesTest::SetUp();
    scheduling::v1::Workshop workshop = SampleWorkshop();
    workshop.set_attendee_names_reason("We print <badges>.");
    services_.scheduling_feed.Add("workshop", 11, workshop.SerializeAsString());
    ASSERT_TRUE(Eventually(
        [&] { return AsksIn(Send(AtArea(), GoodAnswers())) == "names"; }));
  }
};

TEST_F(NamesTest, AreAskedWithTheReasonAndSent) {
  EXPECT_THAT(At("names", GoodAnswers()).body,
              HasSubstr("We print &lt;badges&gt;. Write each name"));
  const HttpAnswer missing = Check(GoodAnswers());
  EXPECT_TRUE(HasErrors(missing));
  EXPECT_THAT(missing.body, HasSubstr("Enter the names of everyone"));
  Fields answers = GoodAnswers();
  answers.emplace_back("attendee_names", "Ada Example\r\nBo <Example>");
  const HttpAnswer check = Check(answers);
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body, HasSubstr("Bo &lt;Example&gt;"));
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].booking().attendees(0).name(), "Ada Example");
  EXPECT_EQ(requests()[0].booking().attendees(1).name(), "Bo <Example>");
}

TEST_F(BookingPagesTest, NamesThatAreNotAskedAreDropped) {
  EXPECT_EQ(AsksIn(Send(At("area", GoodAnswers()), GoodAnswers())), "contact");
  Fields answers = GoodAnswers();
  answers.emplace_back("attendee_names", "Bo Example");
  const HttpAnswer check = Check(answers);
  EXPECT_THAT(check.body, Not(HasSubstr("Bo Example")));
  sealed_ = HiddenIn(check.body, "answers", "book/confirm");
  ConfirmAgain();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].booking().attendees(0).name(), "");
}

// Nobody of 12 is left with a bare error.
TEST_F(BookingPagesTest, WhoIsTooYoungToBookAloneIsShownWhoCanHelp) {
  Fields alone = AnswersWith("who_for", "young_person");
  for (auto& [name, value] : alone) {
    if (name == "age_band") value = "12";
  }
  const HttpAnswer page = Check(alone);
  EXPECT_EQ(page.code, 200);
  EXPECT_FALSE(HasErrors(page));
  EXPECT_THAT(page.body, HasSubstr("An adult can book for you"));
  EXPECT_THAT(page.body, HasSubstr("Where else to go"));
  EXPECT_THAT(services_.registration.release_hold.requests(), SizeIs(1));
  // They put the age right, and go on.
  const HttpAnswer again = Post(
      BookPath(kOpen) + "/change",
      {{"answers", HiddenIn(page.body, "answers")}, {"change", "age_band"}});
  EXPECT_THAT(again.body, HasSubstr("value=\"12\" checked"));
  EXPECT_EQ(AsksIn(Send(again, {{"age_band", "13_to_15"}})), "area");
}

// Of the area, too: what they read here makes their answer a yes.
TEST_F(BookingPagesTest, WhoeverIsTaughtAtHomeOrOutOfEducationIsToldToSayYes) {
  EXPECT_THAT(Get("/").body, HasSubstr("Children who are taught at home or who "
                                       "are out of education count too."));
  EXPECT_THAT(
      At("area", GoodAnswers()).body,
      AllOf(HasSubstr("Any kind of school counts: state, private, independent "
                      "or special."),
            HasSubstr("If they are taught at home or out of education and live "
                      "in Hertfordshire, select yes.")));
}

TEST_F(BookingPagesTest, AYoungPersonIsAskedAboutThemselves) {
  Fields alone = AnswersWith("who_for", "young_person");
  for (auto& [name, value] : alone) {
    if (name == "age_band") value = "13_to_15";
  }
  const HttpAnswer age = At("age", alone);
  EXPECT_THAT(age.body, HasSubstr("<title>How old are you?"));
  EXPECT_THAT(age.body, Not(HasSubstr("the child or young person")));
  EXPECT_THAT(Send(age, {}).body, HasSubstr("Select how old you are"));
  EXPECT_THAT(
      Send(age, alone).body,
      AllOf(HasSubstr("Do you have a GP or go to school in Hertfordshire?"),
            HasSubstr("If you are taught at home or out of education")));
  const HttpAnswer of_child = At("age", GoodAnswers());
  EXPECT_THAT(of_child.body,
              HasSubstr("How old is the child or young person?"));
}

}  // namespace
}  // namespace cwp::web
