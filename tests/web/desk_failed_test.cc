// The list of messages that failed, and another try for them.
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "services/web/desk_outbox.h"
#include "tests/web/desk_failed_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

namespace notifications = ::cwp::notifications::v1;
namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using notifications::Message;

TEST_F(DeskFailedTest, ListsWhatFailedWithoutSayingWho) {
  Message offer = Refused(2);
  offer.clear_booking_id();
  offer.set_waitlist_entry_id(9);
  offer.set_kind(Message::OFFER);
  offer.set_last_error("NO_ADDRESS");
  Message leaders = Refused(3);
  leaders.clear_booking_id();
  leaders.set_session_id(kOpen);
  leaders.set_kind(Message::ADDRESS_MISSING);
  Message waiting = Refused(4);
  waiting.set_state(Message::PENDING);
  waiting.set_last_error("MAIL_UNAVAILABLE");
  *waiting.mutable_next_time() = ToTimestamp(clock_.Now() + absl::Minutes(5));
  SetFailed({Refused(1), offer, leaders, waiting});
  const HttpAnswer page = browser_->Get(kFailed);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(
      page.body,
      AllOf(
          HasSubstr("href=\"/desk/bookings/5\">Booking 5"),
          HasSubstr("Helping your child with worry &lt;now&gt;, Monday 23"),
          HasSubstr("Booking made"), HasSubstr("Sunday 22 November 2026, 10am"),
          HasSubstr("The mail server refused the address"),
          HasSubstr("href=\"/desk/waitlist/9\">Waitlist entry 9"),
          HasSubstr("Offer of places"), HasSubstr("There is no email address"),
          HasSubstr("href=\"/desk/sessions/101\">Those who lead it"),
          HasSubstr("The mail server cannot be reached. Tried again at")));
  for (const char* const personal : {"Ada", "Bo Example", "@example.org"}) {
    EXPECT_THAT(page.body, Not(HasSubstr(personal))) << personal;
  }
}

TEST_F(DeskFailedTest, ListsWhatIsNotThereAnyMore) {
  registration().get.Return(NotFound("BOOKING_NOT_FOUND", "erased"));
  SetFailed({Refused(1)});
  EXPECT_THAT(browser_->Get(kFailed).body,
              AllOf(HasSubstr("Booking 5"), HasSubstr("Not known"),
                    Not(HasSubstr("href=\"/desk/bookings/5"))));
}

TEST_F(DeskFailedTest, HasPagesOfWhatFailed) {
  SetFailed({Refused(1)}, "next-page");
  EXPECT_THAT(browser_->Get(kFailed).body,
              HasSubstr(absl::StrCat("href=\"", kFailed, "?page=next-page\"")));
  services_.notifications.list.Do(
      [](const notifications::ListMessagesRequest& request)
          -> absl::StatusOr<notifications::ListMessagesResponse> {
        if (request.page_token().empty()) {
          return notifications::ListMessagesResponse();
        }
        return InvalidArgument("PAGE_TOKEN_INVALID", "of another list");
      });
  const HttpAnswer page = browser_->Get(absl::StrCat(kFailed, "?page=x"));
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("That page is not there any more"),
                               HasSubstr("No message failed")));
}

TEST_F(DeskFailedTest, TriesThoseOnThePageAgain) {
  Message waiting = Refused(4);
  waiting.set_state(Message::PENDING);
  SetFailed({Refused(1), waiting, Refused(3)});
  const HttpAnswer page = browser_->Get(kFailed);
  services_.notifications.resend.Do(
      [](const notifications::ResendMessageRequest& request)
          -> absl::StatusOr<Message> {
        if (request.id() == 3) return Message();
        return FailedPrecondition("MESSAGE_SENT", "somebody was quicker");
      });
  const std::string again = absl::StrCat(kFailed, "/again");
  const HttpAnswer sent = browser_->Submit(page, again, {});
  EXPECT_EQ(sent.code, 303);
  EXPECT_EQ(sent.Header("Location"), absl::StrCat(kFailed, "?again=1"))
      << "the other was sent";
  std::vector<int64_t> ids;
  for (const auto& request : services_.notifications.resend.requests()) {
    ids.push_back(request.id());
  }
  EXPECT_THAT(ids, ElementsAre(1, 3));
  EXPECT_THAT(browser_->Get(absl::StrCat(kFailed, "?again=2")).body,
              HasSubstr("2 messages are tried again now"));
  for (const char* const nonsense : {"0", "x", "21", "-1"}) {
    EXPECT_THAT(browser_->Get(absl::StrCat(kFailed, "?again=", nonsense)).body,
                Not(HasSubstr("tried again now")));
  }
}

