#include "services/notifications/domain.h"

#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "gmock/gmock.h"
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

struct PlanCase {
  std::string name;
  BookingNews news;
  std::vector<Message> earlier;
  std::optional<Kind> want;
};

class PlanTest : public ::testing::TestWithParam<PlanCase> {};

TEST_P(PlanTest, SaysWhatIsNewOnce) {
  const PlanCase& test = GetParam();
  const std::optional<Message> message = Plan(test.news, test.earlier);
  ASSERT_EQ(message.has_value(), test.want.has_value());
  if (!message.has_value()) return;
  EXPECT_EQ(message->kind, *test.want);
  EXPECT_EQ(message->booking_id, test.news.booking_id);
  EXPECT_EQ(message->version, test.news.version);
}

BookingNews Confirmed(int64_t version, Cause cause = Cause::kOther) {
  return {
      .booking_id = 1, .confirmed = true, .version = version, .cause = cause};
}

BookingNews Cancelled(int64_t version, CancelReason reason) {
  return {.booking_id = 1, .cancel_reason = reason, .version = version};
}

INSTANTIATE_TEST_SUITE_P(
    All, PlanTest,
    ::testing::ValuesIn(std::vector<PlanCase>{
        {.name = "NewBooking",
         .news = Confirmed(1),
         .want = Kind::kConfirmation},
        {.name = "TheSameStateAgain",
         .news = Confirmed(1),
         .earlier = {Told(Kind::kConfirmation, 1)}},
        {.name = "AskedAgain",
         .news = Confirmed(2, Cause::kBookingRepeated),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kRepeat},
        {.name = "OtherAttendees",
         .news = Confirmed(2, Cause::kBookingChanged),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kChange},
        {.name = "LookedFor",
         .news = Confirmed(2, Cause::kBookingFound),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kFind},
        {.name = "Moved",
         .news = Confirmed(2, Cause::kBookingMoved),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kMove},
        // The version of a reminder is a time, and no booking's.
        {.name = "ChangedAfterAReminder",
         .news = Confirmed(2, Cause::kBookingChanged),
         .earlier = {Told(Kind::kConfirmation, 1),
                     Told(Kind::kReminder, 1'800'000'000),
                     Told(Kind::kReschedule, 77)},
         .want = Kind::kChange},
        {.name = "Cancelled",
         .news = Cancelled(2, CancelReason::kContact),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kCancellation},
        {.name = "CancelledWithItsSession",
         .news = Cancelled(2, CancelReason::kSession),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kSessionCancellation},
        {.name = "Refused",
         .news = Cancelled(2, CancelReason::kRefused),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kRefusal},
        {.name = "CancelledBeforeAnythingWasSaid",
         .news = Cancelled(2, CancelReason::kContact),
         .want = Kind::kCancellation},
        {.name = "CancelledAgain",
         .news = Cancelled(2, CancelReason::kContact),
         .earlier = {Told(Kind::kConfirmation, 1),
                     Told(Kind::kCancellation, 2)}},
        // The feed followed again from its start shows old states first.
        {.name = "AnOldStateAfterANewOne",
         .news = Confirmed(1),
         .earlier = {Told(Kind::kConfirmation, 1), Told(Kind::kRefusal, 2)}},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    WithoutPlaces, PlanTest,
    ::testing::ValuesIn(std::vector<PlanCase>{
        {.name = "NeverHadPlacesAtTheLimit",
         .news = Cancelled(1, CancelReason::kLimit),
         .want = Kind::kLimit},
        {.name = "NeverHadPlacesBlocked",
         .news = Cancelled(1, CancelReason::kBlocked),
         .want = Kind::kBlock},
        {.name = "NeverHadPlacesAsItWasTooLate",
         .news = Cancelled(1, CancelReason::kTooLate),
         .want = Kind::kTooLate},
        // The contact is told of the booking it has.
        {.name = "TurnedOutToBeARepeat",
         .news = Cancelled(2, CancelReason::kRepeat),
         .earlier = {Told(Kind::kConfirmation, 1)}},
        {.name = "GotPlacesAtTheAddressAfterThat",
         .news = Confirmed(3, Cause::kEmailCorrected),
         .earlier = {Told(Kind::kConfirmation, 1)},
         .want = Kind::kConfirmation},
        {.name = "GotPlacesAtTheRightAddress",
         .news = Confirmed(2, Cause::kEmailCorrected),
         .earlier = {Told(Kind::kLimit, 1)},
         .want = Kind::kConfirmation},
        {.name = "CancelledAfterItGotPlacesAtTheRightAddress",
         .news = Cancelled(3, CancelReason::kContact),
         .earlier = {Told(Kind::kLimit, 1), Told(Kind::kConfirmation, 2)},
         .want = Kind::kCancellation},
    }),
    [](const auto& test) { return test.param.name; });

struct EntryCase {
  std::string name;
  EntryNews news;
  std::vector<Message> earlier;
  std::optional<Kind> want;
};

class PlanEntryTest : public ::testing::TestWithParam<EntryCase> {};

TEST_P(PlanEntryTest, SaysWhatIsNewOnce) {
  const EntryCase& test = GetParam();
  const std::optional<Message> message = Plan(test.news, test.earlier);
  ASSERT_EQ(message.has_value(), test.want.has_value());
  if (!message.has_value()) return;
  EXPECT_EQ(message->kind, *test.want);
  EXPECT_EQ(message->waitlist_entry_id, test.news.entry_id);
  EXPECT_EQ(message->booking_id, 0);
}

EntryNews Entry(EntryState state, int64_t version, Cause cause) {
  return {.entry_id = 1, .state = state, .version = version, .cause = cause};
}

EntryNews JoinedWhileHeld() {
  EntryNews news = Entry(EntryState::kWaiting, 1, Cause::kWaitlistJoined);
  news.places_held = true;
  return news;
}

INSTANTIATE_TEST_SUITE_P(
    All, PlanEntryTest,
    ::testing::ValuesIn(std::vector<EntryCase>{
        {.name = "Joined",
         .news = Entry(EntryState::kWaiting, 1, Cause::kWaitlistJoined),
         .want = Kind::kWaitlisted},
        {.name = "JoinedWhilePlacesAreHeld",
         .news = JoinedWhileHeld(),
         .want = Kind::kHeldInLine},
        {.name = "JoinedWhilePlacesWereHeldSeenAgain",
         .news = JoinedWhileHeld(),
         .earlier = {Told(Kind::kHeldInLine, 1)}},
        {.name = "JoinedSeenAgain",
         .news = Entry(EntryState::kWaiting, 1, Cause::kWaitlistJoined),
         .earlier = {Told(Kind::kWaitlisted, 1)}},
        {.name = "AskedAgain",
         .news = Entry(EntryState::kWaiting, 2, Cause::kWaitlistRepeated),
         .earlier = {Told(Kind::kWaitlisted, 1)},
         .want = Kind::kWaitlistRepeat},
        {.name = "HasPlacesAlready",
         .news = Entry(EntryState::kEnded, 1, Cause::kWaitlistRepeated),
         .want = Kind::kWaitlistBooked},
        {.name = "MayNotWait",
         .news = Entry(EntryState::kEnded, 1, Cause::kWaitlistEnded),
         .want = Kind::kWaitlistRefusal},
        {.name = "Offered",
         .news = Entry(EntryState::kOffered, 2, Cause::kOfferMade),
         .earlier = {Told(Kind::kWaitlisted, 1)},
         .want = Kind::kOffer},
        {.name = "LapsedAndOut",
         .news = Entry(EntryState::kLeft, 3, Cause::kOfferLapsed),
         .earlier = {Told(Kind::kOffer, 2)},
         .want = Kind::kOfferLapse},
        {.name = "LapsedAndWaitsOn",
         .news = Entry(EntryState::kWaiting, 3, Cause::kOfferLapsed),
         .earlier = {Told(Kind::kOffer, 2)},
         .want = Kind::kOfferLapse},
        {.name = "WithdrawnAndWaitsOn",
         .news = Entry(EntryState::kWaiting, 3, Cause::kOfferWithdrawn),
         .earlier = {Told(Kind::kOffer, 2)},
         .want = Kind::kOfferWithdrawal},
        {.name = "WithdrawnAndNothingLeft",
         .news = Entry(EntryState::kEnded, 3, Cause::kOfferWithdrawn),
         .earlier = {Told(Kind::kOffer, 2)},
         .want = Kind::kWaitlistEnd},
        {.name = "NothingLeft",
         .news = Entry(EntryState::kEnded, 2, Cause::kWaitlistEnded),
         .earlier = {Told(Kind::kWaitlisted, 1)},
         .want = Kind::kWaitlistEnd},
        {.name = "OneOfSeveralLess",
         .news = Entry(EntryState::kWaiting, 2, Cause::kWaitlistEnded),
         .earlier = {Told(Kind::kWaitlisted, 1)}},
        // The booking's confirmation says it.
        {.name = "Accepted",
         .news = Entry(EntryState::kBooked, 3, Cause::kOther),
         .earlier = {Told(Kind::kOffer, 2)}},
        // They did that themselves, at the page.
        {.name = "Declined",
         .news = Entry(EntryState::kLeft, 3, Cause::kOther),
         .earlier = {Told(Kind::kOffer, 2)}},
    }),
    [](const auto& test) { return test.param.name; });

// Registration went back to a backup and made version 2 anew.
TEST(PlanTest, AVersionMadeAnewIsNews) {
  const auto at = [](int64_t second) { return absl::FromUnixSeconds(second); };
  Message told = Told(Kind::kCancellation, 2);
  told.change_time = at(100);
  BookingNews news = Confirmed(2, Cause::kBookingChanged);
  for (const int64_t before : {99, 100}) {
    news.change_time = at(before);
    EXPECT_EQ(Plan(news, {told}), std::nullopt) << "followed again";
  }
  news.change_time = at(101);
  const std::optional<Message> again = Plan(news, {told});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->kind, Kind::kChange);
  EXPECT_EQ(again->change_time, at(101));
  EXPECT_EQ(Plan(news, {told, *again}), std::nullopt) << "once";
  told.kind = again->kind;
  EXPECT_NE(NameOf(told), NameOf(*again));
}

// They have only the time at which they were put in line.
TEST(PlanTest, WhatWasSaidBeforeTimesWereKeptIsNotSaidAgain) {
  Message told = Told(Kind::kChange, 2);
  told.create_time = absl::FromUnixSeconds(110);
  BookingNews news = Confirmed(2, Cause::kBookingChanged);
  news.change_time = absl::FromUnixSeconds(100);
  EXPECT_EQ(Plan(news, {told}), std::nullopt);
}

TEST(RetryDelayTest, DoublesUpToAQuarterOfAnHour) {
  EXPECT_EQ(RetryDelay(1), absl::Seconds(2));
  EXPECT_EQ(RetryDelay(2), absl::Seconds(4));
  EXPECT_EQ(RetryDelay(5), absl::Seconds(32));
  EXPECT_EQ(RetryDelay(100), absl::Minutes(15));
}

TEST(PlanRemindersTest, ForEachMeetingAsFarAsThereIsTime) {
  const Meeting far = {kNow + absl::Hours(100), kNow + absl::Hours(101)};
  const Meeting near = {kNow + absl::Hours(24), kNow + absl::Hours(25)};
  const auto reminders = PlanReminders(7, {near, far}, {}, kNow);
  ASSERT_EQ(reminders.size(), 3u);
  EXPECT_EQ(reminders[0].kind, Kind::kLastReminder);
  EXPECT_EQ(reminders[0].due_time, near.start - absl::Hours(2));
  EXPECT_EQ(reminders[1].kind, Kind::kReminder);
  EXPECT_EQ(reminders[1].due_time, far.start - absl::Hours(48));
  EXPECT_EQ(reminders[1].next_time, reminders[1].due_time);
  EXPECT_EQ(reminders[1].version, absl::ToUnixSeconds(far.start));
  EXPECT_EQ(reminders[2].kind, Kind::kLastReminder);
  EXPECT_EQ(reminders[2].booking_id, 7);
  // The confirmation has just said it.
  const Meeting soon = {kNow + absl::Minutes(170), kNow + absl::Hours(4)};
  EXPECT_TRUE(PlanReminders(7, {soon}, {}, kNow).empty());
  EXPECT_TRUE(PlanReminders(7, {far}, {.first = {}, .last = {}}, kNow).empty());
}

TEST(PlanRemindersTest, GoAsLongBeforeAsIsSet) {
  const Meeting meeting = {kNow + absl::Hours(30), kNow + absl::Hours(31)};
  const ReminderTimes times = {.first = absl::Hours(24),
                               .last = absl::Hours(1)};
  const auto reminders = PlanReminders(7, {meeting}, times, kNow);
  ASSERT_EQ(reminders.size(), 2u);
  EXPECT_EQ(reminders[0].kind, Kind::kReminder);
  EXPECT_EQ(reminders[0].due_time, meeting.start - absl::Hours(24));
  EXPECT_EQ(reminders[1].kind, Kind::kLastReminder);
  EXPECT_EQ(reminders[1].due_time, meeting.start - absl::Hours(1));
  // Either can be left out.
  const auto only_last =
      PlanReminders(7, {meeting}, {.first = {}, .last = absl::Hours(1)}, kNow);
  ASSERT_EQ(only_last.size(), 1u);
  EXPECT_EQ(only_last[0].kind, Kind::kLastReminder);
}

TEST(ResendTest, TriesAgainWhatWasDroppedAndThatAlone) {
  Message message = Told(Kind::kConfirmation, 1);
  message.state = State::kDropped;
  message.next_time = kNow - absl::Hours(1);
  message.last_error = "NO_ADDRESS";
  const auto resent = Resend(message, kNow);
  ASSERT_TRUE(resent.ok());
  EXPECT_EQ(resent->state, State::kPending);
  EXPECT_EQ(resent->next_time, kNow);
  EXPECT_EQ(resent->last_error, "NO_ADDRESS");

  message.state = State::kPending;
  message.next_time = kNow + absl::Minutes(2);
  ASSERT_TRUE(Resend(message, kNow).ok());
  EXPECT_EQ(Resend(message, kNow)->next_time, message.next_time)
      << "it may be on its way";

  message.state = State::kSent;
  EXPECT_EQ(ReasonOf(Resend(message, kNow).status()), "MESSAGE_SENT");

  message.state = State::kDropped;
  for (const char* const reason : {"OVERTAKEN", "TAKEN_BACK", "ERASED"}) {
    message.last_error = reason;
    EXPECT_EQ(ReasonOf(Resend(message, kNow).status()), "MESSAGE_NOT_WANTED")
        << reason;
  }
}

}  // namespace
}  // namespace cwp::notifications
