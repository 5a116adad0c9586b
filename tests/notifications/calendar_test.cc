#include "services/notifications/calendar.h"

#include <libical/ical.h>

#include <memory>
#include <string>
#include <vector>

#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::notifications {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent*)>;

absl::Time At(const std::string& local) {
  return *civil::ResolveLocal(local, "Europe/London");
}

CalendarBooking Course() {
  return {.booking_id = 12345,
          .sequence = 3,
          .meetings = {{At("2027-03-25T18:00"), At("2027-03-25T19:30")},
                       {At("2027-04-01T18:00"), At("2027-04-01T19:30")}},
          .join_link = "https://book.example.org/j/" + std::string(64, 'T'),
          .organiser_name = "Children's \"Wellbeing\" Team",
          .organiser_email = "bookings@example.org",
          .host = "book.example.org"};
}

Component Parse(const std::string& text) {
  return Component(icalparser_parse_string(text.c_str()), &icalcomponent_free);
}

// What calendars show of the first meeting.
std::string TitleOf(const CalendarBooking& booking) {
  const Component calendar =
      Parse(DrawCalendar(booking, booking.meetings[0].start));
  return icalcomponent_get_summary(
      icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT));
}

TEST(CalendarTest, LibicalReadsItAndFindsNothingAmiss) {
  const std::string text = DrawCalendar(Course(), At("2027-03-01T12:00"));
  const Component calendar = Parse(text);
  ASSERT_NE(calendar, nullptr);
  EXPECT_EQ(icalcomponent_get_method(calendar.get()), ICAL_METHOD_PUBLISH);
  EXPECT_TRUE(icalrestriction_check(calendar.get()));
  EXPECT_EQ(icalcomponent_count_errors(calendar.get()), 0) << text;
  EXPECT_EQ(
      icalcomponent_count_components(calendar.get(), ICAL_VEVENT_COMPONENT), 2);
}

// The clocks go forward between the two meetings: 18:00 stays 18:00.
TEST(CalendarTest, TimesAreWallTimesAcrossTheClockChange) {
  const std::string text = DrawCalendar(Course(), At("2027-03-01T12:00"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/London:20270325T180000"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/London:20270401T180000"));
}

TEST(CalendarTest, TellsBystandersNothing) {
  const std::string text = DrawCalendar(Course(), At("2027-03-01T12:00"));
  EXPECT_THAT(text, HasSubstr("SUMMARY:NHS online session"));
  EXPECT_THAT(text, HasSubstr("CLASS:PRIVATE"));
  EXPECT_THAT(text, Not(HasSubstr("manage")));
}

TEST(CalendarTest, TitlesNameTheWorkshopForWhoeverLetsThem) {
  struct Case {
    std::string title;
    std::string venue;
    std::string want;
  };
  const std::string workshop = "Worry, sleep; and what helps";
  for (const Case& test : std::vector<Case>{
           {"", "", "NHS online session"},
           {"", "Example Hall", "NHS session"},
           {workshop, "", workshop},
           {workshop, "Example Hall", workshop},
       }) {
    CalendarBooking booking = Course();
    booking.title = test.title;
    booking.venue = test.venue;
    EXPECT_EQ(TitleOf(booking), test.want);
  }
}

TEST(CalendarTest, ACancelledBookingSaysSo) {
  CalendarBooking booking = Course();
  booking.cancelled = true;
  EXPECT_THAT(DrawCalendar(booking, At("2027-03-01T12:00")),
              HasSubstr("STATUS:CANCELLED"));
}

}  // namespace
}  // namespace cwp::notifications
