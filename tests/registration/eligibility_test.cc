#include "services/registration/eligibility.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::registration {
namespace {

struct KeptCase {
  std::string name;
  EligibilityRules rules;
  bool professionals = false;
  Answer in_area;
  Answer of_age;
};

class KeptAnswersTest : public ::testing::TestWithParam<KeptCase> {};

TEST_P(KeptAnswersTest, AreThoseThatWereAsked) {
  const Answers said = {.in_area = Answer::kNo, .of_age = Answer::kNotSure};
  const Answers kept =
      KeptAnswers(said, GetParam().professionals, {}, GetParam().rules);
  EXPECT_EQ(kept.in_area, GetParam().in_area);
  EXPECT_EQ(kept.of_age, GetParam().of_age);
}

INSTANTIATE_TEST_SUITE_P(
    All, KeptAnswersTest,
    ::testing::ValuesIn(std::vector<KeptCase>{
        {.name = "Both", .in_area = Answer::kNo, .of_age = Answer::kNotSure},
        {.name = "OfProfessionals",
         .professionals = true,
         .in_area = Answer::kNone,
         .of_age = Answer::kNone},
        {.name = "OnlyTheAge",
         .rules = {.ask_area = false},
         .in_area = Answer::kNone,
         .of_age = Answer::kNotSure},
        {.name = "OnlyTheArea",
         .rules = {.ask_age = false},
         .in_area = Answer::kNo,
         .of_age = Answer::kNone},
        {.name = "Nothing",
         .rules = {.ask_area = false, .ask_age = false},
         .in_area = Answer::kNone,
         .of_age = Answer::kNone},
    }),
    [](const auto& test) { return test.param.name; });

constexpr int64_t kParent = 1;
constexpr int64_t kYoung = 2;
constexpr int64_t kProfessional = 3;

Attendee Aged(int64_t min, int64_t max, int64_t role = kYoung) {
  return {.role = role, .ages = AgeRange{.min_years = min, .max_years = max}};
}

TEST(KeptAnswersTest, AgesAnswerForThemselves) {
  const EligibilityRules rules;
  struct Case {
    Answer said;
    std::vector<Attendee> attendees;
    Answer kept;
  };
  for (const Case& test : std::vector<Case>{
           {Answer::kNone, {Aged(5, 11)}, Answer::kYes},
           {Answer::kNone, {{}}, Answer::kNone},
           {Answer::kNotSure, {Aged(5, 11)}, Answer::kNotSure},
           {Answer::kYes, {Aged(20, 120)}, Answer::kNo},
           {Answer::kNone, {Aged(0, 4)}, Answer::kNo},
           {Answer::kNone, {Aged(0, 5)}, Answer::kYes},
           {Answer::kNone, {Aged(5, 11), Aged(20, 20)}, Answer::kNo},
           // Of the child that a parent comes for, unless it is said to be of
           // the service's age.
           {Answer::kNone, {Aged(5, 11, kParent)}, Answer::kYes},
           {Answer::kNone, {Aged(20, 120, kParent)}, Answer::kNo},
           {Answer::kNotSure, {Aged(20, 120, kParent)}, Answer::kNo},
           {Answer::kYes, {Aged(20, 120, kParent)}, Answer::kYes},
           {Answer::kYes, {Aged(20, 120, 0)}, Answer::kYes},
           {Answer::kYes, {Aged(20, 120, kParent), Aged(20, 120)}, Answer::kNo},
           // Professionals are not asked.
           {Answer::kNone, {Aged(20, 120, kProfessional)}, Answer::kNone},
           {Answer::kNone,
            {Aged(5, 11), Aged(20, 120, kProfessional)},
            Answer::kYes}}) {
    const Answers said = {.of_age = test.said};
    EXPECT_EQ(KeptAnswers(said, false, test.attendees, rules).of_age,
              test.kept);
    EXPECT_EQ(KeptAnswers(said, true, test.attendees, rules).of_age,
              Answer::kNone);
  }
}

struct BandCase {
  std::string name;
  AgeRange said;
  AgeRange want;
  EligibilityRules rules = {};
  AgeRange workshop = {};
};

class BandTest : public ::testing::TestWithParam<BandCase> {};

TEST_P(BandTest, IsCutWhereTheRulesSay) {
  const BandCase& test = GetParam();
  const AgeRange band = BandOf(test.said, test.rules, test.workshop);
  EXPECT_EQ(band.min_years, test.want.min_years);
  EXPECT_EQ(band.max_years, test.want.max_years);
}

INSTANTIATE_TEST_SUITE_P(
    All, BandTest,
    ::testing::ValuesIn(std::vector<BandCase>{
        {"Under5", {3, 3}, {0, 4}},
        {"From5", {5, 5}, {5, 11}},
        {"To11", {11, 11}, {5, 11}},
        {"Twelve", {12, 12}, {12, 12}},
        {"From13", {13, 13}, {13, 15}},
        {"From16", {16, 17}, {16, 17}},
        {"From18", {19, 19}, {18, 19}},
        {"From20", {20, 20}, {20, kOldest}},
        {"Oldest", {kOldest, kOldest}, {20, kOldest}},
        {"OverSeveral", {11, 13}, {5, 15}},
        {"Anybody", {0, kOldest}, {0, kOldest}},
        {"OwnBooking", {13, 13}, {12, 14}, {.own_booking_age = 15}},
        {"Service", {21, 21}, {20, 24}, {.ages = {7, 24}}},
        {"BelowTheService", {6, 6}, {5, 6}, {.ages = {7, 24}}},
        {"Workshop", {9, 9}, {8, 10}, {}, {8, 10}},
        {"BelowTheWorkshop", {7, 7}, {5, 7}, {}, {8, 10}},
        {"AboveTheWorkshop", {11, 11}, {11, 11}, {}, {8, 10}},
    }),
    [](const auto& test) { return test.param.name; });

TEST(KeptAttendeesTest, HaveNoAgesWhereNoneAreAsked) {
  ASSERT_OK_AND_ASSIGN(std::vector<Attendee> kept,
                       KeptAttendees({Aged(7, 7)}, {}, {}));
  EXPECT_EQ(kept[0].ages, (AgeRange{5, 11}));
  ASSERT_OK_AND_ASSIGN(kept,
                       KeptAttendees({Aged(7, 7)}, {.ask_age = false}, {}));
  EXPECT_EQ(kept[0].ages, std::nullopt);
  ASSERT_OK_AND_ASSIGN(kept, KeptAttendees({{}}, {}, {}));
  EXPECT_EQ(kept[0].ages, std::nullopt);
}

TEST(KeptAttendeesTest, HaveNamesOnlyWhereTheyAreNeeded) {
  const std::vector<Attendee> named = {{.name = "sealed"}, {.name = "too"}};
  ASSERT_OK_AND_ASSIGN(std::vector<Attendee> kept,
                       KeptAttendees(named, {}, {}));
  EXPECT_EQ(kept[0].name, "");
  EXPECT_EQ(kept[1].name, "");
  ASSERT_OK_AND_ASSIGN(kept, KeptAttendees(named, {}, {.names_needed = true}));
  EXPECT_EQ(kept[1].name, "too");
  const auto without =
      KeptAttendees({{.name = "sealed"}, {}}, {}, {.names_needed = true});
  EXPECT_THAT(without.status(), HasReason("FIELD_REQUIRED"));
  EXPECT_EQ(MetadataOf(without.status(), "field"), "attendees.name");
}

}  // namespace
}  // namespace cwp::registration
