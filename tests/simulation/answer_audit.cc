#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/promised.h"

namespace cwp::simulation {
namespace {

using registration::AcceptOne;
using registration::Allotment;
using registration::BlockOne;
using registration::Booking;
using registration::CancelOne;
using registration::ChangeHold;
using registration::ChangeOne;
using registration::CorrectOne;
using registration::DetailOne;
using registration::Erased;
using registration::EraseOne;
using registration::FindMine;
using registration::Hold;
using registration::JoinOne;
using registration::LapseDue;
using registration::LeaveOne;
using registration::MakeBooking;
using registration::MoveOne;
using registration::Notice;
using registration::PlaceOne;
using registration::ReaddressOne;
using registration::RevokeOne;
using registration::TakeBackOne;
using registration::WaitlistEntry;
using registration::WriteAnswer;
using registration::WriteOne;

// What was erased may be told as it was by those who erased it.
template <class Seen>
bool IsOf(const Seen& seen, const std::string& contact) {
  return seen.contact == contact ||
         (seen.erased && seen.contacts.contains(contact));
}

bool IsSame(const Replay& replay, const Booking& told) {
  const auto found = replay.bookings.find(told.id);
  if (found == replay.bookings.end()) return false;
  const SeenBooking& seen = found->second;
  const bool live = told.state == registration::BookingState::kConfirmed;
  return seen.session_id == told.session_id && seen.places == told.places &&
         seen.live == live && seen.channel == told.channel &&
         seen.version == told.version &&
         seen.cancel_reason == static_cast<int64_t>(told.cancel_reason) &&
         seen.from_allotment == told.from_allotment &&
         seen.revision == told.revision && IsOf(seen, told.contact_key);
}

bool IsSame(const Replay& replay, const Hold& told) {
  const auto found = replay.holds.find(told.id);
  if (found == replay.holds.end()) return false;
  const SeenHold& seen = found->second;
  return seen.session_id == told.session_id && seen.places == told.places &&
         seen.state == static_cast<int>(told.state) &&
         seen.expire_time == told.expire_time &&
         seen.extensions == told.extensions && seen.revision == told.revision &&
         replay.KeysOf(told.id).browser == told.browser_key;
}

bool IsSame(const Replay& replay, const WaitlistEntry& told) {
  const auto found = replay.entries.find(told.id);
  if (found == replay.entries.end()) return false;
  const SeenEntry& seen = found->second;
  // One that waits no more is told with or without what it waited for.
  const bool same_sessions =
      !seen.live() ||
      seen.sessions ==
          std::set<int64_t>(told.session_ids.begin(), told.session_ids.end());
  return seen.workshop_id == told.workshop_id && seen.topic == told.topic &&
         seen.places == told.places && seen.least == told.least &&
         seen.state == static_cast<int>(told.state) && same_sessions &&
         seen.offer_id == told.offer_id && seen.version == told.version &&
         seen.revision == told.revision && IsOf(seen, told.contact_key);
}

bool IsSame(const Replay& replay, const Allotment& told) {
  const auto found = replay.allotments.find({told.session_id, told.channel});
  if (found == replay.allotments.end()) {
    return told.places == 0 && told.sold == 0;
  }
  return found->second.places == told.places &&
         found->second.sold == told.sold &&
         found->second.revision == told.revision;
}

bool IsSame(const Replay& replay, const Notice& told) {
  const auto found = replay.notices.find(told.id);
  if (found == replay.notices.end()) return false;
  const Notice& seen = found->second.notice;
  return seen.session_id == told.session_id && seen.audience == told.audience &&
         seen.booking_id == told.booking_id && seen.state == told.state &&
         seen.author == told.author && seen.recipients == told.recipients &&
         seen.without_email == told.without_email &&
         seen.create_time == told.create_time &&
         seen.send_time == told.send_time && seen.revision == told.revision;
}

int64_t IdOf(const WriteAnswer& answer) {
  return std::visit(
      [](const auto& told) -> int64_t {
        using T = std::decay_t<decltype(told)>;
        if constexpr (std::is_same_v<T, std::monostate> ||
                      std::is_same_v<T, Erased>) {
          return 0;
        } else if constexpr (std::is_same_v<T, Allotment>) {
          return told.session_id;
        } else {
          return told.id;
        }
      },
      answer);
}

bool IsDone(const CancelOne& /*asked*/, const Booking& told) {
  return told.state == registration::BookingState::kCancelled;
}

// It may have been erased or put right since.
bool IsWhatWasAsked(const Replay& replay, const MakeBooking& asked,
                    const Booking& told) {
  return replay.bookings.at(told.id).contacts.contains(
      asked.record.booking.contact_key);
}
// Under the reference that the page shows, or the one that the right contact
// had.
bool IsWhatWasAsked(const Replay& replay, const CorrectOne& asked,
                    const Booking& told) {
  const SeenBooking& booking = replay.bookings.at(told.id);
  return booking.reference == asked.reference ||
         booking.contacts.contains(asked.contact_key);
}
// One that was refused because of its contact becomes live when it is put
// right: then the same request, repeated, is told so.
bool IsWhatWasAsked(const Replay& replay, const CancelOne& asked,
                    const Booking& told) {
  return told.id == asked.booking_id &&
         (IsDone(asked, told) || replay.bookings.at(told.id).corrections > 0);
}
// Another may have put it right once more since.
bool IsWhatWasAsked(const Replay& replay, const ReaddressOne& asked,
                    const Booking& told) {
  return told.id == asked.booking_id &&
         replay.bookings.at(told.id).contacts.contains(asked.contact_key);
}
bool IsWhatWasAsked(const Replay& /*replay*/, const MoveOne& asked,
                    const Booking& told) {
  return told.id == asked.booking_id;
}
bool IsWhatWasAsked(const Replay& /*replay*/, const DetailOne& asked,
                    const Booking& told) {
  return told.id == asked.booking_id;
}
bool IsWhatWasAsked(const Replay& /*replay*/, const ChangeOne& asked,
                    const Booking& told) {
  return told.id == asked.booking_id;
}
bool IsWhatWasAsked(const Replay& replay, const AcceptOne& asked,
                    const Booking& told) {
  return replay.bookings.at(told.id).contacts.contains(
      asked.record.booking.contact_key);
}
bool IsWhatWasAsked(const Replay& /*replay*/, const PlaceOne& asked,
                    const Hold& told) {
  return told.browser_key == asked.hold.browser_key;
}
bool IsWhatWasAsked(const Replay& /*replay*/, const ChangeHold& asked,
                    const Hold& told) {
  return told.id == asked.hold_id && (asked.extend || !told.live());
}
bool IsWhatWasAsked(const Replay& replay, const JoinOne& asked,
                    const WaitlistEntry& told) {
  return replay.entries.at(told.id).contacts.contains(
      asked.record.entry.contact_key);
}
bool IsWhatWasAsked(const Replay& /*replay*/, const LeaveOne& asked,
                    const WaitlistEntry& told) {
  return told.id == asked.entry_id && !told.live();
}
bool IsWhatWasAsked(const Replay& /*replay*/, const WriteOne& asked,
                    const Notice& told) {
  return told.session_id == asked.notice.session_id &&
         told.audience == asked.notice.audience &&
         told.booking_id == asked.notice.booking_id &&
         told.author == asked.notice.author;
}
bool IsWhatWasAsked(const Replay& /*replay*/, const TakeBackOne& asked,
                    const Notice& told) {
  return told.id == asked.notice_id &&
         told.state == registration::NoticeState::kTakenBack;
}
template <class Asked, class Told>
bool IsWhatWasAsked(const Replay& /*replay*/, const Asked& /*asked*/,
                    const Told& /*told*/) {
  return true;
}

// What a request that had not been sent before must have brought about.
bool IsDone(const MakeBooking& asked, const Booking& told) {
  return told.session_id == asked.record.booking.session_id;
}
bool IsDone(const MoveOne& asked, const Booking& told) {
  return told.session_id == asked.to_session_id;
}
bool IsDone(const ChangeOne& asked, const Booking& told) {
  return told.places == static_cast<int64_t>(asked.attendees.size());
}
bool IsDone(const PlaceOne& asked, const Hold& told) {
  return told.live() && told.places == asked.hold.places &&
         told.session_id == asked.hold.session_id;
}
bool IsDone(const ChangeHold& asked, const Hold& told) {
  return told.live() == asked.extend;
}
bool IsDone(const WriteOne& asked, const Notice& told) {
  return told.id == asked.notice.id;
}
template <class Asked, class Told>
bool IsDone(const Asked& /*asked*/, const Told& /*told*/) {
  return true;
}

}  // namespace

bool Auditor::IsJustified(const Outcome& outcome) const {
  const Sent& sent = *outcome.sent;
  const absl::Status& status = outcome.answer.status();
  if (absl::IsUnavailable(status)) return true;
  if (sent.late || absl::IsDeadlineExceeded(status)) {
    return sent.late && absl::IsDeadlineExceeded(status);
  }
  const auto known = sent_.find(sent.number);
  if (known != sent_.end() && !known->second.key.empty()) {
    const auto request = requests_.find(known->second.key);
    const bool reused =
        request != requests_.end() && request->second.number != 0 &&
        request->second.fingerprint != known->second.fingerprint;
    if (ReasonOf(status) == "REQUEST_ID_REUSED") {
      return reused || (request != requests_.end() &&
                        (MayBeAnother(request->second, known->second) ||
                         MayBeForgotten(request->second, known->second)));
    }
    if (reused) return false;
    // What was erased is not answered for any more.
    if (request != requests_.end() && request->second.forgotten) return false;
    if (ReasonOf(status) == "HOLD_NOT_FOUND" && request != requests_.end() &&
        WasPruned(request->second)) {
      return true;
    }
    const bool acknowledged =
        request != requests_.end() && request->second.resource_id != 0;
    if (acknowledged) {
      return outcome.answer.ok() &&
             IdOf(*outcome.answer) == request->second.resource_id &&
             IsTrue(sent, *outcome.answer);
    }
  }
  return outcome.answer.ok() ? IsTrue(sent, *outcome.answer)
                             : IsRightRefusal(sent, status);
}

bool Auditor::IsTrue(const Sent& sent, const WriteAnswer& answer) const {
  return std::visit(
      [&](const auto& asked, const auto& told) {
        using A = std::decay_t<decltype(asked)>;
        using T = std::decay_t<decltype(told)>;
        if constexpr (std::is_same_v<A, FindMine>) {
          return WereFound(asked.contact_key);
        } else if constexpr (std::is_same_v<A, EraseOne> &&
                             std::is_same_v<T, Erased>) {
          return WasErased(asked.contact_key, told, sent.number);
        } else if constexpr (std::is_same_v<A, CorrectOne> &&
                             std::is_same_v<T, Booking>) {
          return IsSame(replay_, told) &&
                 IsWhatWasAsked(replay_, asked, told) &&
                 (sent.repeated || IsPutRight(asked, told.id));
        } else if constexpr (std::is_same_v<A, RevokeOne> &&
                             std::is_same_v<T, Booking>) {
          const bool all_sent = !asked.send_new || sent.repeated ||
                                WereSent(told.id, sent.number);
          return IsSame(replay_, told) && told.id == asked.booking_id &&
                 all_sent;
        } else if constexpr (std::is_same_v<T, std::monostate> ||
                             std::is_same_v<T, Erased>) {
          return std::is_same_v<A, BlockOne> || std::is_same_v<A, LapseDue>;
        } else {
          return IsSame(replay_, told) &&
                 IsWhatWasAsked(replay_, asked, told) &&
                 (sent.repeated || IsDone(asked, told));
        }
      },
      sent.command, answer);
}

// Whether a booking is the right contact's by now, or there is a reason why
// nothing changes any more. Of two corrections at the same moment one counts.
bool Auditor::IsPutRight(const CorrectOne& asked, int64_t id) const {
  const SeenBooking& booking = replay_.bookings.at(id);
  const SeenBooking* made = replay_.FindMade(asked.reference);
  if (made != nullptr && made != &booking) return false;
  return booking.contact == asked.contact_key || booking.erased ||
         booking.corrections >= kPromisedCorrections ||
         now_ >= booking.create_time + kPromisedCorrection ||
         booking.create_time == now_;
}

bool Auditor::MayBeAnother(const Request& request, const Known& asked) {
  return std::any_of(request.unknown.begin(), request.unknown.end(),
                     [&](const std::string& fingerprint) {
                       return fingerprint != asked.fingerprint;
                     });
}

// From now on a repeat is to be answered with the same resource.
void Auditor::NoteAnswer(const Outcome& outcome) {
  const auto known = sent_.find(outcome.sent->number);
  if (known == sent_.end() || known->second.key.empty()) return;
  Request& request = requests_[known->second.key];
  if (ReasonOf(outcome.answer.status()) == "OUTCOME_UNKNOWN") {
    request.unknown.insert(known->second.fingerprint);
  }
  if (!outcome.answer.ok()) return;
  if (request.number == 0) {
    request.number = outcome.sent->number;
    request.fingerprint = known->second.fingerprint;
  }
  const int64_t id = IdOf(*outcome.answer);
  if (request.resource_id != 0 && request.resource_id != id) {
    AddFault(absl::StrCat("command ", outcome.sent->number,
                          " was answered with ", id, ", a repeat of it with ",
                          request.resource_id));
  }
  request.resource_id = id;
  request.touched.insert(id);
}

void Auditor::NoteBlocks(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) {
    const auto* block = std::get_if<BlockOne>(&outcome.sent->command);
    if (block == nullptr) continue;
    std::optional<bool>& known = blocked_[block->contact_key];
    known.reset();
    if (outcome.answer.ok() && !outcome.sent->repeated) {
      known = !block->reason.empty();
    }
  }
}

}  // namespace cwp::simulation
