// Whether somebody who rings has been written to.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/desk_people_fixture.h"

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace notifications = ::cwp::notifications::v1;

using notifications::Message;

constexpr char kBooking[] = "/desk/bookings/5";
constexpr char kEntry[] = "/desk/waitlist/9";

class DeskSentTest : public DeskPeopleTest {
 protected:
  void SetUp() override {
    DeskPeopleTest::SetUp();
    SetBookings({SampleBooking(5)});
    registration().get.Return(SampleBooking(5));
    registration().get_entry.Return(SampleEntry(9));
    services_.notifications.list.Return(notifications::ListMessagesResponse());
  }

  void Add(Message::Kind kind, Message::State state, const std::string& error) {
    Message& message = *messages_.add_messages();
    message.set_kind(kind);
    message.set_state(state);
    message.set_last_error(error);
    *message.mutable_send_time() = ToTimestamp(clock_.Now());
    services_.notifications.list.Return(messages_);
  }

  notifications::ListMessagesResponse messages_;
};

TEST_F(DeskSentTest, TheirPagesSayWhatWasSentAndWhatWasNot) {
  Add(Message::CONFIRMATION, Message::SENT, "");
  Add(Message::REMINDER, Message::DROPPED, "MAIL_REFUSED");
  for (const char* path : {kBooking, kEntry}) {
    EXPECT_THAT(browser_->Get(path).body,
                AllOf(HasSubstr("Emails to them"), HasSubstr("Sent "),
                      HasSubstr("refused the address"),
                      HasSubstr("href=\"/desk/messages/failed\"")))
        << path;
  }
  const auto asked = services_.notifications.list.requests();
  ASSERT_EQ(asked.size(), 2);
  EXPECT_EQ(asked[0].booking_id(), 5);
  EXPECT_EQ(asked[1].waitlist_entry_id(), 9);
}

TEST_F(DeskSentTest, NothingIsOfferedAgainThatNeedsNoSecondTry) {
  Add(Message::CONFIRMATION, Message::SENT, "");
  Add(Message::REMINDER, Message::DROPPED, "OVERTAKEN");
  EXPECT_THAT(browser_->Get(kBooking).body,
              AllOf(HasSubstr("They are not meant any more"),
                    Not(HasSubstr("/desk/messages/failed"))));
}

TEST_F(DeskSentTest, SaysWhenThereIsNoneOrNobodyKnows) {
  EXPECT_THAT(browser_->Get(kBooking).body, HasSubstr("None so far."));
  services_.notifications.list.Return(
      Unavailable("SERVICE_UNAVAILABLE", "nobody is there"));
  for (const char* path : {kBooking, kEntry}) {
    const HttpAnswer page = browser_->Get(path);
    EXPECT_EQ(page.code, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("cannot be said right now"),
                                 HasSubstr("Example")));
  }
}

// They may not ask notifications.
TEST_F(DeskSentTest, FacilitatorsAreToldNothingOfIt) {
  DeskBrowser fay = BrowserOf("fay@example.org", v1::Staff::FACILITATOR);
  const HttpAnswer page = fay.Get(kBooking);
  EXPECT_EQ(page.code, 200);
  EXPECT_THAT(page.body, Not(HasSubstr("Emails to them")));
  EXPECT_THAT(services_.notifications.list.requests(), IsEmpty());
}

}  // namespace
}  // namespace cwp::web
