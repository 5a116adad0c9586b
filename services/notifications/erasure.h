#ifndef CWP_SERVICES_NOTIFICATIONS_ERASURE_H_
#define CWP_SERVICES_NOTIFICATIONS_ERASURE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

// The rules of what goes when registration erased a booking or an entry. Pure,
// as those of messages.

// What becomes of the messages about a subject that is erased: those of them
// that change. Nothing that waits is sent any more, but for the farewell.
std::vector<Message> DropErased(std::vector<Message> messages);

// Mail files of an erased subject that are still to be looked for. More may be
// written after the first look, by a process that had a message in hand.
struct Erasure {
  // As tables name it.
  int64_t subject = 0;
  absl::Time erase_time;
  absl::Time next_time;
};

// Nobody has a message in hand for so long.
inline constexpr absl::Duration kInHand = absl::Minutes(10);
// When a farewell has long gone out, or will not any more: registration keeps
// its address for a day.
inline constexpr absl::Duration kFarewellOver = absl::Hours(25);

// Whether the file of a message about it goes at `now`: of the farewell last.
bool FileGoes(const Erasure& erasure, const Message& message, absl::Time now);

// When to look again after a look at `now`; nothing when that was the last.
std::optional<absl::Time> NextLook(const Erasure& erasure, absl::Time now);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_ERASURE_H_
