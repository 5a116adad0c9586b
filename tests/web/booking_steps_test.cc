#include "services/web/booking_steps.h"

#include <string>
#include <vector>

#include "common/http/parameters.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/web/booking_request.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> NamesOfSteps(const Answers& answers,
                                      const BookingRules& rules = {}) {
  std::vector<std::string> names;
  for (const Step* step = &BookingSteps().front(); step != nullptr;
       step = StepAfter(*step, answers, rules)) {
    names.emplace_back(step->name);
  }
  return names;
}

TEST(BookingStepsTest, OnlyWhatIsAskedHasAStep) {
  EXPECT_THAT(NamesOfSteps({.who_for = "child"}),
              ElementsAre("who", "age", "area", "contact", "needs", "use"));
  EXPECT_THAT(NamesOfSteps({.who_for = "professional"}),
              ElementsAre("who", "contact", "needs", "use"));
  const BookingRules least = {
      .ask_area = false, .ask_age = false, .names_reason = "For badges."};
  EXPECT_THAT(NamesOfSteps({.who_for = "child"}, least),
              ElementsAre("who", "names", "contact", "needs", "use"));
  EXPECT_THAT(NamesOfSteps({.who_for = "several"}, least),
              ElementsAre("who", "age", "names", "contact", "needs", "use"));
}

TEST(BookingStepsTest, BackIsTheWayOnTurnedAround) {
  const Answers answers = {.who_for = "professional"};
  EXPECT_EQ(StepBefore(nullptr, answers, {}), FindStep("use"));
  EXPECT_EQ(StepBefore(FindStep("contact"), answers, {}), FindStep("who"));
  EXPECT_EQ(StepBefore(FindStep("who"), answers, {}), nullptr);
}

TEST(BookingStepsTest, EveryFieldHasItsStep) {
  EXPECT_EQ(StepOf("contact_email"), FindStep("contact"));
  EXPECT_EQ(StepOf("nonsense"), nullptr);
  EXPECT_EQ(FindStep("nonsense"), nullptr);
}

TEST(BookingStepsTest, TheFirstWrongStepIsFound) {
  Answers answers = {.who_for = "child", .places = "2"};
  EXPECT_EQ(FirstWrongStep(FindStep("who"), answers, {}), nullptr);
  EXPECT_EQ(FirstWrongStep(FindStep("area"), answers, {}), FindStep("age"));
  answers.age_band = "5_to_11";
  answers.in_area = "yes";
  EXPECT_EQ(FirstWrongStep(nullptr, answers, {}), FindStep("contact"));
  answers.places = "0";
  EXPECT_EQ(FirstWrongStep(nullptr, answers, {}), FindStep("who"));
}

TEST(BookingStepsTest, AStepReadsItsOwnFieldsAlone) {
  http::Parameters form;
  form.Add("contact_name", " Ada ");
  form.Add("contact_email", " ada @example.org\u00a0\u200b");
  form.Add("places", "9");
  Answers answers = {.places = "2", .contact_phone = "07700 900982"};
  ReadFields(form, FindStep("contact")->fields, answers);
  EXPECT_EQ(answers.contact_name, "Ada");
  EXPECT_EQ(answers.contact_email, "ada@example.org");
  EXPECT_EQ(answers.contact_phone, "") << "was emptied";
  EXPECT_EQ(answers.places, "2");
}

struct WhoCase {
  std::string name;
  Answers answers;
  std::vector<std::string> wrong;
  std::vector<v1::Attendee::Role> roles;
};

class WhoTest : public ::testing::TestWithParam<WhoCase> {};

// And whoever looks at the booking later sees what was chosen.
TEST_P(WhoTest, SaysWhoComes) {
  Answers answers = GetParam().answers;
  answers.age_band = "13_to_15";
  std::vector<std::string> wrong;
  for (const char* name : {"who", "age"}) {
    for (const FieldError& error : CheckStep(*FindStep(name), answers, {})) {
      wrong.push_back(error.reason);
    }
  }
  EXPECT_EQ(wrong, GetParam().wrong);
  if (!wrong.empty()) return;
  const v1::Booking booking = ToRequest(answers, {}, 7, "id").booking();
  std::vector<v1::Attendee::Role> roles;
  for (const v1::Attendee& attendee : booking.attendees()) {
    roles.push_back(attendee.role());
  }
  EXPECT_EQ(roles, GetParam().roles);
  EXPECT_EQ(ToAnswers(booking).who_for, answers.who_for);
  EXPECT_EQ(ToAnswers(booking).young_people, answers.young_people);
}

constexpr v1::Attendee::Role kAdult = v1::Attendee::PARENT_OR_CARER;
constexpr v1::Attendee::Role kYoung = v1::Attendee::YOUNG_PERSON;

INSTANTIATE_TEST_SUITE_P(
    All, WhoTest,
    ::testing::ValuesIn(std::vector<WhoCase>{
        {"Me", {.who_for = "parent_or_carer", .places = "1"}, {}, {kAdult}},
        {"Children", {.who_for = "child", .places = "2"}, {}, {kYoung, kYoung}},
        {"Both", {.who_for = "both", .places = "2"}, {}, {kAdult, kYoung}},
        {"BothInOnePlace",
         {.who_for = "both", .places = "1"},
         {"too_few_for_several"},
         {}},
        {"SeveralInOnePlace",
         {.who_for = "several", .places = "1", .young_people = "1"},
         {"too_few_for_several"},
         {}},
        {"Several",
         {.who_for = "several", .places = "4", .young_people = "2"},
         {},
         {kAdult, kAdult, kYoung, kYoung}},
        {"SeveralUnsaid",
         {.who_for = "several", .places = "3"},
         {"required"},
         {}},
        {"SeveralTooMany",
         {.who_for = "several", .places = "3", .young_people = "4"},
         {"too_many"},
         {}},
        {"YoungPerson",
         {.who_for = "young_person", .places = "1"},
         {},
         {kYoung}},
        {"Professional",
         {.who_for = "professional", .places = "1"},
         {},
         {v1::Attendee::PROFESSIONAL}},
    }),
    [](const auto& test) { return test.param.name; });

// Of somebody who was a parent a moment ago.
TEST(BookingStepsTest, AProfessionalsAnswersAboutAChildDoNotCount) {
  const Answers answers = {.who_for = "professional",
                           .places = "1",
                           .age_band = "under_5",
                           .in_area = "no"};
  EXPECT_FALSE(FindUnfit(answers, {}).any());
  const v1::Booking booking = ToRequest(answers, {}, 7, "id").booking();
  ASSERT_THAT(booking.attendees(), SizeIs(1));
  EXPECT_FALSE(booking.attendees(0).has_age_band());
  EXPECT_FALSE(booking.has_eligibility());
  EXPECT_THAT(CheckStep(*FindStep("age"), answers, {}), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
