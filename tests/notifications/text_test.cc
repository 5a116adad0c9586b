#include "services/notifications/text.h"

#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "common/time/local_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/mime.h"

namespace cwp::notifications {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

registration::v1::MessageDetails Details() {
  registration::v1::MessageDetails details;
  details.set_email("ada@example.org");
  details.set_name("Ada Example");
  details.set_reference("7Q2M8KXA");
  details.set_places(2);
  details.set_manage_token("MANAGE");
  details.set_join_token("JOIN");
  details.set_workshop_title("Understanding worry");
  details.set_session_state("OPEN");
  auto* meeting = details.add_meetings();
  // A July evening: one hour ahead of UTC.
  meeting->mutable_start_time()->set_seconds(absl::ToUnixSeconds(
      *civil::ResolveLocal("2027-07-06T18:00", "Europe/London")));
  meeting->mutable_end_time()->set_seconds(meeting->start_time().seconds() +
                                           90 * 60);
  return details;
}

Organisation Team() {
  return {.name = "Children's Wellbeing Practitioners",
          .contact_email = "team@example.org",
          .contact_phone = "01632 960001",
          .urgent_phone = "01632 960999",
          .public_url = "https://book.example.org",
          .zone = *civil::LoadZone("Europe/London")};
}

// A message of this kind about the booking or the entry.
Message Of(Kind kind) {
  Message message;
  message.kind = kind;
  const bool of_entry =
      (kind >= Kind::kWaitlisted && kind <= Kind::kWaitlistEnd) ||
      kind == Kind::kHeldInLine;
  (of_entry ? message.waitlist_entry_id : message.booking_id) = 1;
  return message;
}

// A Monday at noon.
const absl::Time kMonday =
    *civil::ResolveLocal("2027-07-05T12:00", "Europe/London");

// Of a contact who was erased no more than the address is known.
Letter Write(Kind kind, registration::v1::MessageDetails details) {
  if (kind == Kind::kErased) {
    registration::v1::MessageDetails known;
    known.set_email(details.email());
    details = known;
  }
  return WriteLetter(Of(kind), details, Team(), kMonday);
}

std::vector<Kind> KindsForFamilies() {
  std::vector<Kind> kinds;
  for (int kind = 1; kind <= static_cast<int>(Kind::kNotice); ++kind) {
    kinds.push_back(static_cast<Kind>(kind));
  }
  std::erase(kinds, Kind::kAddressMissing);
  return kinds;
}

TEST(LetterTest, AConfirmationHoldsWhatAFamilyNeeds) {
  const Letter letter = Write(Kind::kConfirmation, Details());
  EXPECT_EQ(letter.subject, "Your booking");
  EXPECT_THAT(
      letter.text,
      AllOf(HasSubstr("Dear Ada Example,"), HasSubstr("Understanding worry"),
            HasSubstr("Tuesday 6 July 2027, 6pm to 7:30pm"),
            HasSubstr("Places: 2"), HasSubstr("7Q2M8KXA"),
            HasSubstr("https://book.example.org/j/JOIN\n"),
            HasSubstr("https://book.example.org/j/JOIN/calendar.ics"),
            HasSubstr("https://book.example.org/manage/MANAGE"),
            HasSubstr("call 999"), HasSubstr("call 111"),
            HasSubstr("01632 960999")));
}

TEST(LetterTest, SubjectsTellBystandersNothing) {
  for (const Kind kind : KindsForFamilies()) {
    EXPECT_THAT(Write(kind, Details()).subject,
                AllOf(Not(HasSubstr("worry")), Not(HasSubstr("Ada")),
                      SizeIs(testing::Le(40))))
        << KindWord(kind);
  }
}

TEST(LetterTest, SubjectsNameTheWorkshopForWhoeverLetsThem) {
  auto named = Details();
  named.set_name_workshop(true);
  for (const Kind kind : KindsForFamilies()) {
    const bool known = kind != Kind::kErased;
    EXPECT_EQ(Write(kind, named).subject,
              absl::StrCat(Write(kind, Details()).subject,
                           known ? " (Understanding worry)" : ""))
        << KindWord(kind);
  }
  // Who waits for any session is told of none while there is none.
  named.clear_workshop_title();
  EXPECT_EQ(Write(Kind::kWaitlisted, named).subject,
            "Your place on the waitlist");
}

TEST(LetterTest, EveryMessageSaysWhereUrgentHelpIsAndWhenWeAreOpen) {
  for (const Kind kind : KindsForFamilies()) {
    const Letter letter = Write(kind, Details());
    for (const std::string& form : {letter.text, letter.html}) {
      EXPECT_THAT(form, AllOf(AnyOf(HasSubstr("Dear Ada Example,"),
                                    HasSubstr("Hello,")),
                              HasSubstr("call 999"), HasSubstr("call 111"),
                              HasSubstr("01632 960999"),
                              HasSubstr("Monday to Friday, 9am to 5pm"),
                              HasSubstr("https://book.example.org/")))
          << KindWord(kind);
    }
  }
}

TEST(LetterTest, SaysWhenTheOfficeOpensNextWhileItIsClosed) {
  const auto at = [](const char* local) {
    return WriteLetter(Of(Kind::kConfirmation), Details(), Team(),
                       *civil::ResolveLocal(local, "Europe/London"))
        .text;
  };
  EXPECT_THAT(at("2027-07-05T12:00"), Not(HasSubstr("next open")));
  EXPECT_THAT(at("2027-07-02T22:00"),
              HasSubstr("We are next open on Monday 5 July 2027, 9am."));
}

TEST(LetterTest, WhatIsOverHasNoLinksThatNoLongerWork) {
  for (const Kind kind :
       {Kind::kLimit, Kind::kBlock, Kind::kErased, Kind::kTooLate}) {
    const Letter letter = Write(kind, Details());
    EXPECT_THAT(letter.text + letter.html,
                AllOf(Not(HasSubstr("JOIN")), Not(HasSubstr("MANAGE"))))
        << KindWord(kind);
  }
}

TEST(LetterTest, WhatWasBookedCanBeTakenOutOfTheCalendar) {
  const std::string file = "https://book.example.org/j/JOIN/calendar.ics";
  for (const Kind kind :
       {Kind::kCancellation, Kind::kSessionCancellation, Kind::kRefusal}) {
    const Letter letter = Write(kind, Details());
    EXPECT_THAT(letter.text, AllOf(HasSubstr("take it out with this file:"),
                                   HasSubstr(absl::StrCat("\n", file, "\n"))))
        << KindWord(kind);
    EXPECT_THAT(letter.html, HasSubstr(absl::StrCat("<a href=\"", file, "\">")))
        << KindWord(kind);
    EXPECT_THAT(letter.text + letter.html,
                AllOf(Not(HasSubstr("JOIN\n")), Not(HasSubstr("JOIN<")),
                      Not(HasSubstr("MANAGE"))))
        << KindWord(kind);
  }
}

// What each message says beyond what all do.
TEST(LetterTest, EachMessageSaysItsOwn) {
  auto details = Details();
  details.set_waitlist_token("WAIT");
  details.set_waitlist_state(registration::v1::WaitlistEntry::WAITING);
  details.mutable_offer()->set_places(1);
  details.mutable_offer()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(
          *civil::ResolveLocal("2027-07-01T16:30", "Europe/London")));
  details.set_notice_text("Bring a pen.");
  details.set_position(3);
  details.mutable_hold_lapse_time()->set_seconds(
      absl::ToUnixSeconds(kMonday + absl::Minutes(20)));
  const std::string when = "Tuesday 6 July 2027, 6pm to 7:30pm";
  const std::string waits = "https://book.example.org/w/WAIT\n";
  struct Case {
    Kind kind;
    std::vector<std::string> says;
  };
  const Case cases[] = {
      {Kind::kConfirmation, {"is confirmed", when, "/j/JOIN\n"}},
      {Kind::kRepeat, {"asked again", "7Q2M8KXA", "/manage/MANAGE"}},
      {Kind::kChange, {"now for 2 places", when, "/manage/MANAGE"}},
      {Kind::kMove, {"moved to another date", when, "/j/JOIN\n"}},
      {Kind::kReschedule, {"time of your session has changed", when}},
      {Kind::kRelocation, {"takes place somewhere else", when}},
      {Kind::kReminder, {"a reminder", when, "/j/JOIN\n", "/manage/MANAGE"}},
      {Kind::kLastReminder, {"a reminder", "/j/JOIN\n"}},
      {Kind::kCancellation, {"You do not need to do anything else", when}},
      {Kind::kSessionCancellation, {"does not take place", when}},
      {Kind::kRefusal, {"could not keep your booking", "call us on 01632"}},
      {Kind::kLimit, {"as many bookings", "call us on 01632", "7Q2M8KXA"}},
      {Kind::kBlock, {"did not come about", "call us on 01632"}},
      {Kind::kWaitlisted, {"on the waitlist", "Places: 2", waits}},
      {Kind::kHeldInLine,
       {"are being held, at this moment", "You are number 3 in line",
        "not booked by Monday 5 July 2027, 12:20pm", when, "Places: 2", waits}},
      {Kind::kWaitlistRepeat, {"keep your turn", waits}},
      {Kind::kWaitlistBooked, {"you keep your booking"}},
      {Kind::kWaitlistRefusal, {"call us on 01632"}},
      {Kind::kOffer,
       {"1 place has come free", "You asked for 2 places",
        "by Thursday 1 July 2027, 4:30pm", when, waits}},
      {Kind::kOfferLapse,
       {"until Thursday 1 July 2027, 4:30pm", "still on the waitlist", waits}},
      {Kind::kOfferWithdrawal, {"does not take place", "still on", waits}},
      {Kind::kFind, {"which bookings you have", when, "/manage/MANAGE"}},
      {Kind::kWaitlistEnd, {"nothing left to wait for"}},
      {Kind::kErased, {"Hello,", "are erased", "for at most one day"}},
      {Kind::kTooLate, {"full or its bookings had closed", "7Q2M8KXA"}},
      {Kind::kNotice, {"Bring a pen.", when, "7Q2M8KXA", "/manage/MANAGE"}},
  };
  EXPECT_EQ(std::size(cases), KindsForFamilies().size());
  for (const Case& test : cases) {
    const Letter letter = Write(test.kind, details);
    for (const std::string& says : test.says) {
      EXPECT_THAT(letter.text, HasSubstr(says)) << KindWord(test.kind);
    }
  }
  details.set_waitlist_state(registration::v1::WaitlistEntry::LEFT);
  EXPECT_THAT(
      Write(Kind::kOfferLapse, details).text,
      AllOf(HasSubstr("not on the waitlist any more"), Not(HasSubstr("WAIT"))));
}

