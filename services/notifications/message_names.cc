#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

std::string NameOf(const Message& message) {
  // One of them; the others are 0.
  const int64_t subject =
      message.booking_id + message.waitlist_entry_id + message.session_id;
  const int64_t change = absl::ToUnixMicros(message.change_time);
  return absl::StrCat(subject, "-", message.version,
                      change == 0 ? "" : absl::StrCat(".", change), "-",
                      KindWord(message.kind));
}

const char* KindWord(Kind kind) {
  switch (kind) {
    case Kind::kConfirmation:
      return "confirmation";
    case Kind::kCancellation:
      return "cancellation";
    case Kind::kRepeat:
      return "repeat";
    case Kind::kChange:
      return "change";
    case Kind::kMove:
      return "move";
    case Kind::kReschedule:
      return "reschedule";
    case Kind::kReminder:
      return "reminder";
    case Kind::kLastReminder:
      return "last-reminder";
    case Kind::kSessionCancellation:
      return "session-cancellation";
    case Kind::kRefusal:
      return "refusal";
    case Kind::kLimit:
      return "limit";
    case Kind::kBlock:
      return "block";
    case Kind::kWaitlisted:
      return "waitlisted";
    case Kind::kWaitlistRepeat:
      return "waitlist-repeat";
    case Kind::kWaitlistBooked:
      return "waitlist-booked";
    case Kind::kWaitlistRefusal:
      return "waitlist-refusal";
    case Kind::kOffer:
      return "offer";
    case Kind::kOfferLapse:
      return "offer-lapse";
    case Kind::kOfferWithdrawal:
      return "offer-withdrawal";
    case Kind::kWaitlistEnd:
      return "waitlist-end";
    case Kind::kFind:
      return "find";
    case Kind::kErased:
      return "erased";
    case Kind::kTooLate:
      return "too-late";
    case Kind::kAddressMissing:
      return "address-missing";
    case Kind::kRelocation:
      return "relocation";
    case Kind::kHeldInLine:
      return "held-in-line";
    case Kind::kNotice:
      return "notice";
  }
  CWP_CHECK(false, "a message has no other kind");
}

}  // namespace cwp::notifications
