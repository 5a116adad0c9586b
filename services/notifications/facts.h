#ifndef CWP_SERVICES_NOTIFICATIONS_FACTS_H_
#define CWP_SERVICES_NOTIFICATIONS_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cwp::notifications {

// What registration and scheduling say, as far as the rules need to know it:
// nothing of whom it concerns.

// A span of time: of a meeting, or of a session from its first meeting to its
// last.
struct Meeting {
  absl::Time start;
  absl::Time end;

  bool operator==(const Meeting& other) const = default;
};

// When and where a session is.
struct Arrangement {
  // In order.
  std::vector<Meeting> meetings;
  // Empty on Teams; absent in what was kept before places were.
  std::optional<std::string> venue;

  bool operator==(const Arrangement& other) const = default;
};

// Why something changed; the causes on registration's feed of which something
// is said.
enum class Cause {
  kOther,
  // Changes what is kept of a booking, and leaves its version as it is: access
  // needs, marks of attendance, links that were revoked.
  kNotToldOf,
  kBookingRepeated,
  kBookingChanged,
  kBookingMoved,
  kBookingFound,
  kBookingErased,
  kEmailCorrected,
  kWaitlistJoined,
  kWaitlistRepeated,
  kWaitlistEnded,
  kWaitlistErased,
  kOfferMade,
  kOfferLapsed,
  kOfferWithdrawn,
};

// Why a booking is cancelled; as registration's Booking.CancelReason.
enum class CancelReason {
  kNone = 0,
  kContact = 1,
  kSession = 2,
  kRefused = 3,
  kLimit = 4,
  kBlocked = 5,
  kTooLate = 6,
  kRepeat = 7,
};

// How a waitlist entry stands; as registration's WaitlistEntry.State.
enum class EntryState {
  kUnknown = 0,
  kWaiting = 1,
  kOffered = 2,
  kBooked = 3,
  kLeft = 4,
  kEnded = 5,
};

// How an offer stands; as registration's Offer.State.
enum class OfferState {
  kNone = 0,
  kOpen = 1,
  kAccepted = 2,
  kDeclined = 3,
  kLapsed = 4,
  kWithdrawn = 5,
};

// A booking after a change.
struct BookingNews {
  int64_t booking_id = 0;
  int64_t session_id = 0;
  bool confirmed = false;
  CancelReason cancel_reason = CancelReason::kNone;
  int64_t version = 0;
  // When it changed.
  absl::Time change_time = absl::UnixEpoch();
  Cause cause = Cause::kOther;
  // It was erased, and its contact is to be told so.
  bool farewell = false;
};

// A waitlist entry after a change.
struct EntryNews {
  int64_t entry_id = 0;
  EntryState state = EntryState::kUnknown;
  int64_t version = 0;
  absl::Time change_time = absl::UnixEpoch();
  Cause cause = Cause::kOther;
  // It joined while the places that it waits for were only held.
  bool places_held = false;
  // As of a booking.
  bool farewell = false;
};

// What staff wrote to those of a session, after a change.
struct NoticeNews {
  int64_t notice_id = 0;
  bool taken_back = false;
  // From when on it is to go out.
  absl::Time send_time;
  absl::Time change_time = absl::UnixEpoch();
  std::vector<int64_t> bookings;
  std::vector<int64_t> entries;
};

// A session after a change.
struct SessionNews {
  int64_t session_id = 0;
  // It can be joined on Teams alone, and nobody knows where.
  bool address_missing = false;
  absl::Time start;
  absl::Time change_time = absl::UnixEpoch();
};

// How the subject of a message stands when it is about to be sent.
struct Facts {
  // Of a booking.
  bool confirmed = false;
  // When it is not.
  CancelReason cancel_reason = CancelReason::kNone;
  // Of an entry, and of the offer it has or had last.
  EntryState entry = EntryState::kUnknown;
  // The places that it waits for are only held.
  bool places_held = false;
  OfferState offer = OfferState::kNone;
  absl::Time offer_expire_time;
  // Of a session, as in SessionNews.
  bool address_missing = false;
  // Of the session, in order.
  std::vector<Meeting> meetings;
  // Where it is; empty on Teams.
  std::string venue;

  Arrangement arrangement() const { return {meetings, venue}; }

  // From the first start to the last end; the past when there is no meeting.
  Meeting times() const {
    if (meetings.empty()) return {absl::InfinitePast(), absl::InfinitePast()};
    return {meetings.front().start, meetings.back().end};
  }
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_FACTS_H_