TEST(LetterTest, WhatIsHeldIsSaidAsTextAndAsHtml) {
  auto details = Details();
  details.set_position(3);
  details.mutable_hold_lapse_time()->set_seconds(
      absl::ToUnixSeconds(kMonday + absl::Minutes(20)));
  const Letter letter = Write(Kind::kHeldInLine, details);
  EXPECT_EQ(letter.subject, "Your place on the waitlist");
  for (const std::string& form : {letter.text, letter.html}) {
    EXPECT_THAT(absl::StrReplaceAll(form, {{"\n", " "}}),
                AllOf(HasSubstr("people who are filling in the form"),
                      HasSubstr("number 3 in line"),
                      HasSubstr("Monday 5 July 2027, 12:20pm"),
                      HasSubstr("We will e-mail you")));
  }
}

TEST(LetterTest, AReminderNamesTheMeetingItIsOf) {
  auto details = Details();
  *details.add_meetings() = details.meetings(0);
  details.mutable_meetings(1)->mutable_start_time()->set_seconds(
      details.meetings(0).start_time().seconds() + 7 * 86400);
  Message message = Of(Kind::kReminder);
  message.version = details.meetings(1).start_time().seconds();
  EXPECT_THAT(WriteLetter(message, details, Team(), kMonday).text,
              HasSubstr("starts on Tuesday 13 July 2027, 6pm."));
}

