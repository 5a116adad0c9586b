// Which messages failed, and which pages the list of them has.
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/db/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/test_database.h"
#include "common/time/proto_time.h"
#include "cwp/notifications/v1/notifications_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/domain.h"
#include "services/notifications/message_list.h"
#include "services/notifications/message_store.h"

namespace cwp::notifications {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kBooking = 7, kEntry = 8, kSession = 9;
constexpr absl::Duration kHour = absl::Hours(1);
constexpr absl::Duration kSoon = absl::Minutes(59);
constexpr absl::Duration kWeek = absl::Hours(7 * 24);

// A message, and how long ago it was to be sent.
struct Line {
  Message message;
  absl::Duration ago = kHour;
};

class FailedMessagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(database_.Open(clock_, Migrations()));
    for (const Line& line : Lines()) {
      Message message = line.message;
      message.version = message.id;
      message.due_time = clock_.Now() - line.ago;
      // Reminders are put in line long before.
      message.create_time = message.due_time - kWeek;
      message.next_time = clock_.Now();
      ASSERT_OK(database_->Write(
          [&](db::Transaction& tx) { return InsertMessage(tx, message); }));
    }
  }

  static Message Dropped(int64_t id, Kind kind, const char* why) {
    return {.id = id,
            .booking_id = kBooking,
            .kind = kind,
            .state = State::kDropped,
            .attempts = 1,
            .last_error = why};
  }
  static Message Pending(int64_t id, int64_t attempts) {
    return {.id = id,
            .booking_id = kBooking,
            .kind = Kind::kMove,
            .attempts = attempts,
            .last_error = attempts == 0 ? "" : "MAIL_UNAVAILABLE"};
  }

  static std::vector<Line> Lines() {
    Message entry = Dropped(20, Kind::kOffer, "MAIL_REFUSED");
    entry.waitlist_entry_id = std::exchange(entry.booking_id, 0) + 1;
    Message leaders = Dropped(21, Kind::kAddressMissing, "NO_ADDRESS");
    leaders.session_id = std::exchange(leaders.booking_id, 0) + 2;
    Message sent = Pending(32, 1);
    sent.state = State::kSent;
    return {
        {Dropped(10, Kind::kConfirmation, "MAIL_REFUSED")},
        {Dropped(11, Kind::kReminder, "HEADER_INVALID"), 5 * kHour},
        {std::move(entry), 2 * kHour},
        // Without an address: what they did not ask for.
        {Dropped(12, Kind::kSessionCancellation, "NO_ADDRESS"), kSoon},
        {std::move(leaders), 3 * kHour},
        {Dropped(13, Kind::kConfirmation, "NO_ADDRESS")},
        {Dropped(14, Kind::kReminder, "NO_ADDRESS")},
        // Nobody needs these any more.
        {Dropped(15, Kind::kReminder, "OVERTAKEN")},
        {Dropped(16, Kind::kReminder, "ERASED")},
        {Dropped(17, Kind::kNotice, "TAKEN_BACK")},
        {Dropped(18, Kind::kChange, "BOOKING_NOT_FOUND")},
        // Tried for an hour, and not so long; not tried yet; and sent.
        {Pending(30, 9), kHour},
        {Pending(31, 8), kSoon},
        {Pending(33, 0), kHour},
        {std::move(sent)},
        // A week ago, and before.
        {Dropped(40, Kind::kConfirmation, "MAIL_REFUSED"), kWeek},
        {Dropped(41, Kind::kConfirmation, "MAIL_REFUSED"), kWeek + kHour},
        // Not due yet.
        {Dropped(50, Kind::kReminder, "MAIL_REFUSED"), -kHour},
    };
  }

  absl::StatusOr<v1::ListMessagesResponse> List(
      v1::ListMessagesRequest request = {}) {
    *request.mutable_failed_since() = ToTimestamp(clock_.Now() - kWeek);
    const absl::StatusOr<MessageList> list =
        ReadMessageList(request, clock_.Now());
    if (!list.ok()) return list.status();
    v1::ListMessagesResponse response;
    const absl::Status read = database_->Read(
        [&](db::Transaction& tx) { return LoadPage(tx, *list, response); });
    if (!read.ok()) return read;
    return response;
  }

  static std::vector<int64_t> IdsOf(const v1::ListMessagesResponse& list) {
    std::vector<int64_t> ids;
    for (const v1::Message& one : list.messages()) ids.push_back(one.id());
    return ids;
  }

  FakeClock clock_;
  db::TestDatabase database_;
};

TEST_F(FailedMessagesTest, AreListedByWhenTheyWereToBeSent) {
  ASSERT_OK_AND_ASSIGN(const auto list, List());
  EXPECT_THAT(IdsOf(list), ElementsAre(12, 30, 10, 20, 21, 11, 40));
  EXPECT_EQ(list.total_size(), 7);
  EXPECT_EQ(list.next_page_token(), "");
  EXPECT_EQ(list.messages(3).waitlist_entry_id(), kEntry);
  EXPECT_EQ(list.messages(4).session_id(), kSession);
}

TEST_F(FailedMessagesTest, AreListedInPages) {
  v1::ListMessagesRequest request;
  std::vector<int64_t> ids;
  request.set_page_size(2);
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List(request));
    EXPECT_EQ(page.total_size(), 7) << "on all pages";
    for (const int64_t id : IdsOf(page)) ids.push_back(id);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre(12, 30, 10, 20, 21, 11, 40));
}

TEST_F(FailedMessagesTest, HavePagesOfTheirOwn) {
  v1::ListMessagesRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, List(request));
  request.set_page_token(page.next_page_token());
  clock_.Advance(kHour);
  EXPECT_THAT(List(request), HasReason("PAGE_TOKEN_INVALID"))
      << "of those since another time";
  request.set_page_size(-1);
  request.set_page_token("");
  EXPECT_THAT(List(request), HasReason("FIELD_INVALID"));
}

TEST_F(FailedMessagesTest, AreNotListedTogetherWithOthers) {
  using Request = v1::ListMessagesRequest;
  for (const auto set :
       {&Request::set_booking_id, &Request::set_waitlist_entry_id,
        &Request::set_session_id, &Request::set_notice_id}) {
    Request request;
    (request.*set)(kBooking);
    EXPECT_THAT(List(request), HasReason("FIELD_INVALID"));
  }
}

}  // namespace
}  // namespace cwp::notifications
