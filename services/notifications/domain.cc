#include "services/notifications/domain.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/error.h"

namespace cwp::notifications {
namespace {

constexpr absl::Duration kFirstDelay = absl::Seconds(2);
constexpr absl::Duration kLongestDelay = absl::Minutes(15);

}  // namespace

std::optional<Message> Plan(const BookingState& state,
                            const std::vector<Message>& earlier) {
  int64_t told = 0;
  bool cancellation = false;
  for (const Message& message : earlier) {
    told = std::max(told, message.version);
    cancellation |= message.kind == Kind::kCancellation;
  }
  if (cancellation || state.version <= told) return std::nullopt;
  Message message;
  message.booking_id = state.booking_id;
  message.version = state.version;
  if (!state.confirmed) {
    message.kind = Kind::kCancellation;
  } else {
    message.kind = told == 0 ? Kind::kConfirmation : Kind::kRepeat;
  }
  return message;
}

absl::StatusOr<Message> Resend(Message message, absl::Time now) {
  switch (message.state) {
    case State::kPending:
      return message;
    case State::kSent:
      return MakeError(absl::StatusCode::kFailedPrecondition, "MESSAGE_SENT",
                       "this message was sent");
    case State::kDropped:
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

bool StillWanted(Kind kind, bool confirmed, absl::Time session_end,
                 absl::Time now) {
  if (kind == Kind::kCancellation) return true;
  return confirmed && now < session_end;
}

const char* KindWord(Kind kind) {
  switch (kind) {
    case Kind::kConfirmation:
      return "confirmation";
    case Kind::kCancellation:
      return "cancellation";
    case Kind::kRepeat:
      return "repeat";
  }
  CWP_CHECK(false, "a message has no other kind");
}

}  // namespace cwp::notifications