// What people typed cannot become markup.
TEST(LetterTest, HtmlIsEscapedAndHasTheLinks) {
  auto details = Details();
  details.set_name("<b>Ada & \"Bob\"</b>");
  const std::string html = Write(Kind::kConfirmation, details).html;
  EXPECT_THAT(html,
              AllOf(HasSubstr("&lt;b&gt;Ada &amp; &quot;Bob&quot;"),
                    Not(HasSubstr("<b>")), Not(HasSubstr("<table")),
                    Not(HasSubstr("<img")),
                    HasSubstr("<a href=\"https://book.example.org/j/JOIN\">"
                              "https://book.example.org/j/JOIN</a>")));
}

TEST(LetterTest, WhatStaffWriteStaysPlainText) {
  auto details = Details();
  details.set_notice_text(
      "Hello <b>all</b>,\n\n \nsee https://example.org/?a=1&b=2 \n"
      "and javascript:alert(1) \xF0\x9F\x98\x80");
  const Letter letter = Write(Kind::kNotice, details);
  EXPECT_THAT(letter.text,
              HasSubstr("Dear Ada Example,\n\nHello <b>all</b>,\n\n"
                        "see https://example.org/?a=1&b=2\n"
                        "and javascript:alert(1) \xF0\x9F\x98\x80\n\n"
                        "This is about your booking:\n"));
  EXPECT_THAT(letter.html,
              AllOf(HasSubstr("<p>Hello &lt;b&gt;all&lt;/b&gt;,</p>"),
                    HasSubstr("see https://example.org/?a=1&amp;b=2<br>"),
                    Not(HasSubstr("href=\"https://example.org")),
                    Not(HasSubstr("href=\"javascript"))));
}

