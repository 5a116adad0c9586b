// Messages to those of a session: written, looked at, sent and taken back.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;

constexpr char kList[] = "/desk/sessions/101/messages";
constexpr char kNew[] = "/desk/sessions/101/messages/new";
constexpr char kSend[] = "/desk/sessions/101/messages/send";
constexpr char kTakeBack[] = "/desk/sessions/101/messages/9/take-back";

class DeskNoticeTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    registration::Booking phoned = SampleBooking(6);
    phoned.mutable_contact()->set_name("Phil Example");
    phoned.mutable_contact()->clear_email();
    phoned.mutable_contact()->set_phone("07700 900321");
    SetBookings({SampleBooking(5), phoned});
    SetWaiting({SampleEntry(9)});
    registration().get.Return(SampleBooking(5));
    notifications::NoticePreview preview;
    preview.set_subject("A message about your booking");
    preview.set_text("Dear [name],\n\nBring a pen.\n");
    services_.notifications.preview_notice.Return(preview);
    registration().write_notice.Return(Written());
    SetNotices({Written()});
  }

  registration::Notice Written() {
    registration::Notice notice;
    notice.set_id(9);
    notice.set_session_id(kOpen);
    notice.set_audience(registration::Notice::BOOKED);
    notice.set_state(registration::Notice::WRITTEN);
    notice.set_recipients(12);
    notice.set_without_email(1);
    *notice.mutable_create_time() = ToTimestamp(clock_.Now());
    *notice.mutable_send_time() = ToTimestamp(clock_.Now() + absl::Minutes(1));
    return notice;
  }

  void SetNotices(std::vector<registration::Notice> notices) {
    registration::ListNoticesResponse list;
    for (const registration::Notice& notice : notices) {
      *list.add_notices() = notice;
    }
    registration().list_notices.Return(list);
  }

  static Fields ToAll(const std::string& text = "Bring a pen.") {
    return {{"to", "booked"}, {"text", text}};
  }

  // The page that shows how a message will arrive.
  HttpAnswer Look(const Fields& fields) {
    return browser_->Submit(browser_->Get(kNew), kNew, fields);
  }
};

TEST_F(DeskNoticeTest, SaysHowManyWouldGetIt) {
  EXPECT_THAT(browser_->Get("/desk/sessions/101").body,
              HasSubstr(absl::StrCat("href=\"", kList, "\"")));
  const HttpAnswer page = browser_->Get(kNew);
  EXPECT_THAT(page.body, AllOf(HasSubstr("1 person by email, and 1 to phone"),
                               HasSubstr("1 person by email\n")));
}

TEST_F(DeskNoticeTest, ShowsHowItWillArriveAndWhomToPhone) {
  const HttpAnswer check = Look(ToAll("Bring\r\na pen. "));
  EXPECT_EQ(check.code, 200);
  EXPECT_THAT(check.body,
              AllOf(HasSubstr("A message about your booking"),
                    HasSubstr("Dear [name],\n\nBring a pen.\n"),
                    HasSubstr("Phil Example"), HasSubstr("07700 900321"),
                    HasSubstr("1 person by email, and 1 to phone"),
                    Not(HasSubstr("Ada Example"))));
  const auto asked = services_.notifications.preview_notice.requests();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].session_id(), kOpen);
  EXPECT_EQ(asked[0].text(), "Bring\na pen.");
  EXPECT_FALSE(asked[0].waiting());
  EXPECT_THAT(registration().write_notice.requests(), IsEmpty());
}

TEST_F(DeskNoticeTest, SendsOnceHoweverOftenItIsSent) {
  const HttpAnswer check = Look(ToAll());
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer sent = browser_->Submit(check, kSend, {});
    EXPECT_EQ(sent.code, 303);
    EXPECT_EQ(sent.Header("Location"), kList);
  }
  const auto requests = registration().write_notice.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].session_id(), kOpen);
  EXPECT_EQ(requests[0].audience(), registration::Notice::BOOKED);
  EXPECT_EQ(requests[0].text(), "Bring a pen.");
  EXPECT_THAT(requests[0].request_id(), Not(IsEmpty()));
  EXPECT_EQ(requests[0].request_id(), requests[1].request_id());
  // Another message is another request.
  browser_->Submit(Look(ToAll()), kSend, {});
  EXPECT_NE(registration().write_notice.requests()[2].request_id(),
            requests[0].request_id());
}

TEST_F(DeskNoticeTest, WritesToThoseWhoWait) {
  const HttpAnswer check = Look({{"to", "waiting"}, {"text", "Not yet."}});
  EXPECT_THAT(check.body, Not(HasSubstr("To be phoned")));
  EXPECT_TRUE(services_.notifications.preview_notice.requests()[0].waiting());
  browser_->Submit(check, kSend, {});
  EXPECT_EQ(registration().write_notice.requests()[0].audience(),
            registration::Notice::WAITING);
}

