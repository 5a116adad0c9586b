#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "services/notifications/domain.h"

// What becomes of messages whose time has come.

namespace cwp::notifications {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Message Told(Kind kind, int64_t version) {
  Message message;
  message.kind = kind;
  message.version = version;
  return message;
}

struct WantedCase {
  std::string name;
  Kind kind = Kind::kConfirmation;
  Facts facts;
  Background background;
  absl::Duration later;
  Verdict want = Verdict::kDrop;
};

class JudgeTest : public ::testing::TestWithParam<WantedCase> {};

// The meeting that all cases know of.
const Meeting kMeeting = {kNow + absl::Hours(72), kNow + absl::Hours(73)};

TEST_P(JudgeTest, SaysOnlyWhatIsTrueAndOfUse) {
  const WantedCase& test = GetParam();
  Message message = Told(test.kind, 1);
  if (IsReminder(test.kind)) {
    message.version = absl::ToUnixSeconds(kMeeting.start);
  }
  EXPECT_EQ(Judge(message, test.facts, test.background, ReminderTimes(),
                  kNow + test.later),
            test.want);
}

const Facts kStanding = {.confirmed = true, .meetings = {kMeeting}};
const Facts kOver = {.confirmed = false, .meetings = {kMeeting}};
const Facts kElsewhere = {
    .confirmed = true, .meetings = {kMeeting}, .venue = "Example Hall"};

Meeting Later(const Meeting& meeting, int days) {
  return {meeting.start + absl::Hours(24 * days),
          meeting.end + absl::Hours(24 * days)};
}
const Facts kElsewhen = {
    .confirmed = true,
    .meetings = {{kNow + absl::Hours(90), kNow + absl::Hours(91)}}};

Facts Waiting(EntryState entry, OfferState offer) {
  return {.entry = entry,
          .offer = offer,
          .offer_expire_time = kNow + absl::Hours(5)};
}

INSTANTIATE_TEST_SUITE_P(
    Bookings, JudgeTest,
    ::testing::ValuesIn(std::vector<WantedCase>{
        {.name = "Confirmation", .facts = kStanding, .want = Verdict::kSend},
        {.name = "ConfirmationOfACancelledBooking", .facts = kOver},
        {.name = "ConfirmationAfterTheEnd",
         .facts = kStanding,
         .later = absl::Hours(73)},
        {.name = "ARepeatOvertakenByAnother",
         .kind = Kind::kRepeat,
         .facts = kStanding,
         .background = {.newer = true}},
        {.name = "CancellationLongAfter",
         .kind = Kind::kCancellation,
         .facts = kOver,
         .later = absl::Hours(1000),
         .want = Verdict::kSend},
        {.name = "BlockedAndStillSo",
         .kind = Kind::kBlock,
         .facts = {.cancel_reason = CancelReason::kBlocked},
         .want = Verdict::kSend},
        {.name = "BlockedUntilTheAddressWasPutRight",
         .kind = Kind::kBlock,
         .facts = kStanding},
        {.name = "BlockedBeforeAnotherReason",
         .kind = Kind::kBlock,
         .facts = {.cancel_reason = CancelReason::kLimit}},
        {.name = "Reminder",
         .kind = Kind::kReminder,
         .facts = kStanding,
         .later = absl::Hours(24),
         .want = Verdict::kSend},
        {.name = "ReminderOfACancelledBooking",
         .kind = Kind::kReminder,
         .facts = kOver,
         .later = absl::Hours(24)},
        {.name = "ReminderOfAnotherTime",
         .kind = Kind::kLastReminder,
         .facts = kElsewhen,
         .later = absl::Hours(70)},
        {.name = "TheFirstReminderWhenTheLastIsNear",
         .kind = Kind::kReminder,
         .facts = kStanding,
         .later = absl::Hours(69)},
        {.name = "TheLastReminder",
         .kind = Kind::kLastReminder,
         .facts = kStanding,
         .later = absl::Hours(71),
         .want = Verdict::kSend},
        {.name = "TheLastReminderAfterTheStart",
         .kind = Kind::kLastReminder,
         .facts = kStanding,
         .later = absl::Hours(72)},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Arrangements, JudgeTest,
    ::testing::ValuesIn(std::vector<WantedCase>{
        {.name = "NewTimes",
         .kind = Kind::kReschedule,
         .facts = kElsewhen,
         .background = {.told = kStanding.arrangement()},
         .want = Verdict::kSend},
        {.name = "NewTimesBeforeTheConfirmation",
         .kind = Kind::kReschedule,
         .facts = kElsewhen,
         .background = {.telling = true},
         .want = Verdict::kWait},
        {.name = "NewTimesWhereTheConfirmationWasRefused",
         .kind = Kind::kReschedule,
         .facts = kElsewhen,
         .want = Verdict::kSend},
        {.name = "NewTimesThatAreToldAlready",
         .kind = Kind::kReschedule,
         .facts = kElsewhen,
         .background = {.told = kElsewhen.arrangement()}},
        {.name = "ANewPlace",
         .kind = Kind::kRelocation,
         .facts = kElsewhere,
         .background = {.told = kStanding.arrangement()},
         .want = Verdict::kSend},
        {.name = "ANewPlaceToWhomNoneWasNamed",
         .kind = Kind::kRelocation,
         .facts = kElsewhere,
         .background = {.told = Arrangement{.meetings = {kMeeting}}},
         .want = Verdict::kSend},
        {.name = "ANewPlaceBeforeTheConfirmation",
         .kind = Kind::kRelocation,
         .facts = kElsewhere,
         .background = {.telling = true},
         .want = Verdict::kWait},
        {.name = "ANewPlaceThatIsToldAlready",
         .kind = Kind::kRelocation,
         .facts = kElsewhere,
         .background = {.told = kElsewhere.arrangement()}},
        {.name = "ANewPlaceAndNewTimesSince",
         .kind = Kind::kRelocation,
         .facts = kElsewhen,
         .background = {.told = kElsewhere.arrangement()},
         .want = Verdict::kSend},
        {.name = "OnlyAMeetingInTheMiddleMoved",
         .kind = Kind::kReschedule,
         .facts = {.confirmed = true,
                   .meetings = {kMeeting, Later(kMeeting, 3),
                                Later(kMeeting, 9)}},
         .background = {.told = Arrangement{.meetings = {kMeeting,
                                                         Later(kMeeting, 2),
                                                         Later(kMeeting, 9)},
                                            .venue = ""}},
         .want = Verdict::kSend},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Waitlist, JudgeTest,
    ::testing::ValuesIn(std::vector<WantedCase>{
        {.name = "Offer",
         .kind = Kind::kOffer,
         .facts = Waiting(EntryState::kOffered, OfferState::kOpen),
         .want = Verdict::kSend},
        {.name = "OfferPastItsTime",
         .kind = Kind::kOffer,
         .facts = Waiting(EntryState::kOffered, OfferState::kOpen),
         .later = absl::Hours(5)},
        {.name = "OfferThatLapsed",
         .kind = Kind::kOffer,
         .facts = Waiting(EntryState::kLeft, OfferState::kLapsed)},
        {.name = "OfferLapse",
         .kind = Kind::kOfferLapse,
         .facts = Waiting(EntryState::kLeft, OfferState::kLapsed),
         .want = Verdict::kSend},
        {.name = "OfferLapseWhenThereIsAnotherOffer",
         .kind = Kind::kOfferLapse,
         .facts = Waiting(EntryState::kOffered, OfferState::kOpen)},
        {.name = "WithdrawalWhenNothingIsLeft",
         .kind = Kind::kOfferWithdrawal,
         .facts = Waiting(EntryState::kEnded, OfferState::kWithdrawn)},
        {.name = "Waitlisted",
         .kind = Kind::kWaitlisted,
         .facts = Waiting(EntryState::kWaiting, OfferState::kNone),
         .want = Verdict::kSend},
        {.name = "WaitlistedWithAnOfferSince",
         .kind = Kind::kWaitlisted,
         .facts = Waiting(EntryState::kOffered, OfferState::kOpen)},
        {.name = "HeldInLine",
         .kind = Kind::kHeldInLine,
         .facts = Waiting(EntryState::kWaiting, OfferState::kNone),
         .want = Verdict::kSend},
        {.name = "HeldInLineWithAnOfferSince",
         .kind = Kind::kHeldInLine,
         .facts = Waiting(EntryState::kOffered, OfferState::kOpen)},
        {.name = "HeldInLineAndGoneSince",
         .kind = Kind::kHeldInLine,
         .facts = Waiting(EntryState::kLeft, OfferState::kNone)},
        {.name = "WaitlistEnd",
         .kind = Kind::kWaitlistEnd,
         .facts = Waiting(EntryState::kEnded, OfferState::kNone),
         .want = Verdict::kSend},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::notifications
