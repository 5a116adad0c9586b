// What staff write to those of a session, from registration's feed to the mail.
#include <string>
#include <vector>

#include "tests/notifications/story.h"

namespace cwp::notifications {
namespace {

using registration::v1::Notice;
using registration::v1::NoticeChange;
using ::testing::HasSubstr;

constexpr int64_t kNotice = 5'000'000'000'000;
constexpr int64_t kOtherBooking = 8;
constexpr absl::Duration kDelay = absl::Minutes(1);

class NoticeStory : public Story {
 protected:
  void Write(std::vector<int64_t> bookings, std::vector<int64_t> entries = {}) {
    registration_.notices[kNotice] = "Please bring a pen.";
    NoticeChange change;
    change.set_notice_id(kNotice);
    change.set_session_id(kSession);
    change.set_state(Notice::WRITTEN);
    *change.mutable_send_time() = ToTimestamp(clock_.Now() + kDelay);
    for (const int64_t id : bookings) change.add_booking_ids(id);
    for (const int64_t id : entries) change.add_waitlist_entry_ids(id);
    Feed("notice", kNotice, "notice_written", change);
  }

  void TakeBack() {
    registration_.notices.clear();
    NoticeChange change;
    change.set_notice_id(kNotice);
    change.set_session_id(kSession);
    change.set_state(Notice::TAKEN_BACK);
    Feed("notice", kNotice, "notice_taken_back", change);
  }

  // A booking whose confirmation went out.
  void Begin() {
    Book();
    RunUntil(clock_.Now() + absl::Seconds(1));
    ASSERT_EQ(sent().size(), 1);
  }

  std::vector<std::string> Kinds() {
    std::vector<std::string> kinds;
    for (const Sent& one : sent()) kinds.push_back(one.kind);
    return kinds;
  }

  Message Of(int64_t booking_id) {
    std::vector<Message> found;
    EXPECT_OK(database_->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(found, FindMessages(tx, booking_id));
      return absl::OkStatus();
    }));
    for (const Message& message : found) {
      if (message.kind == Kind::kNotice) return message;
    }
    ADD_FAILURE() << "there is no notice";
    return {};
  }
};

TEST_F(NoticeStory, GoesOnceAMinuteLater) {
  Begin();
  Write({kBooking});
  const absl::Time written = clock_.Now();
  RunUntil(written + kDelay - absl::Seconds(1));
  EXPECT_EQ(sent().size(), 1);
  RunUntil(written + absl::Hours(1));
  ASSERT_EQ(sent().size(), 2);
  EXPECT_EQ(sent()[1].kind, "notice");
  EXPECT_EQ(sent()[1].time, written + kDelay);
  EXPECT_THAT(sent()[1].text, HasSubstr("Please bring a pen."));
  // The feed again from its start says nothing twice.
  for (size_t i = 1; i <= feed_.size(); ++i) Apply(static_cast<int64_t>(i));
  RunUntil(written + absl::Hours(2));
  EXPECT_EQ(sent().size(), 2);
}

TEST_F(NoticeStory, GoesToThoseWhoWait) {
  Wait("waitlist_joined", WaitlistEntry::WAITING);
  Write({}, {kEntry});
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Kinds(), (std::vector<std::string>{"waitlisted", "notice"}));
}

TEST_F(NoticeStory, NobodyGetsWhatWasTakenBack) {
  Begin();
  Write({kBooking});
  RunUntil(clock_.Now() + absl::Seconds(30));
  TakeBack();
  EXPECT_EQ(Of(kBooking).last_error, "TAKEN_BACK");
  EXPECT_EQ(Of(kBooking).state, State::kDropped);
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(sent().size(), 1);
}

// As when the feed lags: registration knows better.
TEST_F(NoticeStory, NobodyGetsWhatRegistrationHasNoWordsOf) {
  Begin();
  Write({kBooking});
  registration_.notices.clear();
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Of(kBooking).last_error, "NOTICE_NOT_FOUND");
  EXPECT_EQ(sent().size(), 1);
}

TEST_F(NoticeStory, WhoeverCancelledOrWasErasedMeanwhileGetsNone) {
  Begin();
  Book(kOtherBooking);
  RunUntil(clock_.Now() + absl::Seconds(1));
  Write({kBooking, kOtherBooking});
  Cancel(Booking::BY_CONTACT, "booking_cancelled");
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Kinds(), (std::vector<std::string>{"confirmation", "confirmation",
                                               "cancellation", "notice"}));
  EXPECT_EQ(Of(kBooking).last_error, "OVERTAKEN");
  EXPECT_EQ(Of(kOtherBooking).state, State::kSent);
}

TEST_F(NoticeStory, ErasureDropsIt) {
  Begin();
  Write({kBooking});
  Erase(/*asked_for=*/false);
  EXPECT_EQ(Of(kBooking).last_error, "ERASED");
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(sent().size(), 1);
}

TEST_F(NoticeStory, IsTriedAgainWhileTheMailServerIsDown) {
  Begin();
  Write({kBooking});
  MailServer(false);
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Of(kBooking).state, State::kPending);
  EXPECT_EQ(Of(kBooking).last_error, "MAIL_UNAVAILABLE");
  MailServer(true);
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Kinds(), (std::vector<std::string>{"confirmation", "notice"}));
}

// What comes after it is said as if it had not been there.
TEST_F(NoticeStory, StandsInNobodysWay) {
  Begin();
  Write({kBooking});
  RunUntil(clock_.Now() + absl::Hours(1));
  Cancel(Booking::BY_CONTACT, "booking_cancelled");
  RunUntil(clock_.Now() + absl::Hours(1));
  EXPECT_EQ(Kinds(), (std::vector<std::string>{"confirmation", "notice",
                                               "cancellation"}));
}

}  // namespace
}  // namespace cwp::notifications
