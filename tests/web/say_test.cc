#include "services/web/say.h"

#include <string>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

TEST(SayTest, SaysWhatTheCatalogueHas) {
  EXPECT_EQ(Say("places.full"), "Fully booked");
}

TEST(SayTest, LaysValuesIntoTheirPlaces) {
  EXPECT_EQ(Say("age.span", {{"min", "5"}, {"max", "11"}}), "aged 5 to 11");
  // What people have typed is never taken for a place.
  EXPECT_EQ(Say("age.span", {{"min", "{max}"}, {"max", "{min}"}}),
            "aged {max} to {min}");
}

TEST(SayTest, CountsInEnglish) {
  EXPECT_EQ(SayCount("places.left", 0), "0 places left");
  EXPECT_EQ(SayCount("places.left", 1), "1 place left");
  EXPECT_EQ(SayCount("places.left", 2), "2 places left");
}

TEST(SayTest, FindsOneSentenceForSeveralReasons) {
  const std::string* const first = FindWords("SHUTTING_DOWN");
  const std::string* const second = FindWords("DATABASE_UNAVAILABLE");
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(FindWords("no such words"), nullptr);
}

TEST(SayDeathTest, EndsTheProgramWithoutWords) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Say("no such words"), "the catalogue has no such words");
}

}  // namespace
}  // namespace cwp::web
