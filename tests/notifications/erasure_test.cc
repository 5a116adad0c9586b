#include "services/notifications/erasure.h"

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace cwp::notifications {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Message Told(Kind kind, int64_t version) {
  Message message;
  message.kind = kind;
  message.version = version;
  return message;
}

TEST(ErasureTest, DropsWhatWaitsAndTellsTheContactOnce) {
  Message sent = Told(Kind::kConfirmation, 1);
  sent.state = State::kSent;
  std::vector<Message> messages = {sent, Told(Kind::kReminder, 5),
                                   Told(Kind::kCancellation, 2)};
  const std::vector<Message> dropped = DropErased(messages);
  ASSERT_EQ(dropped.size(), 2u);
  for (const Message& message : dropped) {
    EXPECT_EQ(message.state, State::kDropped);
    EXPECT_EQ(message.last_error, "ERASED");
  }
  BookingNews news = {
      .booking_id = 1, .version = 2, .cause = Cause::kBookingErased};
  EXPECT_FALSE(Plan(news, messages).has_value()) << "purged, nobody asked";
  news.farewell = true;
  const std::optional<Message> farewell = Plan(news, messages);
  ASSERT_TRUE(farewell.has_value());
  EXPECT_EQ(farewell->kind, Kind::kErased);
  EXPECT_EQ(farewell->version, 2);
  EXPECT_TRUE(DropErased({*farewell}).empty());
  EXPECT_FALSE(Plan(news, {*farewell}).has_value());

  const EntryNews entry = {.entry_id = 3,
                           .version = 4,
                           .cause = Cause::kWaitlistErased,
                           .farewell = true};
  ASSERT_TRUE(Plan(entry, {}).has_value());
  EXPECT_EQ(Plan(entry, {})->waitlist_entry_id, 3);
}

TEST(ErasureTest, IsLookedForUntilNothingMoreCanBeWritten) {
  const Erasure erasure = {.erase_time = kNow};
  EXPECT_EQ(NextLook(erasure, kNow), kNow + kInHand);
  EXPECT_EQ(NextLook(erasure, kNow + kInHand), kNow + kFarewellOver);
  EXPECT_EQ(NextLook(erasure, kNow + kFarewellOver), std::nullopt);
  const Message farewell = Told(Kind::kErased, 1);
  EXPECT_TRUE(FileGoes(erasure, Told(Kind::kFind, 1), kNow));
  EXPECT_FALSE(FileGoes(erasure, farewell, kNow + kInHand));
  EXPECT_TRUE(FileGoes(erasure, farewell, kNow + kFarewellOver));
}

}  // namespace
}  // namespace cwp::notifications