TEST_F(DeskFailedTest, GoesOnAfterAMessageThatCannotBeTriedAgain) {
  SetFailed({Refused(1), Refused(2), Refused(3)});
  const HttpAnswer page = browser_->Get(kFailed);
  const std::string again = absl::StrCat(kFailed, "/again");
  services_.notifications.resend.Do(
      [](const notifications::ResendMessageRequest& request)
          -> absl::StatusOr<Message> {
        if (request.id() == 3) return Message();
        return MakeError(absl::StatusCode::kInternal, "INTERNAL", "broken");
      });
  EXPECT_EQ(browser_->Submit(page, again, {}).Header("Location"),
            absl::StrCat(kFailed, "?again=1"));
  EXPECT_THAT(services_.notifications.resend.requests(), SizeIs(3));

  services_.notifications.resend.Return(
      FailedPrecondition("MESSAGE_NOT_WANTED", "overtaken"));
  const HttpAnswer none = browser_->Submit(page, again, {});
  EXPECT_EQ(none.code, 409) << "the audit log must not say that it was done";
  EXPECT_THAT(none.body, HasSubstr("None of them is tried again"));

  services_.notifications.resend.Return(MakeError(
      absl::StatusCode::kDeadlineExceeded, "SERVICE_TIMEOUT", "slow"));
  const size_t before = services_.notifications.resend.requests().size();
  EXPECT_EQ(browser_->Submit(page, again, {}).code, 503);
  EXPECT_THAT(services_.notifications.resend.requests(), SizeIs(before + 1))
      << "the others would only wait as long";
}

// Nobody waits for one service after another, nor for each message.
TEST_F(DeskFailedTest, LooksNothingUpOnceAServiceDoesNotAnswer) {
  registration().get.Return(MakeError(absl::StatusCode::kDeadlineExceeded,
                                      "SERVICE_TIMEOUT", "slow"));
  SetFailed({Refused(1), Refused(2), Refused(3)});
  const size_t sessions = services_.scheduling.get_session.requests().size();
  const HttpAnswer page = browser_->Get(kFailed);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Booking 5"), HasSubstr("Not known"),
                               HasSubstr("3 messages failed")));
  EXPECT_THAT(registration().get.requests(), SizeIs(1));
  EXPECT_THAT(services_.scheduling.get_session.requests(), SizeIs(sessions));
}

TEST_F(DeskFailedTest, LooksThingsUpForAMomentAlone) {
  registration().get.Do([this](const registration::GetBookingRequest&)
                            -> absl::StatusOr<registration::Booking> {
    clock_.Advance(absl::Seconds(2));
    return SampleBooking(5);
  });
  SetFailed({Refused(1), Refused(2), Refused(3)});
  const HttpAnswer page = browser_->Get(kFailed);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, HasSubstr("Not known"));
  EXPECT_THAT(registration().get.requests(), SizeIs(1));
}

TEST(MessageWordsTest, EachKindHasWordsOfItsOwn) {
  std::set<std::string> words;
  for (int kind = Message::Kind_MIN + 1; kind <= Message::Kind_MAX; ++kind) {
    words.insert(MessageKindWords(static_cast<Message::Kind>(kind)));
  }
  EXPECT_THAT(words, SizeIs(static_cast<size_t>(Message::Kind_MAX)));
  EXPECT_THAT(words, Not(Contains("Not known")));
}

TEST_F(DeskFailedTest, OffersNoOtherTryWhereItIsOfNoUse) {
  Message waiting = Refused(4);
  waiting.set_state(Message::PENDING);
  SetFailed({waiting});
  EXPECT_THAT(browser_->Get(kFailed).body,
              Not(HasSubstr("Try those on this page again")));
  SetFailed({});
  EXPECT_THAT(browser_->Get(kFailed).body, HasSubstr("No message failed"));
}

}  // namespace
}  // namespace cwp::web
