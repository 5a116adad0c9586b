#include "services/web/booking_form.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/sealed_form.h"

namespace cwp::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Answers Good() {
  return {.who_for = "parent_or_carer",
          .places = "2",
          .age_band = "5_to_11",
          .in_area = "yes",
          .contact_name = "Ada Example",
          .contact_email = "ada@example.org",
          .contact_phone = "+44 (0)7700 900-982",
          .name_workshop = {"yes"},
          .access_needs = {"captions"},
          .access_other = "Tea\nand biscuits"};
}

struct FieldCase {
  std::string name;
  std::string Answers::*field;
  std::string value;
  // Empty: accepted.
  std::string reason;
};

class FieldTest : public ::testing::TestWithParam<FieldCase> {};

TEST_P(FieldTest, IsCheckedAlone) {
  Answers answers = Good();
  answers.*GetParam().field = GetParam().value;
  const std::vector<FieldError> errors = CheckAnswers(answers, {});
  if (GetParam().reason.empty()) {
    EXPECT_THAT(errors, IsEmpty());
  } else {
    ASSERT_THAT(errors, SizeIs(1));
    EXPECT_EQ(errors[0].reason, GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FieldTest,
    ::testing::ValuesIn(std::vector<FieldCase>{
        {"OnePlace", &Answers::places, "1", ""},
        {"AsManyAsAreLeft", &Answers::places, "4", ""},
        {"NoPlaces", &Answers::places, "", "required"},
        {"ZeroPlaces", &Answers::places, "0", "too_few"},
        {"NegativePlaces", &Answers::places, "-1", "too_few"},
        {"ManyFewerThanNone", &Answers::places, "-99999999999999", "too_few"},
        {"AMinusAlone", &Answers::places, "-", "invalid"},
        {"HalfPlaces", &Answers::places, "1.5", "invalid"},
        {"WordPlaces", &Answers::places, "two", "invalid"},
        {"TooManyPlaces", &Answers::places, "11", "too_many"},
        {"EndlessPlaces", &Answers::places, "99999999999999", "too_many"},
        {"UnknownWho", &Answers::who_for, "cat", "invalid"},
        {"NoWho", &Answers::who_for, "", "required"},
        {"NoBand", &Answers::age_band, "", "required"},
        {"UnknownBand", &Answers::age_band, "5", "invalid"},
        {"NoArea", &Answers::in_area, "", "required"},
        {"NotSure", &Answers::in_area, "not_sure", ""},
        {"NoName", &Answers::contact_name, "", "required"},
        {"LongName", &Answers::contact_name, std::string(101, 'x'), "too_long"},
        {"LongestName", &Answers::contact_name, std::string(100, 'x'), ""},
        {"NameOverLines", &Answers::contact_name, "Ada\nEx", "invalid"},
        {"NameWithBell", &Answers::contact_name, "Ada\a", "invalid"},
        {"NoEmail", &Answers::contact_email, "", "required"},
        {"NoAt", &Answers::contact_email, "ada.example.org", "invalid"},
        {"TwoAts", &Answers::contact_email, "a@b@example.org", "invalid"},
        {"NoHost", &Answers::contact_email, "ada@", "invalid"},
        {"NoDot", &Answers::contact_email, "ada@localhost", "invalid"},
        {"DotAtEnd", &Answers::contact_email, "ada@example.", "invalid"},
        {"SpaceInside", &Answers::contact_email, "a da@example.org", "invalid"},
        {"LongEmail", &Answers::contact_email, std::string(250, 'a') + "@b.org",
         "too_long"},
        {"NoPhone", &Answers::contact_phone, "", ""},
        {"ShortPhone", &Answers::contact_phone, "123456", "invalid"},
        {"WordPhone", &Answers::contact_phone, "call me 1234567", "invalid"},
        {"LongOther", &Answers::access_other, std::string(201, 'x'),
         "too_long"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(BookingFormTest, YoungPeopleBookForThemselvesFromThirteen) {
  Answers answers = Good();
  answers.who_for = "young_person";
  answers.age_band = "13_to_15";
  EXPECT_THAT(CheckAnswers(answers, {}), IsEmpty());
  answers.age_band = "12";
  ASSERT_THAT(CheckAnswers(answers, {}), SizeIs(1));
  EXPECT_EQ(CheckAnswers(answers, {})[0].reason, "too_young_alone");
  answers.who_for = "child";
  EXPECT_THAT(CheckAnswers(answers, {}), IsEmpty());
}

TEST(BookingFormTest, WhatIsNotAskedNeedsNoAnswerAndKeepsNobodyOut) {
  Answers answers = Good();
  answers.age_band = "";
  answers.in_area = "no";
  EXPECT_THAT(CheckAnswers(answers, {.ask_area = false, .ask_age = false}),
              IsEmpty());
  EXPECT_FALSE(FindUnfit(answers, {.ask_area = false, .ask_age = false}).any());
  EXPECT_THAT(CheckAnswers(answers, {.ask_area = false}), SizeIs(1));
  EXPECT_TRUE(FindUnfit(answers, {.ask_age = false}).out_of_area);
}

TEST(BookingFormTest, FromWhenYoungPeopleBookForThemselvesCanBeSet) {
  Answers answers = Good();
  answers.who_for = "young_person";
  const BookingRules rules = {.own_booking_age = 15};
  answers.age_band = "12_to_14";
  ASSERT_THAT(CheckAnswers(answers, rules), SizeIs(1));
  EXPECT_EQ(CheckAnswers(answers, rules)[0].reason, "too_young_alone");
  answers.age_band = "15";
  EXPECT_THAT(CheckAnswers(answers, rules), IsEmpty());
}

TEST(BookingFormTest, OnlyTheBandsOfTheWorkshopCanBeChosen) {
  Answers answers = Good();
  const BookingRules rules = {.workshop_ages = {.min = 8, .max = 11}};
  answers.age_band = "5_to_11";
  ASSERT_THAT(CheckAnswers(answers, rules), SizeIs(1));
  EXPECT_EQ(CheckAnswers(answers, rules)[0].reason, "invalid");
  answers.age_band = "8_to_11";
  EXPECT_THAT(CheckAnswers(answers, rules), IsEmpty());
}

TEST(BookingFormTest, TheAgesOfTheServiceAreThoseThatWereSet) {
  Answers answers = Good();
  answers.age_band = "18_to_19";
  EXPECT_FALSE(FindUnfit(answers, {}).any());
  EXPECT_TRUE(FindUnfit(answers, {.ages = {.min = 5, .max = 17}}).too_old);
  answers.age_band = "5_to_11";
  EXPECT_TRUE(FindUnfit(answers, {.ages = {.min = 12, .max = 17}}).too_young);
}

TEST(BookingFormTest, NamesAreOneForEachPlaceWhereTheyAreNeeded) {
  Answers answers = Good();
  EXPECT_THAT(CheckAnswers(answers, {}), IsEmpty());
  const BookingRules rules = {.names_reason = "For badges."};
  struct Case {
    std::string names;
    std::string reason;
  };
  for (const Case& test :
       std::vector<Case>{{"", "required"},
                         {"Ada", "not_one_each"},
                         {"Ada\nBo\nCy", "not_one_each"},
                         {"Ada\nB\ao", "invalid"},
                         {"Ada\n" + std::string(101, 'x'), "too_long"}}) {
    answers.attendee_names = test.names;
    ASSERT_THAT(CheckAnswers(answers, rules), SizeIs(1)) << test.names;
    EXPECT_EQ(CheckAnswers(answers, rules)[0].field, "attendee_names");
    EXPECT_EQ(CheckAnswers(answers, rules)[0].reason, test.reason);
  }
  answers.attendee_names = "\n Ada \r\n\r\nBo\n";
  EXPECT_THAT(CheckAnswers(answers, rules), IsEmpty());
  EXPECT_THAT(NamesOf(answers), ElementsAre("Ada", "Bo"));
}

TEST(BookingFormTest, UnknownNeedsAreRefused) {
  Answers answers = Good();
  answers.access_needs.push_back("a pony");
  ASSERT_THAT(CheckAnswers(answers, {}), SizeIs(1));
  EXPECT_EQ(CheckAnswers(answers, {})[0].field, "access_needs");
}

TEST(BookingFormTest, AnswersSurviveBeingText) {
  const Answers answers = Good();
  EXPECT_EQ(AnswersFromText(AnswersToText(answers)), answers);
  EXPECT_EQ(AnswersFromText("no json"), std::nullopt);
  EXPECT_EQ(AnswersFromText(R"({"places": 2})"), std::nullopt);
  EXPECT_EQ(AnswersFromText(R"({"dates": "any"})"), std::nullopt);
  // What an older release did not ask.
  EXPECT_EQ(AnswersFromText(R"({"places": "2"})"), (Answers{.places = "2"}));
}

class SealedFormTest : public ::testing::Test {
 protected:
  const crypto::Key key_ = crypto::Key::Random();
  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  const FormState form_ = {
      .session_id = 7,
      .form_id = "form",
      .answers = Good(),
      .kept = KeptPlaces{.hold_id = 11,
                         .browser_token = "browser",
                         .places = 2,
                         .until = absl::FromUnixSeconds(1'800'001'200),
                         .extensions_left = 9},
      .reviewed = true};
};

TEST_F(SealedFormTest, OpensForItsSessionAndTime) {
  const std::string sealed = SealForm(key_, form_, now_);
  const auto opened = OpenForm(key_, sealed, 7, 0, now_);
  ASSERT_OK(opened);
  EXPECT_EQ(opened->answers, form_.answers);
  EXPECT_EQ(opened->form_id, "form");
  EXPECT_EQ(opened->kept, form_.kept);
  EXPECT_TRUE(opened->reviewed);
  EXPECT_THAT(OpenForm(key_, sealed, 8, 0, now_), HasReason("TOKEN_INVALID"));
  EXPECT_THAT(OpenForm(key_, sealed, 7, 0, now_ + kFormLifetime),
              HasReason("TOKEN_EXPIRED"));
  EXPECT_THAT(OpenForm(key_, sealed, 7, 3, now_), HasReason("TOKEN_INVALID"))
      << "for a workshop";
  EXPECT_THAT(OpenReceipt(key_, sealed, now_), HasReason("TOKEN_INVALID"))
      << "answers are no receipt";
}

TEST_F(SealedFormTest, TheRequestIdFollowsFromFormAndAnswers) {
  FormState other = form_;
  EXPECT_EQ(RequestIdOf(key_, form_), RequestIdOf(key_, other));
  other.form_id = "another form";
  EXPECT_NE(RequestIdOf(key_, form_), RequestIdOf(key_, other));
  other = form_;
  other.answers.places = "3";
  EXPECT_NE(RequestIdOf(key_, form_), RequestIdOf(key_, other));
  other = form_;
  other.session_id = 8;
  EXPECT_NE(RequestIdOf(key_, form_), RequestIdOf(key_, other));
  other = form_;
  other.kept->hold_id = 12;
  EXPECT_NE(RequestIdOf(key_, form_), RequestIdOf(key_, other));
  other = form_;
  other.kept->until += absl::Minutes(20);
  other.reviewed = true;
  EXPECT_EQ(RequestIdOf(key_, form_), RequestIdOf(key_, other));
}

}  // namespace
}  // namespace cwp::web
