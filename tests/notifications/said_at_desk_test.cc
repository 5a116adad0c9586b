#include "services/notifications/said_at_desk.h"

#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::notifications {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

// A Sunday, 9am.
const absl::Time kSunday =
    absl::FromCivil(absl::CivilHour(2026, 11, 29, 9), absl::UTCTimeZone());

class SaidAtDeskTest : public ::testing::Test {
 protected:
  // A letter, when this is said at the desk.
  std::string Letter() {
    const registration::v1::MessageDetails details;
    return WriteLetter({.booking_id = 1, .kind = Kind::kFind}, details,
                       LayOver(settings_, parts_, {}), kSunday)
        .text;
  }

  Organisation settings_ = {.name = "Team",
                            .contact_email = "team@example.org",
                            .contact_phone = "01632 960 001",
                            .urgent_phone = "020 7946 0001",
                            .public_url = "https://book.example.org",
                            .zone = civil::London()};
  organisation::Parts parts_;
};

TEST_F(SaidAtDeskTest, SettingsHoldWhileNothingIsSaid) {
  EXPECT_THAT(Letter(), HasSubstr("01632 960 001"));
  EXPECT_THAT(Letter(), HasSubstr("020 7946 0001"));
  EXPECT_THAT(Letter(), HasSubstr("next open on Monday"));
}

TEST_F(SaidAtDeskTest, WhatIsSaidGoesBefore) {
  parts_.urgent_help.emplace().set_local_phone("020 7946 0002");
  parts_.contacts.emplace().set_phone("01632 960 002");
  parts_.contacts->set_opening_hours("every day, 9am to noon");
  parts_.contacts->set_opening_times("mon-sun 09:00-12:00");
  const std::string letter = Letter();
  EXPECT_THAT(letter, HasSubstr("01632 960 002"));
  EXPECT_THAT(letter, HasSubstr("020 7946 0002"));
  EXPECT_THAT(letter, HasSubstr("We are open every day, 9am to noon."));
  EXPECT_THAT(letter, Not(HasSubstr("next open"))) << "it is open";
  EXPECT_THAT(letter, Not(HasSubstr("team@example.org"))) << "none was said";
}

TEST_F(SaidAtDeskTest, HoursThatOnlyPeopleKnowPromiseNothing) {
  parts_.contacts.emplace().set_phone("01632 960 002");
  parts_.contacts->set_opening_hours("when somebody is there");
  EXPECT_THAT(Letter(), HasSubstr("We are open when somebody is there."));
  EXPECT_THAT(Letter(), Not(HasSubstr("next open")));
  parts_.contacts->clear_opening_hours();
  EXPECT_THAT(Letter(), Not(HasSubstr("We are open")));
}

TEST_F(SaidAtDeskTest, TheNameAndNotesAreThoseThatAreSaid) {
  using scheduling::v1::LetterNote;
  EXPECT_THAT(Letter(), HasSubstr("\nTeam\n"));
  parts_.names.emplace().set_organisation("Anytown Trust");
  auto& letters = parts_.letters.emplace();
  LetterNote& note = *letters.add_notes();
  note.set_letter(LetterNote::LAST_REMINDER);
  note.set_text("Bring a pen.");
  // Of a later release.
  LetterNote& unknown = *letters.add_notes();
  unknown.set_letter(static_cast<LetterNote::Letter>(21));
  unknown.set_text("Not in these.");
  EXPECT_THAT(Letter(), HasSubstr("\nAnytown Trust\n"));
  EXPECT_THAT(Letter(), Not(HasSubstr("Team")));
  EXPECT_THAT(Letter(), Not(HasSubstr("Not in these.")));
  EXPECT_THAT(LayOver(settings_, parts_, {}).notes,
              ElementsAre(Pair(Kind::kLastReminder, "Bring a pen.")));
}

TEST_F(SaidAtDeskTest, NoLocalNumberLeavesTheNationalOnes) {
  parts_.urgent_help.emplace();
  EXPECT_THAT(Letter(), Not(HasSubstr("020 7946")));
  EXPECT_THAT(Letter(), HasSubstr("111"));
}

}  // namespace
}  // namespace cwp::notifications
