#ifndef CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_
#define CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/notifications/facts.h"

namespace cwp::notifications {

// The rules of what is said to whom and when. Pure: time comes in as arguments.

// What a message is about; as Message.Kind in the proto, which says more.
enum class Kind {
  kConfirmation = 1,
  kCancellation = 2,
  kRepeat = 3,
  kChange = 4,
  kMove = 5,
  kReschedule = 6,
  kReminder = 7,
  kLastReminder = 8,
  kSessionCancellation = 9,
  kRefusal = 10,
  kLimit = 11,
  kBlock = 12,
  kWaitlisted = 13,
  kWaitlistRepeat = 14,
  kWaitlistBooked = 15,
  kWaitlistRefusal = 16,
  kOffer = 17,
  kOfferLapse = 18,
  kOfferWithdrawal = 19,
  kWaitlistEnd = 20,
  kFind = 21,
  kErased = 22,
  kTooLate = 23,
  kAddressMissing = 24,
  kRelocation = 25,
  kHeldInLine = 26,
  kNotice = 27,
};

// How far a message has come; as Message.State in the proto.
enum class State { kPending = 1, kSent = 2, kDropped = 3 };

// One message to one contact or to those who lead a session, without them.
// There is at most one of each kind, version and time of change about a
// booking, an entry or a session.
struct Message {
  int64_t id = 0;
  // What it is about: one of the three, the others are 0.
  int64_t booking_id = 0;
  int64_t waitlist_entry_id = 0;
  int64_t session_id = 0;
  Kind kind = Kind::kConfirmation;
  // As in the proto: of the booking or entry; a reminder's meeting; the
  // revision that a reschedule or relocation is of; when a session starts; the
  // notice that is passed on.
  int64_t version = 0;
  State state = State::kPending;
  int64_t attempts = 0;
  std::string last_error;
  // When the change that asked for it was made: with the version it names that
  // change, since registration, restored from a backup, makes a version anew.
  // The epoch in reminders, and in messages from before this was kept.
  absl::Time change_time = absl::UnixEpoch();
  absl::Time create_time;
  // From when on it is to be sent.
  absl::Time due_time;
  // When it is to be tried next.
  absl::Time next_time;
  std::optional<absl::Time> send_time;
};

// What a change on registration's feed asks to say, given the messages there
// are about the booking or entry: at most one new one. Acts on states, not on
// steps, so that a feed followed again from its start asks for nothing twice:
// nothing is said about a version that is not newer than what was said, unless
// it was made later, by a registration that went back to a backup; nor that a
// booking is over which its contact knows to be.
std::optional<Message> Plan(const BookingNews& news,
                            const std::vector<Message>& earlier);
std::optional<Message> Plan(const EntryNews& news,
                            const std::vector<Message>& earlier);

// What those who have places are told of a session's change; nothing when they
// need not be. New times say more than a new place, and name it.
std::optional<Kind> KindOfRearranging(const Arrangement& before,
                                      const Arrangement& now);

// What to tell those who lead a session: that it has no address, from 48 hours
// before its start, but not so soon after a change that whoever makes Teams
// meetings had no time. Once for each start, unless it was of no use the last
// time.
inline constexpr absl::Duration kAddressAlarm = absl::Hours(48);
inline constexpr absl::Duration kAddressGrace = absl::Minutes(5);
std::optional<Message> Plan(const SessionNews& news,
                            const std::vector<Message>& earlier);

// Whether what is personal of its subject is erased.
bool IsErasure(Cause cause);

// How long before a meeting the two reminders go; zero for none.
struct ReminderTimes {
  absl::Duration first = absl::Hours(48);
  absl::Duration last = absl::Hours(2);
};

// The reminders to come of a booking whose contact hears of it now. Those that
// would follow within kReminderQuiet are left out: the same has just been said.
inline constexpr absl::Duration kReminderQuiet = absl::Hours(1);
std::vector<Message> PlanReminders(int64_t booking_id,
                                   const std::vector<Meeting>& meetings,
                                   const ReminderTimes& times, absl::Time now);

// What is known here when a message is about to be sent.
struct Background {
  // When and where the session is, as the contact was last told.
  std::optional<Arrangement> told;
  // Whether a message that says so waits to be sent.
  bool telling = false;
  // Whether there is a newer message of the same kind about the same.
  bool newer = false;
};

// What becomes of a message whose time has come.
enum class Verdict {
  kSend,
  // Not yet: something must go first.
  kWait,
  // Never: it is not true or of no use any more.
  kDrop,
};

// Judges a message as things stand now. What says that something is over is so
// always; anything else only while it holds and can be acted upon. The two
// reminders of a meeting never go together. New times or places are of use only
// to those who were told others, so they wait until the confirmation is gone.
Verdict Judge(const Message& message, const Facts& facts,
              const Background& background, const ReminderTimes& times,
              absl::Time now);

// As what a message that is sent is said. Times and places may have changed
// once more since it was put in line: its contact hears how they differ from
// what it was told, in the first such message that goes. Whoever waits hears of
// places that are only held while they are.
Kind KindToSay(const Message& message, const Facts& facts,
               const Background& background);

// The message as it is when the operator asks for it to be tried again: one
// that was dropped waits to be sent, now; one that waits already is left alone,
// since it may be on its way. Fails with FAILED_PRECONDITION `MESSAGE_SENT` or
// `MESSAGE_NOT_WANTED`.
absl::StatusOr<Message> Resend(Message message, absl::Time now);

// How long to wait after this many failed attempts: from 2 s, doubling, at most
// 15 minutes.
absl::Duration RetryDelay(int64_t attempts);

// Whether it reminds of a meeting.
bool IsReminder(Kind kind);

// What names a message for ever, so that whoever gets it twice can tell: its
// Message-ID, and its file.
std::string NameOf(const Message& message);

// The name of a kind, for files and logs, for example `confirmation`.
const char* KindWord(Kind kind);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_
