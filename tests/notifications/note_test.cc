// The organisation's own words in letters, and letters about what is invented.
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/text.h"

namespace cwp::notifications {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::set<Kind> kWithNote = {
    Kind::kConfirmation, Kind::kCancellation,        Kind::kReminder,
    Kind::kLastReminder, Kind::kSessionCancellation, Kind::kWaitlisted,
    Kind::kOffer};

// A Monday at noon, in summer.
const absl::Time kMonday =
    *civil::ResolveLocal("2027-07-05T12:00", "Europe/London");

// Each kind has a note that names it.
Organisation Team() {
  Organisation team = {.name = "Team",
                       .contact_phone = "01632 960001",
                       .public_url = "https://book.example.org",
                       .zone = civil::London()};
  for (const Kind kind : kWithNote) {
    team.notes[kind] = absl::StrCat("Our note, ", KindWord(kind), ".");
  }
  return team;
}

Letter Write(Kind kind, const Organisation& organisation) {
  registration::v1::MessageDetails details;
  if (kind != Kind::kErased) details.set_name("Ada Example");
  details.set_workshop_title("Understanding worry");
  details.set_notice_text("Bring a pen.");
  Message message = {.kind = kind};
  const bool of_entry =
      (kind >= Kind::kWaitlisted && kind <= Kind::kWaitlistEnd) ||
      kind == Kind::kHeldInLine;
  (of_entry ? message.waitlist_entry_id : message.booking_id) = 1;
  return WriteLetter(message, details, organisation, kMonday);
}

TEST(NoteTest, StandsInAllLettersOfItsKindAndInNoOther) {
  for (int i = 1; i <= static_cast<int>(Kind::kNotice); ++i) {
    const Kind kind = static_cast<Kind>(i);
    if (kind == Kind::kAddressMissing) continue;
    const Letter letter = Write(kind, Team());
    const std::string note = absl::StrCat("Our note, ", KindWord(kind), ".");
    if (kWithNote.contains(kind)) {
      EXPECT_THAT(letter.text, StartsWith(absl::StrCat("Dear Ada Example,\n\n",
                                                       note, "\n\n")));
      EXPECT_THAT(letter.html, HasSubstr(absl::StrCat("<p>Dear Ada Example,</p>"
                                                      "\n<p>",
                                                      note, "</p>\n<p>")));
    } else {
      EXPECT_THAT(letter.text + letter.html, Not(HasSubstr("Our note")))
          << KindWord(kind);
    }
  }
}

TEST(NoteTest, LeadersAreNotFamilies) {
  const Letter letter = WriteLeadersLetter({}, Team());
  EXPECT_THAT(letter.text + letter.html, Not(HasSubstr("Our note")));
}

TEST(NoteTest, LeavesALetterWithoutOneAsItIs) {
  Organisation team = Team();
  const std::string with = Write(Kind::kConfirmation, team).text;
  team.notes.clear();
  const std::string without = Write(Kind::kConfirmation, team).text;
  EXPECT_EQ(absl::StrReplaceAll(with, {{"Our note, confirmation.\n\n", ""}}),
            without);
}

TEST(NoteTest, IsPlainTextWithLineBreaks) {
  Organisation team = Team();
  team.notes[Kind::kConfirmation] =
      "Bring <b>a pen</b> & paper.\nSee https://example.org/?a=1&b=2 \n\n\n"
      "javascript:alert(1)";
  const Letter letter = Write(Kind::kConfirmation, team);
  EXPECT_THAT(letter.text, HasSubstr("Bring <b>a pen</b> & paper.\n"
                                     "See https://example.org/?a=1&b=2\n\n"
                                     "javascript:alert(1)\n\n"
                                     "Your booking is confirmed."));
  EXPECT_THAT(
      letter.html,
      AllOf(HasSubstr("<p>Bring &lt;b&gt;a pen&lt;/b&gt; &amp; paper."
                      "<br>\nSee https://example.org/?a=1&amp;b=2</p>"),
            Not(HasSubstr("<b>")), Not(HasSubstr("href=\"https://example.org")),
            Not(HasSubstr("href=\"javascript"))));
}

TEST(SampleTest, IsALetterOfItsKindAboutWhatIsInvented) {
  for (const Kind kind : kWithNote) {
    const Letter sample = WriteSample(kind, Team(), kMonday);
    const Letter letter = Write(kind, Team());
    EXPECT_EQ(sample.subject, letter.subject);
    for (const std::string& form : {sample.text, sample.html}) {
      EXPECT_THAT(
          form,
          AllOf(HasSubstr("Dear Ada Example,"),
                HasSubstr(absl::StrCat("Our note, ", KindWord(kind), ".")),
                HasSubstr("An example workshop"), HasSubstr("Places: 2")))
          << KindWord(kind);
    }
    // In two weeks, at an hour of the place.
    const bool has_date = kind != Kind::kWaitlisted;
    EXPECT_EQ(
        absl::StrContains(sample.text, "Monday 19 July 2027, 6pm to 7:30pm"),
        has_date)
        << KindWord(kind);
  }
}

TEST(SampleTest, LeadsToThePagesInGeneralAlone) {
  for (const Kind kind : kWithNote) {
    const Letter sample = WriteSample(kind, Team(), kMonday);
    for (std::string form : {sample.text, sample.html}) {
      EXPECT_THAT(form, HasSubstr("https://book.example.org/"));
      form = absl::StrReplaceAll(form, {{"https://book.example.org/\n", ""},
                                        {"https://book.example.org/\"", ""},
                                        {"https://book.example.org/<", ""}});
      EXPECT_THAT(form, Not(HasSubstr("https://"))) << KindWord(kind);
    }
  }
}

TEST(SampleTest, ARemindersMeetingAndAnOffersTimeAreThose) {
  EXPECT_THAT(WriteSample(Kind::kReminder, Team(), kMonday).text,
              HasSubstr("starts on Monday 19 July 2027, 6pm."));
  EXPECT_THAT(WriteSample(Kind::kOffer, Team(), kMonday).text,
              HasSubstr("answer by Tuesday 6 July 2027, midday"));
}

}  // namespace
}  // namespace cwp::notifications