TEST_F(DeskNoticeTest, WritesToOneFromItsBooking) {
  const std::string path = absl::StrCat(kNew, "?booking=5");
  EXPECT_THAT(browser_->Get("/desk/bookings/5").body,
              HasSubstr(absl::StrCat("href=\"", path, "\"")));
  const HttpAnswer page = browser_->Get(path);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Ada Example, ada@example.org"),
                               Not(HasSubstr("name=\"to\""))));
  const HttpAnswer check =
      browser_->Submit(page, kNew, {{"text", "Your buggy is here."}});
  EXPECT_THAT(check.body, HasSubstr("Ada Example: 1 person by email"));
  browser_->Submit(check, kSend, {});
  const auto request = registration().write_notice.requests()[0];
  EXPECT_EQ(request.audience(), registration::Notice::ONE_BOOKING);
  EXPECT_EQ(request.booking_id(), 5);
}

TEST_F(DeskNoticeTest, KnowsNoBookingOfAnotherSession) {
  registration::Booking other = SampleBooking(5);
  other.set_session_id(kFull);
  registration().get.Return(other);
  EXPECT_EQ(browser_->Get(absl::StrCat(kNew, "?booking=5")).code, 404);
  EXPECT_EQ(browser_->Get(absl::StrCat(kNew, "?booking=x")).code, 404);
}

struct TextCase {
  std::string name;
  std::string text;
  std::string words;
};

TEST_F(DeskNoticeTest, KeepsWhatCannotBeSent) {
  const std::string long_text(10'000, 'x');
  const TextCase cases[] = {
      {"Empty", " \r\n ", "Enter a message"},
      {"TooLong", long_text, "2,000 characters or fewer"},
      {"Control", "a\x01z", "cannot be sent"},
  };
  for (const TextCase& test : cases) {
    const HttpAnswer refused = Look(ToAll(test.text));
    EXPECT_EQ(refused.code, 400) << test.name;
    EXPECT_THAT(refused.body, AllOf(HasSubstr(test.words),
                                    HasSubstr("value=\"booked\" checked")))
        << test.name;
  }
  EXPECT_THAT(Look(ToAll(long_text)).body, HasSubstr(long_text));
  EXPECT_THAT(Look({{"text", "Hello"}}).body,
              AllOf(HasSubstr("Choose to whom"), HasSubstr("Hello")));
  EXPECT_THAT(services_.notifications.preview_notice.requests(), IsEmpty());
  // Nor past the page that shows it.
  Fields late = ToAll(long_text);
  late.emplace_back("csrf", HiddenIn(browser_->Get(kNew).body, "csrf"));
  EXPECT_EQ(browser_->Post(kSend, late).code, 400);
  EXPECT_THAT(registration().write_notice.requests(), IsEmpty());
}

TEST_F(DeskNoticeTest, TakesMarkupLinksAndEmojiAsText) {
  const std::string text =
      "<script>alert(1)</script> https://example.org \xF0\x9F\x98\x80";
  notifications::NoticePreview preview;
  preview.set_text(text);
  services_.notifications.preview_notice.Return(preview);
  const HttpAnswer check = Look(ToAll(text));
  EXPECT_THAT(check.body, AllOf(HasSubstr("&lt;script&gt;alert(1)"),
                                Not(HasSubstr("<script>alert")),
                                Not(HasSubstr("href=\"https://example.org"))));
  browser_->Submit(check, kSend, {});
  EXPECT_EQ(registration().write_notice.requests()[0].text(), text);
}

TEST_F(DeskNoticeTest, LeadsBackToTheFormAsItWas) {
  const HttpAnswer form =
      browser_->Submit(Look(ToAll("A <b>pen</b>")), kNew, {{"then", "form"}});
  EXPECT_EQ(form.code, 200);
  EXPECT_THAT(form.body, AllOf(HasSubstr("A &lt;b&gt;pen&lt;/b&gt;"),
                               HasSubstr("value=\"booked\" checked")));
}

TEST_F(DeskNoticeTest, SaysWhenTheNextCanBeSent) {
  const absl::Time next = absl::FromCivil(absl::CivilMinute(2027, 2, 1, 17, 4),
                                          absl::UTCTimeZone());
  registration().write_notice.Return(MakeError(
      absl::StatusCode::kResourceExhausted, "TOO_MANY_NOTICES", "too many",
      {{"next_time", absl::FormatTime(next, absl::UTCTimeZone())}}));
  const HttpAnswer check = Look(ToAll());
  const HttpAnswer refused = browser_->Submit(check, kSend, {});
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("can be sent at 5:05pm"),
                                  HasSubstr("Bring a pen.")));
  EXPECT_NE(HiddenIn(refused.body, "form_id"), HiddenIn(check.body, "form_id"));
}

TEST_F(DeskNoticeTest, SaysThatItMayHaveBeenSent) {
  registration().write_notice.Return(Unavailable("OUTCOME_UNKNOWN", "broke"));
  const HttpAnswer check = Look(ToAll());
  const HttpAnswer unknown = browser_->Submit(check, kSend, {});
  EXPECT_EQ(unknown.code, 503);
  EXPECT_THAT(unknown.body,
              AllOf(HasSubstr("We do not know"), HasSubstr("Bring a pen.")));
  EXPECT_EQ(HiddenIn(unknown.body, "form_id"), HiddenIn(check.body, "form_id"));
}

