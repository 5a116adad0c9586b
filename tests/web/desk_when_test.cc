#include "services/web/desk_when.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace cwp::web {
namespace {

// A Sunday.
constexpr absl::CivilDay kToday(2026, 11, 22);

TEST(ReadDayWords, TakesWhatPeopleWrite) {
  for (const char* text :
       {"12 January 2027", "Tuesday 12 January 2027", "tue 12 jan 2027",
        "12th January 2027", "Tuesday, 12 January", "12/1/2027", "12/01/2027",
        "2027-01-12", " 12  JANUARY  2027 ", "12 January"}) {
    EXPECT_EQ(ReadDayWords(text, kToday), absl::CivilDay(2027, 1, 12)) << text;
  }
  EXPECT_EQ(ReadDayWords("today", kToday), kToday);
  EXPECT_EQ(ReadDayWords("tomorrow", kToday), kToday + 1);
  EXPECT_EQ(ReadDayWords("next Tuesday", kToday), absl::CivilDay(2026, 11, 24));
  EXPECT_EQ(ReadDayWords("next Sunday", kToday), kToday + 7);
  EXPECT_EQ(ReadDayWords("in 12 days", kToday), kToday + 12);
  EXPECT_EQ(ReadDayWords("22 November", kToday), kToday);
  EXPECT_EQ(ReadDayWords("21 November", kToday), absl::CivilDay(2027, 11, 21));
}

TEST(ReadDayWords, TakesNothingElse) {
  for (const std::string& text : std::vector<std::string>{
           "", "x", "31 February 2027", "32/1/2027", "1/13/2027", "12/1/27",
           "2027-13-01", "Monday 12 January 2027", "next", "next month",
           "in -1 days", "in 99999 days", "12 J 2027", "12 January 99999",
           "<b>12 January 2027</b>", std::string(10'000, '1')}) {
    EXPECT_FALSE(ReadDayWords(text, kToday).has_value()) << text;
  }
}

TEST(ReadTimeWords, TakesWhatPeopleWrite) {
  const std::vector<std::pair<const char*, int>> cases = {
      {"6pm", 1080},   {"6 PM", 1080},  {"6:30pm", 1110}, {"6.30 pm", 1110},
      {"18:30", 1110}, {"09:05", 545},  {"9:05", 545},    {"12am", 0},
      {"12pm", 720},   {"12:30am", 30}, {"midday", 720},  {"noon", 720},
      {"midnight", 0}, {"0:00", 0},     {"23:59", 1439},  {"9.15", 555}};
  for (const auto& [text, minutes] : cases) {
    EXPECT_EQ(ReadTimeWords(text), minutes) << text;
  }
}

TEST(ReadTimeWords, TakesNothingElse) {
  for (const char* text : {"", "6", "18", "24:00", "13pm", "0pm", "6:5pm",
                           "6:60pm", "6:30:00", "pm", "-1:00", "+6pm", "six"}) {
    EXPECT_FALSE(ReadTimeWords(text).has_value()) << text;
  }
}

TEST(DayWords, AreReadBack) {
  for (int days = 0; days < 800; ++days) {
    EXPECT_EQ(ReadDayWords(DayWords(kToday + days), kToday), kToday + days);
  }
  for (int minutes = 0; minutes < 24 * 60; ++minutes) {
    EXPECT_EQ(ReadTimeWords(TimeOfDayWords(minutes)), minutes);
  }
}

}  // namespace
}  // namespace cwp::web
