// "Could this help?"
#include "services/web/self_check.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The sample that is shipped, which nobody has signed.
std::string Sample() {
  std::ifstream in(CWP_SELF_CHECK_SAMPLE);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Signed() {
  return absl::StrReplaceAll(
      Sample(), {{"\"signed_by\": \"\"", "\"signed_by\": \"Dr Ada Example\""},
                 {"\"signed_on\": \"\"", "\"signed_on\": \"2026-11-20\""}});
}

TEST(ReadSelfCheckTest, IsOffUntilSomebodyHasSigned) {
  ASSERT_OK_AND_ASSIGN(const auto sample, ReadSelfCheck("a.json", Sample()));
  EXPECT_FALSE(sample.has_value());
  ASSERT_OK_AND_ASSIGN(const auto check, ReadSelfCheck("a.json", Signed()));
  ASSERT_TRUE(check.has_value());
  EXPECT_EQ(check->signed_by, "Dr Ada Example");
  EXPECT_EQ(check->signed_on, "20 November 2026");
  ASSERT_OK_AND_ASSIGN(const auto none, LoadSelfCheck(""));
  EXPECT_FALSE(none.has_value());
}

struct MistakeCase {
  std::string name;
  std::string from;
  std::string to;
  std::string says;
};

class SelfCheckMistakeTest : public ::testing::TestWithParam<MistakeCase> {};

TEST_P(SelfCheckMistakeTest, IsNamedWithItsPlace) {
  const std::string text =
      absl::StrReplaceAll(Signed(), {{GetParam().from, GetParam().to}});
  ASSERT_NE(text, Signed());
  const absl::Status status = ReadSelfCheck("own.json", text).status();
  EXPECT_THAT(status, HasReason("SELF_CHECK_INVALID"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("own.json"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, SelfCheckMistakeTest,
    ::testing::ValuesIn(std::vector<MistakeCase>{
        {"NoJson", "\"questions\"", "questions", "no JSON object"},
        {"NoQuestions", "\"questions\"", "\"question\"",
         "questions is no list"},
        {"NoDanger", "\"to\": \"urgent-help\"", "\"to\": \"talk\"",
         "the first question has no answer that leads to urgent-help"},
        {"ToNowhere", "\"to\": \"who\"", "\"to\": \"whom\"",
         "danger leads to whom"},
        {"Back", "\"to\": \"elsewhere\"", "\"to\": \"danger\"",
         "who leads to danger"},
        {"HalfSigned", "2026-11-20", "", "go together"},
        {"NoDay", "2026-11-20", "20 November", "signed_on is no day"},
        {"Outside", "/contact", "https://example.org", "no path of this site"},
        {"Twice", "\"name\": \"child\"", "\"name\": \"who\"",
         "the name who is given twice"},
        {"LongText", "What is hardest right now?", std::string(401, 'x'),
         "questions[2].question"},
    }),
    [](const auto& test) { return test.param.name; });

class SelfCheckPagesTest : public WebTest {
 protected:
  SelfCheckPagesTest() {
    settings_.self_check = assets_.File("check.txt");
    std::ofstream(settings_.self_check) << Signed();
  }

  HttpAnswer Answer(const std::string& question, const std::string& answer) {
    return Post("/could-this-help/next",
                {{"question", question}, {"answer", answer}});
  }
};

TEST_F(SelfCheckPagesTest, DangerLeadsToUrgentHelpAtOnce) {
  EXPECT_THAT(Get("/").body, HasSubstr("href=\"/could-this-help\""));
  EXPECT_THAT(Get("/could-this-help").body,
              HasSubstr("This is not an assessment"));
  const HttpAnswer first = Post("/could-this-help/next", {});
  EXPECT_THAT(first.body, HasSubstr("Is anyone in danger"));
  const HttpAnswer danger = Answer("danger", "1");
  EXPECT_EQ(danger.code, 200);
  EXPECT_THAT(danger.body,
              HasSubstr("<h1 class=\"nhsuk-heading-xl\">Get help"));
  EXPECT_THAT(danger.body, HasSubstr("Call 999 or go to A&amp;E now if"));
  EXPECT_EQ(Answer("danger", "2").body, danger.body) << "not sure";
}

// What a browser's history, or a log, keeps of a page.
TEST_F(SelfCheckPagesTest, AddressAndTitleAreTheSameWhateverIsAnswered) {
  for (const HttpAnswer& page :
       {Get("/could-this-help"), Answer("danger", "1"), Answer("danger", "3"),
        Answer("child", "1"), Answer("who", "3")}) {
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, HasSubstr("<title>Could this help? - "));
  }
}

TEST_F(SelfCheckPagesTest, AnswersLeadOnAndAreKeptNowhere) {
  const HttpAnswer who = Answer("danger", "3");
  EXPECT_THAT(who.body, HasSubstr("Who are you looking for help for?"));
  const HttpAnswer child = Answer("who", "1");
  EXPECT_THAT(child.body, HasSubstr("What is hardest right now?"));
  const HttpAnswer ending = Answer("child", "1");
  EXPECT_THAT(ending.body, HasSubstr("/workshops?audience=parents"));
  for (const HttpAnswer& page : {who, child, ending}) {
    EXPECT_EQ(page.code, 200);
    EXPECT_EQ(page.Header("Cache-Control"), "no-store");
    EXPECT_EQ(page.Header("Set-Cookie"), "");
    EXPECT_EQ(page.Header("Location"), "");
    EXPECT_THAT(page.body, HasSubstr("This is not an assessment"));
    EXPECT_THAT(page.body, HasSubstr("Dr Ada Example"));
    EXPECT_THAT(page.body, HasSubstr("If you need help now"));
  }
}

TEST_F(SelfCheckPagesTest, WhatIsNoAnswerIsAskedAgain) {
  for (const char* answer : {"", "0", "4", "x"}) {
    const HttpAnswer page = Answer("danger", answer);
    EXPECT_THAT(page.body, HasSubstr("<title>Error: ")) << answer;
    EXPECT_THAT(page.body, HasSubstr("Is anyone in danger"));
  }
  EXPECT_THAT(Answer("none", "1").body, HasSubstr("Is anyone in danger"));
  EXPECT_EQ(Get("/could-this-help/next?question=who&answer=1").code, 303);
}

TEST_F(SelfCheckPagesTest, WithoutASignatureItIsNotThere) {
  std::ofstream(settings_.self_check) << Sample();
  Start();
  EXPECT_EQ(Get("/could-this-help").code, 404);
  EXPECT_EQ(Answer("danger", "1").code, 404);
  EXPECT_THAT(Get("/").body, Not(HasSubstr("could-this-help")));
}

}  // namespace
}  // namespace cwp::web