TEST(LetterTest, WhatStaffWriteToThoseWhoWaitLeadsToTheirTurn) {
  auto details = Details();
  details.clear_reference();
  details.set_notice_text("There will be another date.");
  details.set_waitlist_token("WAIT");
  Message message;
  message.kind = Kind::kNotice;
  message.waitlist_entry_id = 1;
  const Letter letter = WriteLetter(message, details, Team(), kMonday);
  EXPECT_EQ(letter.subject, "A message about the waitlist");
  EXPECT_THAT(letter.text,
              AllOf(HasSubstr("There will be another date."),
                    HasSubstr("https://book.example.org/w/WAIT\n"),
                    Not(HasSubstr("reference")), Not(HasSubstr("MANAGE"))));
}

Email Sample() {
  return {.from = "bookings@example.org",
          .from_name = "Children's Wellbeing Practitioners",
          .to = {"ada@example.org"},
          .subject = "Your booking",
          .message_id = "1-1-confirmation@example.org",
          .date = absl::FromUnixSeconds(1'800'000'000),
          .text = "Dear Ada,\n\nZoë = 1\n",
          .html = "<p>Dear Ada</p>\n"};
}

TEST(MimeTest, WritesHeadersAndText) {
  ASSERT_OK_AND_ASSIGN(const std::string text, WriteEmail(Sample()));
  EXPECT_THAT(text,
              AllOf(HasSubstr("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"),
                    HasSubstr("To: <ada@example.org>\r\n"),
                    HasSubstr("Message-ID: <1-1-confirmation@example.org>\r\n"),
                    HasSubstr("Auto-Submitted: auto-generated\r\n"),
                    HasSubstr("multipart/alternative; boundary=\"=_cwp_part\""),
                    HasSubstr("\r\n\r\nDear Ada,\r\n\r\nZo=C3=AB =3D 1\r\n"),
                    HasSubstr("\r\n--=_cwp_part\r\nContent-Type: text/html"),
                    HasSubstr("\r\n\r\n<p>Dear Ada</p>\r\n\r\n"),
                    EndsWith("\r\n--=_cwp_part--\r\n")));
  for (const absl::string_view line : absl::StrSplit(text, "\r\n")) {
    EXPECT_LE(line.size(), 76) << line;
    EXPECT_EQ(line.find('\n'), absl::string_view::npos);
  }
}

TEST(MimeTest, NoValueBeginsAnotherHeader) {
  for (const std::string bad :
       {"a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org",
        "<a@example.org>", ""}) {
    Email email = Sample();
    email.to = {"ada@example.org", bad};
    EXPECT_THAT(WriteEmail(email), HasReason("HEADER_INVALID")) << bad;
  }
  Email email = Sample();
  email.subject = "hello\nBcc: b@example.org";
  EXPECT_THAT(WriteEmail(email), HasReason("HEADER_INVALID"));
}

TEST(MimeTest, OtherLettersInHeadersAreEncoded) {
  Email email = Sample();
  email.from_name = "Gwasanaeth Lles Plânt Ŵyn a Theuluoedd Cymru i gyd yma";
  ASSERT_OK_AND_ASSIGN(const std::string text, WriteEmail(email));
  EXPECT_THAT(text, HasSubstr("From: =?utf-8?B?"));
}

TEST(MimeTest, LongLinesAreBroken) {
  const std::string encoded = QuotedPrintable(std::string(1000, 'x') + " \n");
  for (const absl::string_view line : absl::StrSplit(encoded, "\r\n")) {
    EXPECT_LE(line.size(), 76);
  }
  EXPECT_THAT(encoded, HasSubstr("=20\r\n"));
}

}  // namespace
}  // namespace cwp::notifications
