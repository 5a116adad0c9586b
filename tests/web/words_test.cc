#include "services/web/words.h"

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

// Takes the comment of an RPC out of a proto file's text.
void ForgetRpc(const std::string& method, std::string& text) {
  const size_t end = text.find(absl::StrCat("  rpc ", method, "("));
  ASSERT_NE(end, std::string::npos) << "there is no " << method;
  const size_t begin = text.rfind("\n\n", end);
  text.erase(begin, end - begin);
}

// The reasons that the comments of a proto file promise, but for those of the
// RPCs that web never calls.
std::set<std::string> ReasonsIn(
    const std::string& path, const std::vector<std::string>& not_called = {}) {
  std::ifstream in(absl::StrCat(CWP_PROTO_FOLDER, "/", path));
  std::stringstream stream;
  stream << in.rdbuf();
  std::string text = stream.str();
  for (const std::string& method : not_called) ForgetRpc(method, text);
  const std::regex reason("`([A-Z][A-Z0-9_]*)`");
  std::set<std::string> reasons;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), reason);
       it != std::sregex_iterator(); ++it) {
    reasons.insert((*it)[1]);
  }
  return reasons;
}

TEST(WordsTest, EveryReasonOfRegistrationHasASentence) {
  const std::set<std::string> reasons =
      ReasonsIn("cwp/registration/v1/registration_service.proto");
  ASSERT_GT(reasons.size(), 20u) << "the proto file was not read";
  EXPECT_TRUE(reasons.contains("OVERLOADED")) << "one word is a reason, too";
  for (const std::string& reason : reasons) {
    EXPECT_THAT(std::string(WordsFor(reason)), Not(IsEmpty())) << reason;
  }
}

// What goes wrong beneath every service, and is promised where it comes about.
TEST(WordsTest, WhatNoServicePromisesHasASentence) {
  for (const char* reason :
       {"DATABASE_ERROR", "DATABASE_UNAVAILABLE", "CONSTRAINT_VIOLATED",
        "POOL_MOVED", "FEED_HEAD_MOVED", "SEALED_DATA_INVALID",
        "CALLER_EXPIRED", "DEADLINE_EXCEEDED"}) {
    EXPECT_THAT(std::string(WordsFor(reason)), Not(IsEmpty())) << reason;
  }
}

TEST(WordsTest, EveryReasonOfNotificationsHasASentence) {
  const std::set<std::string> reasons =
      ReasonsIn("cwp/notifications/v1/notifications_service.proto",
                {"GetMessage", "ListMessages", "ResendMessage"});
  ASSERT_THAT(reasons, Not(IsEmpty()));
  for (const std::string& reason : reasons) {
    EXPECT_THAT(std::string(WordsFor(reason)), Not(IsEmpty())) << reason;
  }
}

TEST(WordsTest, EveryReasonOfPicturesHasASentence) {
  const std::set<std::string> reasons =
      ReasonsIn("cwp/scheduling/v1/picture_service.proto",
                {"SetWorkshopPicture", "RemoveWorkshopPicture"});
  EXPECT_TRUE(reasons.contains("PICTURE_NOT_FOUND"));
  for (const std::string& reason : reasons) {
    EXPECT_THAT(std::string(WordsFor(reason)), Not(IsEmpty())) << reason;
  }
}

TEST(WordsTest, OtherReasonsHaveNoSentence) {
  EXPECT_EQ(WordsFor("NOBODY_SAID_THIS"), "");
}

TEST(WordsTest, AgesAndLengthsAreWrittenOut) {
  EXPECT_EQ(AgeWords(5, 11), "aged 5 to 11");
  EXPECT_EQ(AgeWords(0, 17), "aged 17 and under");
  EXPECT_EQ(AgeWords(12, 12), "aged 12");
  EXPECT_EQ(LengthWords(absl::Minutes(90)), "1 hour 30 minutes");
  EXPECT_EQ(LengthWords(absl::Minutes(120)), "2 hours");
  EXPECT_EQ(LengthWords(absl::Minutes(1)), "1 minute");
  EXPECT_EQ(LengthWords(absl::Seconds(20)), "20 seconds");
  EXPECT_EQ(SizeWords(24'400'000), "24MB");
  EXPECT_EQ(SizeWords(200'000), "200KB");
  EXPECT_EQ(SizeWords(1), "1KB");
}

// Ages are those of the children, not of who comes.
TEST(WordsTest, WhomAWorkshopIsForIsSaidInOneSentence) {
  EXPECT_EQ(ForWhomWords(Audience::kParentsAndCarers, 5, 11),
            "Parents and carers of children aged 5 to 11");
  EXPECT_EQ(ForWhomWords(Audience::kYoungPeople, 13, 17),
            "Young people aged 13 to 17");
  EXPECT_EQ(ForWhomWords(Audience::kProfessionals, 5, 19),
            "Professionals who work with children and young people aged 5 to "
            "19");
}

TEST(WordsTest, LanguagesAreNamedUnlessItIsEnglishAlone) {
  EXPECT_EQ(LanguageWords({}), "");
  EXPECT_EQ(LanguageWords({"en"}), "");
  EXPECT_EQ(LanguageWords({"cy"}), "Welsh");
  EXPECT_EQ(LanguageWords({"en", "bfi"}), "English and British Sign Language");
  EXPECT_EQ(LanguageWords({"en", "pl", "xx"}), "English, Polish and xx");
}

TEST(WordsTest, BandsAreSaidAsPeopleDo) {
  EXPECT_EQ(BandWords({.min = 0, .max = 4}), "4 or under");
  EXPECT_EQ(BandWords({.min = 0, .max = 0}), "0");
  EXPECT_EQ(BandWords({.min = 5, .max = 11}), "5 to 11");
  EXPECT_EQ(BandWords({.min = 12, .max = 12}), "12");
  EXPECT_EQ(BandWords({.min = 16, .max = 17}), "16 or 17");
  EXPECT_EQ(BandWords({.min = 20, .max = kOldest}), "20 or over");
}

}  // namespace
}  // namespace cwp::web