TEST_F(DeskNoticeTest, SendsNothingUnseen) {
  services_.notifications.preview_notice.Return(
      Unavailable("REGISTRATION_UNAVAILABLE", "down"));
  const HttpAnswer refused = Look(ToAll());
  EXPECT_EQ(refused.code, 409);
  EXPECT_THAT(refused.body,
              AllOf(HasSubstr("nothing was sent"), HasSubstr("Bring a pen."),
                    Not(HasSubstr(kSend))));
}

TEST_F(DeskNoticeTest, HasNoButtonWhenNobodyHasAnAddress) {
  registration::Booking phoned = SampleBooking(5);
  phoned.mutable_contact()->clear_email();
  SetBookings({phoned});
  const HttpAnswer check = Look(ToAll());
  EXPECT_THAT(check.body,
              AllOf(HasSubstr("so it cannot be sent"),
                    HasSubstr("07700 900123"), Not(HasSubstr(kSend))));
}

TEST_F(DeskNoticeTest, TakesBackWhatHasNotGone) {
  const HttpAnswer list = browser_->Get(kList);
  EXPECT_THAT(list.body, AllOf(HasSubstr("12 people by email, and 1 to phone"),
                               HasSubstr("Goes out at"), HasSubstr(kTakeBack)));
  registration::Notice back = Written();
  back.set_state(registration::Notice::TAKEN_BACK);
  registration().take_back.Return(back);
  EXPECT_EQ(browser_->Submit(list, kTakeBack, {}).Header("Location"), kList);
  EXPECT_EQ(registration().take_back.requests()[0].id(), 9);
  SetNotices({back});
  EXPECT_THAT(browser_->Get(kList).body,
              AllOf(HasSubstr("Taken back"), Not(HasSubstr(kTakeBack))));

  registration().take_back.Return(
      FailedPrecondition("NOTICE_SENT", "it is on its way"));
  const HttpAnswer late = browser_->Submit(list, kTakeBack, {});
  EXPECT_EQ(late.code, 409);
  EXPECT_THAT(late.body, HasSubstr("has gone out already"));
}

TEST_F(DeskNoticeTest, TellsHowFarItHasCome) {
  notifications::ListMessagesResponse outbox;
  const auto add = [&](int64_t id, notifications::Message::State state,
                       const std::string& error) {
    notifications::Message& message = *outbox.add_messages();
    message.set_id(id);
    message.set_booking_id(100 + id);
    message.set_state(state);
    message.set_attempts(3);
    message.set_last_error(error);
    *message.mutable_next_time() = ToTimestamp(clock_.Now());
  };
  add(1, notifications::Message::SENT, "");
  add(2, notifications::Message::DROPPED, "OVERTAKEN");
  add(3, notifications::Message::DROPPED, "MAIL_REFUSED");
  add(4, notifications::Message::PENDING, "MAIL_UNAVAILABLE");
  services_.notifications.list.Return(outbox);
  const std::string path = absl::StrCat(kList, "/9");
  EXPECT_THAT(browser_->Get(kList).body,
              HasSubstr(absl::StrCat("href=\"", path, "\"")));
  const HttpAnswer page = browser_->Get(path);
  EXPECT_THAT(
      page.body,
      AllOf(HasSubstr("1 of 4 sent"), HasSubstr("/desk/bookings/103"),
            HasSubstr("They are not meant any more"),
            HasSubstr("refused the address"), HasSubstr("cannot be reached")));
  EXPECT_EQ(services_.notifications.list.requests()[0].notice_id(), 9);
  services_.notifications.resend.Return(outbox.messages(2));
  const std::string again = path + "/again";
  EXPECT_EQ(browser_->Submit(page, again, {}).Header("Location"), path);
  const auto tried = services_.notifications.resend.requests();
  ASSERT_THAT(tried, SizeIs(1)) << "what was dropped for good stays so";
  EXPECT_EQ(tried[0].id(), 3);
}

TEST_F(DeskNoticeTest, SaysWhatWentOut) {
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(browser_->Get(kList).body,
              AllOf(HasSubstr("Went out"), Not(HasSubstr(kTakeBack))));
  SetNotices({});
  EXPECT_THAT(browser_->Get(kList).body, HasSubstr("Nothing has been written"));
}

TEST_F(DeskNoticeTest, IsInTheAuditLogWithHowManyAndWithoutItsWords) {
  browser_->Submit(Look(ToAll("Canary words")), kSend, {});
  DeskBrowser administrator =
      BrowserOf("amy@example.org", v1::Staff::ADMINISTRATOR);
  EXPECT_THAT(administrator.Get("/desk/audit").body,
              AllOf(HasSubstr("Wrote to people of a session, for 12 contacts"),
                    HasSubstr("Session 101"), Not(HasSubstr("Canary"))));
}

}  // namespace
}  // namespace cwp::web
