#include "services/notifications/erasure.h"

#include <utility>

namespace cwp::notifications {

std::vector<Message> DropErased(std::vector<Message> messages) {
  std::vector<Message> dropped;
  for (Message& message : messages) {
    if (message.state != State::kPending || message.kind == Kind::kErased) {
      continue;
    }
    message.state = State::kDropped;
    message.last_error = "ERASED";
    dropped.push_back(std::move(message));
  }
  return dropped;
}

bool FileGoes(const Erasure& erasure, const Message& message, absl::Time now) {
  return message.kind != Kind::kErased ||
         now >= erasure.erase_time + kFarewellOver;
}

std::optional<absl::Time> NextLook(const Erasure& erasure, absl::Time now) {
  for (const absl::Duration after : {kInHand, kFarewellOver}) {
    const absl::Time look = erasure.erase_time + after;
    if (now < look) return look;
  }
  return std::nullopt;
}

}  // namespace cwp::notifications
