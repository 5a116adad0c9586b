#include <string>
#include <vector>

#include "common/rpc/canceller.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/notifications/story.h"

namespace cwp::notifications {
namespace {

Event Cancelled(Booking::CancelReason reason, const std::string& cause) {
  return {kDay, [=](Story& story) { story.Cancel(reason, cause); }};
}

std::vector<StoryCase> BookingStories() {
  return {
      {"Booked", {kBooked}, {kConfirmation, kReminder, kLastReminder}},
      {"BookedADayBefore",
       {{kMeeting - kStart - kDay, [](Story& story) { story.Book(); }}},
       {{"confirmation", kMeeting - kDay, {kWhen}, {}}, kLastReminder}},
      {"BookedAtTheLastMoment",
       {{kMeeting - kStart - absl::Hours(1),
         [](Story& story) { story.Book(); }}},
       {{"confirmation", kMeeting - absl::Hours(1), {kWhen}, {}}}},
      {"AskedAgain",
       {kBooked,
        {kDay,
         [](Story& story) { story.Change(kBooking, "booking_repeated"); }}},
       {kConfirmation,
        {"repeat", kStart + kDay, {kWhen, "7Q2M8KXA"}, {}},
        kReminder,
        kLastReminder}},
      {"LookedFor",
       {kBooked,
        {kDay, [](Story& story) { story.Change(kBooking, "booking_found"); }}},
       {kConfirmation,
        {"find", kStart + kDay, {kWhen, "/manage/MANAGE"}, {}},
        kReminder,
        kLastReminder}},
      {"OtherAttendees",
       {kBooked,
        {kDay,
         [](Story& story) { story.Change(kBooking, "booking_changed"); }}},
       {kConfirmation,
        {"change", kStart + kDay, {"now for 2 places", kWhen}, {}},
        kReminder,
        kLastReminder}},
      {"WhatOnlyStaffAndTheContactSee",
       {kBooked,
        {kDay, [](Story& story) { story.Note(kBooking, "details_changed"); }},
        {2 * kDay, [](Story& story) { story.Note(kBooking, "links_revoked"); }},
        {kMeeting - kStart + absl::Minutes(30),
         [](Story& story) { story.Note(kBooking, "attendance_marked"); }}},
       {kConfirmation, kReminder, kLastReminder}},
      {"OtherAttendeesAndNeedsAtOnce",
       {kBooked,
        {kDay,
         [](Story& story) {
           story.Change(kBooking, "booking_changed");
           story.Note(kBooking, "details_changed");
         }}},
       {kConfirmation,
        {"change", kStart + kDay, {"now for 2 places", kWhen}, {}},
        kReminder,
        kLastReminder}},
      {"Moved",
       {kBooked, {kDay, [](Story& story) { story.Move(); }}},
       {kConfirmation,
        {"move", kStart + kDay, {kOtherWhen}, {}},
        {"reminder", kMeeting + absl::Hours(5 * 24), {kOtherWhen}, {}},
        {"last-reminder",
         kMeeting + absl::Hours(7 * 24 - 2),
         {kOtherWhen},
         {}}}},
  };
}

// The e-mail address was mistyped.
std::vector<StoryCase> CorrectionStories() {
  return {
      {"PutRight",
       {kBooked,
        {absl::Minutes(10), [](Story& story) { story.CorrectEmail(); }}},
       {kConfirmation,
        {"confirmation",
         kStart + absl::Minutes(10),
         {kWhen, "7Q2M8KXA", "/manage/MANAGE"},
         {}},
        kReminder,
        kLastReminder}},
      {"PutRightWhatWasOnlyARepeat",
       {{kNow, [](Story& story) { story.RefuseAtOnce(Booking::REPEAT); }},
        {absl::Minutes(10), [](Story& story) { story.CorrectEmail(); }}},
       {{"confirmation", kStart + absl::Minutes(10), {kWhen}, {}},
        kReminder,
        kLastReminder}},
  };
}

const Expected kReminderAtHall = {
    "reminder", kMeeting - absl::Hours(48), {"Where: Example Hall"}, {}};
const Expected kLastReminderAtHall = {
    "last-reminder", kMeeting - absl::Hours(2), {"Where: Example Hall"}, {}};

std::vector<StoryCase> ArrangementStories() {
  return {
      {"Rescheduled",
       {kBooked,
        {kDay,
         [](Story& story) {
           story.Reschedule(kMeeting + absl::Hours(7 * 24));
         }}},
       {kConfirmation,
        {"reschedule", kStart + kDay, {kOtherWhen, "/j/JOIN"}, {}},
        {"reminder", kMeeting + absl::Hours(5 * 24), {kOtherWhen}, {}},
        {"last-reminder",
         kMeeting + absl::Hours(7 * 24 - 2),
         {kOtherWhen},
         {}}}},
      {"SomewhereElse",
       {kBooked,
        {kDay, [](Story& story) { story.Relocate("Example Hall, 1 High St"); }},
        {2 * kDay,
         [](Story& story) { story.Relocate("Example Hall, 1 High St"); }}},
       {kConfirmation,
        {"relocation",
         kStart + kDay,
         {"somewhere else", kWhen, "Where: Example Hall, 1 High St"},
         {}},
        kReminderAtHall,
        kLastReminderAtHall}},
      {"AtAnotherTimeAndPlaceIsSaidOnce",
       {kBooked,
        {kDay,
         [](Story& story) {
           story.Reschedule(kMeeting + absl::Hours(7 * 24), "Example Hall");
         }}},
       {kConfirmation,
        {"reschedule", kStart + kDay, {kOtherWhen, "Where: Example Hall"}, {}},
        {"reminder", kMeeting + absl::Hours(5 * 24), {kOtherWhen}, {}},
        {"last-reminder",
         kMeeting + absl::Hours(7 * 24 - 2),
         {kOtherWhen},
         {}}}},
      {"AtItsOldTimeButAnotherPlaceBeforeItWasTold",
       {kBooked,
        MailDown(kDay - absl::Minutes(1)),
        {kDay, [](Story& story) { story.Reschedule(kMeeting + kDay); }},
        {kDay + absl::Minutes(1),
         [](Story& story) { story.Reschedule(kMeeting, "Example Hall"); }},
        MailUp(kDay + absl::Minutes(2))},
       {kConfirmation,
        {"reschedule",
         kStart + kDay,
         {"somewhere else", kWhen, "Where: Example Hall"},
         kRetry},
        kReminderAtHall,
        kLastReminderAtHall}},
      {"BackAgainBeforeItWasTold",
       {kBooked,
        MailDown(kDay - absl::Minutes(1)),
        {kDay, [](Story& story) { story.Relocate("Example Hall"); }},
        {kDay + absl::Minutes(1), [](Story& story) { story.Relocate(""); }},
        MailUp(kDay + absl::Minutes(2))},
       {kConfirmation, kReminder, kLastReminder}},
      {"TheSameTimesAgain",
       {kBooked, {kDay, [](Story& story) { story.Reschedule(kMeeting); }}},
       {kConfirmation, kReminder, kLastReminder}},
  };
}

std::vector<StoryCase> CancelStories() {
  return {
      {"CancelledByItsContact",
       {kBooked, Cancelled(Booking::BY_CONTACT, "booking_cancelled")},
       {kConfirmation, {"cancellation", kStart + kDay, {kWhen}, {}}}},
      {"CancelledWithItsSession",
       {kBooked, Cancelled(Booking::WITH_SESSION, "session_cancelled")},
       {kConfirmation,
        {"session-cancellation",
         kStart + kDay,
         {"not take place", kWhen},
         {}}}},
      {"RefusedByStaff",
       {kBooked, Cancelled(Booking::REFUSED, "booking_refused")},
       {kConfirmation,
        {"refusal", kStart + kDay, {"call us on 01632 960001"}, {}}}},
      {"TurnedOutToBeARepeat",
       {kBooked, Cancelled(Booking::REPEAT, "booking_cancelled")},
       {kConfirmation}},
      {"CancelledBetweenTheReminders",
       {kBooked,
        {kMeeting - kStart - kDay,
         [](Story& story) {
           story.Cancel(Booking::BY_CONTACT, "booking_cancelled");
         }}},
       {kConfirmation,
        kReminder,
        {"cancellation", kMeeting - kDay, {kWhen}, {}}}},
  };
}

// What looked like a booking on the page, and was none.
std::vector<StoryCase> RefusalStories() {
  const auto refused = [](Booking::CancelReason reason) {
    return Event{kNow, [=](Story& story) { story.RefuseAtOnce(reason); }};
  };
  const std::vector<std::string> says = {"did not come about", "7Q2M8KXA",
                                         "call us on 01632 960001"};
  return {
      {"AtTheLimit",
       {refused(Booking::AT_LIMIT)},
       {{"limit", kStart, says, {}}}},
      {"Blocked", {refused(Booking::BLOCKED)}, {{"block", kStart, says, {}}}},
      {"TooLate",
       {refused(Booking::TOO_LATE)},
       {{"too-late", kStart, says, {}}}},
  };
}

// The mail server is down, a day mostly: what is still true goes out when it is
// back, and what is not does not.
std::vector<StoryCase> MailStories() {
  const Expected late = {"confirmation", kStart + kDay, {kWhen}, kRetry};
  const absl::Duration meeting = kMeeting - kStart;
  return {
      {"ForADayAfterBooking",
       {MailDown(kNow), kBooked, MailUp(kDay)},
       {late, kReminder, kLastReminder}},
      {"WhileTheBookingIsCancelled",
       {MailDown(kNow), kBooked,
        Cancelled(Booking::BY_CONTACT, "booking_cancelled"),
        MailUp(kDay + absl::Hours(1))},
       {{"cancellation", kStart + kDay + absl::Hours(1), {kWhen}, kRetry}}},
      {"WhileTheSessionGetsAnotherTime",
       {MailDown(kNow),
        kBooked,
        {absl::Hours(1),
         [](Story& story) { story.Reschedule(kMeeting + kDay * 7); }},
        MailUp(kDay)},
       {{"confirmation", kStart + kDay, {kOtherWhen}, kRetry},
        {"reminder", kMeeting + kDay * 5, {kOtherWhen}, {}},
        {"last-reminder",
         kMeeting + kDay * 7 - absl::Hours(2),
         {kOtherWhen},
         {}}}},
      {"OverTheReminder",
       {kBooked, MailDown(meeting - absl::Hours(49)),
        MailUp(meeting - absl::Hours(25))},
       {kConfirmation,
        {"reminder", kMeeting - absl::Hours(25), {kWhen}, kRetry},
        kLastReminder}},
      {"OverBothReminders",
       {kBooked, MailDown(meeting - absl::Hours(49)),
        MailUp(meeting - absl::Hours(1))},
       {kConfirmation,
        {"last-reminder", kMeeting - absl::Hours(1), {kWhen}, kRetry}}},
      {"UntilAfterTheMeeting",
       {kBooked, MailDown(meeting - absl::Hours(49)),
        MailUp(meeting + absl::Hours(2))},
       {kConfirmation}},
  };
}

// The contact asks for erasure, or the booking is so old that it is purged. The
// address of the farewell is kept for a day.
std::vector<StoryCase> ErasureStories() {
  const Event erased = {kDay, [](Story& story) { story.Erase(true); }};
  const Event forgotten = {kDay * 2,
                           [](Story& story) { story.ForgetFarewell(); }};
  const Expected farewell = {
      "erased",
      kStart + kDay,
      {"Hello,", "everything else that you told us", "for at most one day",
       "call 999", "Subject: Your details are erased"},
      {}};
  Expected late = farewell;
  late.time = kStart + kDay + absl::Hours(23);
  late.late = kRetry;
  return {
      {"Erased", {kBooked, erased, forgotten}, {kConfirmation, farewell}},
      {"ErasedBeforeTheConfirmation",
       {MailDown(kNow), kBooked, erased, MailUp(kDay + absl::Hours(23))},
       {late}},
      {"ErasedWhileTheMailServerIsDown",
       {kBooked, MailDown(absl::Hours(1)), erased,
        MailUp(kDay + absl::Hours(23)), forgotten},
       {kConfirmation, late}},
      {"ErasedWhileTheMailServerIsDownForLonger",
       {kBooked, MailDown(absl::Hours(1)), erased, forgotten,
        MailUp(kDay * 2 + absl::Minutes(1))},
       {kConfirmation}},
      {"Purged",
       {kBooked,
        {kMeeting - kStart + kDay, [](Story& story) { story.Erase(false); }}},
       {kConfirmation, kReminder, kLastReminder}},
      {"PurgedWithRemindersToCome",
       {kBooked, {kDay, [](Story& story) { story.Erase(false); }}},
       {kConfirmation}},
  };
}

class BookingStoryTest : public Story,
                         public ::testing::WithParamInterface<StoryCase> {};

TEST_P(BookingStoryTest, TheRightMessagesGoAtTheRightTimeAndNoOthers) {
  Tell(GetParam());
}

const auto kName = [](const auto& test) { return test.param.name; };
INSTANTIATE_TEST_SUITE_P(Bookings, BookingStoryTest,
                         ::testing::ValuesIn(BookingStories()), kName);
INSTANTIATE_TEST_SUITE_P(Corrections, BookingStoryTest,
                         ::testing::ValuesIn(CorrectionStories()), kName);
INSTANTIATE_TEST_SUITE_P(Arrangements, BookingStoryTest,
                         ::testing::ValuesIn(ArrangementStories()), kName);
INSTANTIATE_TEST_SUITE_P(Cancelled, BookingStoryTest,
                         ::testing::ValuesIn(CancelStories()), kName);
INSTANTIATE_TEST_SUITE_P(Refusals, BookingStoryTest,
                         ::testing::ValuesIn(RefusalStories()), kName);
INSTANTIATE_TEST_SUITE_P(Erasures, BookingStoryTest,
                         ::testing::ValuesIn(ErasureStories()), kName);
INSTANTIATE_TEST_SUITE_P(MailServerDown, BookingStoryTest,
                         ::testing::ValuesIn(MailStories()), kName);

TEST_F(Story, ADayWithoutMailServerLosesNone) {
  constexpr int kBookings = 12;
  MailServer(false);
  for (int64_t id = 1000; id < 1000 + kBookings; ++id) Book(id);
  RunUntil(kStart + kDay);
  EXPECT_TRUE(sent().empty());
  MailServer(true);
  RunUntil(kStart + kDay + kRetry);
  EXPECT_EQ(sent().size(), size_t{kBookings});
  RunUntil(kMeeting);
  EXPECT_EQ(sent().size(), size_t{kBookings} * 3) << "each with two reminders";
}

// As after registration's database was replaced: the feed is followed again
// from its start.
TEST_F(Story, TheFeedFollowedAgainSaysNothingTwice) {
  Book();
  Wait("waitlist_joined", WaitlistEntry::WAITING);
  RunUntil(kStart + kDay);
  Reschedule(kMeeting + kDay);
  MakeOffer(absl::Hours(8));
  RunUntil(kStart + kDay * 2);
  ASSERT_EQ(sent().size(), 4u);

  RegistrationFollower follower(ids_, clock_, [] {});
  rpc::Canceller canceller;
  ASSERT_OK_AND_ASSIGN(auto listing, follower.Relist(canceller));
  EXPECT_EQ(listing.revision, 0);
  ASSERT_OK(database_->Write(listing.replace));
  for (size_t i = 1; i <= feed_.size(); ++i) Apply(static_cast<int64_t>(i));
  RunUntil(kStart + kDay * 3);
  EXPECT_EQ(sent().size(), 4u);
}

TEST_F(Story, AnErasureFollowedAgainSaysNothingTwice) {
  Book();
  RunUntil(kStart + kDay);
  Erase(true);
  RunUntil(kStart + kDay + absl::Hours(1));
  ASSERT_EQ(sent().size(), 2u);
  for (size_t i = 1; i <= feed_.size(); ++i) Apply(static_cast<int64_t>(i));
  RunUntil(kMeeting);
  EXPECT_EQ(sent().size(), 2u);
}

}  // namespace

std::vector<StoryCase> AllBookingStories() {
  std::vector<StoryCase> all;
  for (const auto& stories :
       {BookingStories(), CorrectionStories(), ArrangementStories(),
        CancelStories(), RefusalStories(), ErasureStories(), MailStories()}) {
    all.insert(all.end(), stories.begin(), stories.end());
  }
  return all;
}

}  // namespace cwp::notifications
