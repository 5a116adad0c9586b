#include "services/notifications/domain.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/error.h"

namespace cwp::notifications {
namespace {

constexpr absl::Duration kFirstDelay = absl::Seconds(2);
constexpr absl::Duration kLongestDelay = absl::Minutes(15);

// Whether a message's version is not its booking's or entry's.
bool HasOwnVersion(Kind kind) {
  return IsReminder(kind) || kind == Kind::kReschedule ||
         kind == Kind::kRelocation || kind == Kind::kNotice;
}

// Whether a message says that a booking is over.
bool EndsBooking(Kind kind) {
  switch (kind) {
    case Kind::kCancellation:
    case Kind::kSessionCancellation:
    case Kind::kRefusal:
    case Kind::kLimit:
    case Kind::kBlock:
    case Kind::kErased:
    case Kind::kTooLate:
      return true;
    default:
      return false;
  }
}

// When the change was made that a message is about, or soon after.
absl::Time ChangeTimeOf(const Message& message) {
  return message.change_time == absl::UnixEpoch() ? message.create_time
                                                  : message.change_time;
}

// Whether something was said about this version or a newer one. A version that
// comes later once more is another, made after registration went back to a
// backup, unless what came leaves it as it is.
template <class News>
bool IsTold(const News& news, const std::vector<Message>& earlier) {
  return std::any_of(earlier.begin(), earlier.end(),
                     [&](const Message& message) {
                       return !HasOwnVersion(message.kind) &&
                              message.version >= news.version &&
                              (news.cause == Cause::kNotToldOf ||
                               ChangeTimeOf(message) >= news.change_time);
                     });
}

// What was said last of a booking or entry; null when nothing was.
const Message* LastOf(const std::vector<Message>& earlier) {
  const Message* last = nullptr;
  for (const Message& message : earlier) {
    if (HasOwnVersion(message.kind)) continue;
    const auto rank = [](const Message& one) {
      return std::pair(ChangeTimeOf(one), one.version);
    };
    if (last == nullptr || rank(*last) < rank(message)) last = &message;
  }
  return last;
}

// Nothing is said of a booking that turned out to be a repeat: its contact is
// told of the one it has.
std::optional<Kind> KindOfCancelling(CancelReason reason) {
  switch (reason) {
    case CancelReason::kNone:
    case CancelReason::kContact:
      return Kind::kCancellation;
    case CancelReason::kSession:
      return Kind::kSessionCancellation;
    case CancelReason::kRefused:
      return Kind::kRefusal;
    case CancelReason::kLimit:
      return Kind::kLimit;
    case CancelReason::kBlocked:
      return Kind::kBlock;
    case CancelReason::kTooLate:
      return Kind::kTooLate;
    case CancelReason::kRepeat:
      break;
  }
  return std::nullopt;
}

Kind KindOfChange(Cause cause) {
  switch (cause) {
    case Cause::kBookingRepeated:
      return Kind::kRepeat;
    case Cause::kBookingMoved:
      return Kind::kMove;
    case Cause::kBookingFound:
      return Kind::kFind;
    case Cause::kEmailCorrected:
      return Kind::kConfirmation;
    default:
      return Kind::kChange;
  }
}

std::optional<Kind> KindOfEntry(const EntryNews& news) {
  const bool waits = news.state == EntryState::kWaiting;
  const bool ended = news.state == EntryState::kEnded;
  switch (news.cause) {
    case Cause::kWaitlistJoined:
      return news.places_held ? Kind::kHeldInLine : Kind::kWaitlisted;
    case Cause::kWaitlistRepeated:
      return ended ? Kind::kWaitlistBooked : Kind::kWaitlistRepeat;
    case Cause::kWaitlistEnded:
      if (!ended) return std::nullopt;
      // One that began ended never waited.
      return news.version == 1 ? Kind::kWaitlistRefusal : Kind::kWaitlistEnd;
    case Cause::kOfferMade:
      return Kind::kOffer;
    case Cause::kOfferLapsed:
      return Kind::kOfferLapse;
    case Cause::kOfferWithdrawn:
      if (waits) return Kind::kOfferWithdrawal;
      return ended ? std::optional(Kind::kWaitlistEnd) : std::nullopt;
    default:
      return std::nullopt;
  }
}

template <class News>
std::optional<Message> PlanFarewell(const News& news, Message message,
                                    const std::vector<Message>& earlier) {
  const bool said =
      std::any_of(earlier.begin(), earlier.end(), [&](const Message& one) {
        return one.kind == Kind::kErased &&
               ChangeTimeOf(one) >= news.change_time;
      });
  if (!news.farewell || said) return std::nullopt;
  message.kind = Kind::kErased;
  message.version = news.version;
  message.change_time = news.change_time;
  return message;
}

// Whether the contact does not know when and where the session is. Who was
// never told, since that message was refused, knows nothing.
bool IsNews(const std::optional<Arrangement>& told, const Facts& facts) {
  return !told.has_value() ||
         KindOfRearranging(*told, facts.arrangement()).has_value();
}

// Whether a message that was dropped for this reason is of no use to anybody.
bool IsFinal(absl::string_view reason) {
  return reason == "OVERTAKEN" || reason == "TAKEN_BACK" || reason == "ERASED";
}

Verdict SendIf(bool wanted) { return wanted ? Verdict::kSend : Verdict::kDrop; }

bool Waits(const Facts& facts) {
  return facts.entry == EntryState::kWaiting ||
         facts.entry == EntryState::kOffered;
}

bool RemindsOf(const Message& message, const Facts& facts) {
  return std::any_of(facts.meetings.begin(), facts.meetings.end(),
                     [&](const Meeting& meeting) {
                       return absl::ToUnixSeconds(meeting.start) ==
                              message.version;
                     });
}

bool ReminderWanted(const Message& message, const Facts& facts,
                    const ReminderTimes& times, absl::Time now) {
  if (!facts.confirmed || !RemindsOf(message, facts)) return false;
  absl::Time until = absl::FromUnixSeconds(message.version);
  const bool another_comes =
      message.kind == Kind::kReminder && times.last > absl::ZeroDuration();
  if (another_comes) until -= times.last + kReminderQuiet;
  return now < until;
}

}  // namespace

std::optional<Message> Plan(const BookingNews& news,
                            const std::vector<Message>& earlier) {
  if (IsErasure(news.cause)) {
    return PlanFarewell(news, {.booking_id = news.booking_id}, earlier);
  }
  if (IsTold(news, earlier)) return std::nullopt;
  const Message* const last = LastOf(earlier);
  const bool over = last != nullptr && EndsBooking(last->kind);
  // Whoever has the right address was told nothing yet.
  const bool corrected = news.cause == Cause::kEmailCorrected;
  if (over && !news.confirmed && !corrected) return std::nullopt;
  Message message;
  message.booking_id = news.booking_id;
  message.version = news.version;
  message.change_time = news.change_time;
  if (!news.confirmed) {
    const std::optional<Kind> kind = KindOfCancelling(news.cancel_reason);
    if (!kind.has_value()) return std::nullopt;
    message.kind = *kind;
  } else {
    message.kind =
        last == nullptr ? Kind::kConfirmation : KindOfChange(news.cause);
  }
  return message;
}

std::optional<Message> Plan(const EntryNews& news,
                            const std::vector<Message>& earlier) {
  if (IsErasure(news.cause)) {
    return PlanFarewell(news, {.waitlist_entry_id = news.entry_id}, earlier);
  }
  if (IsTold(news, earlier)) return std::nullopt;
  const std::optional<Kind> kind = KindOfEntry(news);
  if (!kind.has_value()) return std::nullopt;
  Message message;
  message.waitlist_entry_id = news.entry_id;
  message.version = news.version;
  message.change_time = news.change_time;
  message.kind = *kind;
  return message;
}

Kind KindToSay(const Message& message, const Facts& facts,
               const Background& background) {
  if (message.kind == Kind::kHeldInLine && !facts.places_held) {
    return Kind::kWaitlisted;
  }
  if (message.kind != Kind::kReschedule && message.kind != Kind::kRelocation) {
    return message.kind;
  }
  if (!background.told.has_value()) return message.kind;
  return KindOfRearranging(*background.told, facts.arrangement())
      .value_or(message.kind);
}

std::optional<Kind> KindOfRearranging(const Arrangement& before,
                                      const Arrangement& now) {
  if (before.meetings != now.meetings) return Kind::kReschedule;
  if (before.venue != now.venue) return Kind::kRelocation;
  return std::nullopt;
}

std::optional<Message> Plan(const SessionNews& news,
                            const std::vector<Message>& earlier) {
  if (!news.address_missing) return std::nullopt;
  const int64_t version = absl::ToUnixSeconds(news.start);
  const bool told =
      std::any_of(earlier.begin(), earlier.end(), [&](const Message& one) {
        return one.version == version && one.state != State::kDropped;
      });
  const absl::Time due =
      std::max(news.start - kAddressAlarm, news.change_time + kAddressGrace);
  if (told || due >= news.start) return std::nullopt;
  Message message;
  message.session_id = news.session_id;
  message.kind = Kind::kAddressMissing;
  message.version = version;
  message.change_time = news.change_time;
  message.due_time = due;
  return message;
}

bool IsErasure(Cause cause) {
  return cause == Cause::kBookingErased || cause == Cause::kWaitlistErased;
}

std::vector<Message> PlanReminders(int64_t booking_id,
                                   const std::vector<Meeting>& meetings,
                                   const ReminderTimes& times, absl::Time now) {
  std::vector<Message> reminders;
  const auto add = [&](Kind kind, absl::Time start, absl::Duration before) {
    if (before <= absl::ZeroDuration()) return;
    if (start - before < now + kReminderQuiet) return;
    Message& message = reminders.emplace_back();
    message.booking_id = booking_id;
    message.kind = kind;
    message.version = absl::ToUnixSeconds(start);
    message.create_time = now;
    message.due_time = start - before;
    message.next_time = message.due_time;
  };
  for (const Meeting& meeting : meetings) {
    add(Kind::kReminder, meeting.start, times.first);
    add(Kind::kLastReminder, meeting.start, times.last);
  }
  return reminders;
}

Verdict Judge(const Message& message, const Facts& facts,
              const Background& background, const ReminderTimes& times,
              absl::Time now) {
  if (IsReminder(message.kind)) {
    return SendIf(ReminderWanted(message, facts, times, now));
  }
  if (message.kind == Kind::kNotice) {
    return SendIf(message.booking_id != 0 ? facts.confirmed : Waits(facts));
  }
  if (background.newer) return Verdict::kDrop;
  const bool stands = facts.confirmed && now < facts.times().end;
  switch (message.kind) {
    case Kind::kConfirmation:
    case Kind::kRepeat:
    case Kind::kChange:
    case Kind::kMove:
    case Kind::kFind:
      return SendIf(stands);
    case Kind::kReschedule:
    case Kind::kRelocation:
      if (stands && background.telling) return Verdict::kWait;
      return SendIf(stands && IsNews(background.told, facts));
    case Kind::kWaitlisted:
    case Kind::kHeldInLine:
      return SendIf(facts.entry == EntryState::kWaiting);
    case Kind::kWaitlistRepeat:
      return SendIf(Waits(facts));
    case Kind::kOffer:
      return SendIf(facts.entry == EntryState::kOffered &&
                    facts.offer == OfferState::kOpen &&
                    now < facts.offer_expire_time);
    case Kind::kOfferLapse:
      return SendIf(facts.offer == OfferState::kLapsed);
    case Kind::kOfferWithdrawal:
      return SendIf(facts.offer == OfferState::kWithdrawn &&
                    facts.entry == EntryState::kWaiting);
    case Kind::kAddressMissing:
      return SendIf(facts.address_missing && now < facts.times().start &&
                    absl::ToUnixSeconds(facts.times().start) ==
                        message.version);
    case Kind::kLimit:
    case Kind::kBlock:
    case Kind::kTooLate:
      // A corrected address may have got it places, or another reason.
      return SendIf(!facts.confirmed &&
                    KindOfCancelling(facts.cancel_reason) == message.kind);
    default:
      // Says that something is over, which it stays.
      return Verdict::kSend;
  }
}

absl::StatusOr<Message> Resend(Message message, absl::Time now) {
  switch (message.state) {
    case State::kPending:
      return message;
    case State::kSent:
      return MakeError(absl::StatusCode::kFailedPrecondition, "MESSAGE_SENT",
                       "this message was sent");
    case State::kDropped:
      if (IsFinal(message.last_error)) {
        return MakeError(absl::StatusCode::kFailedPrecondition,
                         "MESSAGE_NOT_WANTED", "nobody needs this message");
      }
      message.state = State::kPending;
      message.next_time = now;
      return message;
  }
  CWP_CHECK(false, "a message has no other state");
}

absl::Duration RetryDelay(int64_t attempts) {
  absl::Duration delay = kFirstDelay;
  for (int64_t i = 1; i < attempts && delay < kLongestDelay; ++i) delay *= 2;
  return std::min(delay, kLongestDelay);
}

bool IsReminder(Kind kind) {
  return kind == Kind::kReminder || kind == Kind::kLastReminder;
}

}  // namespace cwp::notifications
