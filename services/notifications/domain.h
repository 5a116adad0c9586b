#ifndef CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_
#define CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::notifications {

// The rules of what is said to whom and when. Pure: time comes in as arguments.

// What a message is about; as Message.Kind in the proto.
enum class Kind { kConfirmation = 1, kCancellation = 2, kRepeat = 3 };

// How far a message has come; as Message.State in the proto.
enum class State { kPending = 1, kSent = 2, kDropped = 3 };

// One message to one contact, without the contact.
struct Message {
  int64_t id = 0;
  int64_t booking_id = 0;
  Kind kind = Kind::kConfirmation;
  int64_t version = 0;
  State state = State::kPending;
  int64_t attempts = 0;
  std::string last_error;
  absl::Time create_time;
  // When it is to be tried next.
  absl::Time next_time;
  std::optional<absl::Time> send_time;
};

// How a booking stands, as registration's feed says.
struct BookingState {
  int64_t booking_id = 0;
  bool confirmed = false;
  int64_t version = 0;
};

// What a booking's new state asks for, given the messages there are about it:
// at most one new message. Acts on states, not on steps, so that a feed
// followed again from its start asks for nothing twice:
// - confirmed and nothing said yet: a confirmation;
// - confirmed, a newer version than was told: the contact asked again, a
// repeat;
// - cancelled and not told: a cancellation.
std::optional<Message> Plan(const BookingState& state,
                            const std::vector<Message>& earlier);

// The message as it is when the operator asks for it to be tried again: one
// that was dropped waits to be sent, now; one that waits already is left alone,
// since it may be on its way. Fails with FAILED_PRECONDITION `MESSAGE_SENT`.
absl::StatusOr<Message> Resend(Message message, absl::Time now);

// How long to wait after this many failed attempts: from 2 s, doubling, at most
// 15 minutes.
absl::Duration RetryDelay(int64_t attempts);

// Whether a message still makes sense for a booking that now stands so. A
// confirmation of a booking cancelled since, or of a session that is over, does
// not; a cancellation always does.
bool StillWanted(Kind kind, bool confirmed, absl::Time session_end,
                 absl::Time now);

// The name of a kind, for files and logs, for example `confirmation`.
const char* KindWord(Kind kind);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_DOMAIN_H_
