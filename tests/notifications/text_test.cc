#include "services/notifications/text.h"

#include <string>

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
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST(LetterTest, AConfirmationHoldsWhatAFamilyNeeds) {
  const Letter letter = WriteLetter(Kind::kConfirmation, Details(), Team());
  EXPECT_EQ(letter.subject, "Your booking");
  EXPECT_THAT(
      letter.body,
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
  for (const Kind kind :
       {Kind::kConfirmation, Kind::kCancellation, Kind::kRepeat}) {
    EXPECT_THAT(WriteLetter(kind, Details(), Team()).subject,
                AllOf(Not(HasSubstr("worry")), Not(HasSubstr("Ada"))));
  }
}

TEST(LetterTest, ACancellationHasNoLinksThatNoLongerWork) {
  const Letter letter = WriteLetter(Kind::kCancellation, Details(), Team());
  EXPECT_THAT(letter.body,
              AllOf(Not(HasSubstr("JOIN")), Not(HasSubstr("MANAGE"))));
  auto cancelled = Details();
  cancelled.set_session_state("CANCELLED");
  EXPECT_THAT(WriteLetter(Kind::kCancellation, cancelled, Team()).body,
              HasSubstr("does not take place"));
}

Email Sample() {
  return {.from = "bookings@example.org",
          .from_name = "Children's Wellbeing Practitioners",
          .to = "ada@example.org",
          .subject = "Your booking",
          .message_id = "1-1-confirmation@example.org",
          .date = absl::FromUnixSeconds(1'800'000'000),
          .text = "Dear Ada,\n\nZoë = 1\n"};
}

TEST(MimeTest, WritesHeadersAndText) {
  ASSERT_OK_AND_ASSIGN(const std::string text, WriteEmail(Sample()));
  EXPECT_THAT(text,
              AllOf(HasSubstr("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"),
                    HasSubstr("To: <ada@example.org>\r\n"),
                    HasSubstr("Message-ID: <1-1-confirmation@example.org>\r\n"),
                    HasSubstr("Auto-Submitted: auto-generated\r\n"),
                    HasSubstr("\r\n\r\nDear Ada,\r\n\r\nZo=C3=AB =3D 1\r\n")));
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
    email.to = bad;
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
