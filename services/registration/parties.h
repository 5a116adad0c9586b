#ifndef CWP_SERVICES_REGISTRATION_PARTIES_H_
#define CWP_SERVICES_REGISTRATION_PARTIES_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cwp::registration {

// Those who have, keep or wait for places, as far as rules need to know them:
// keyed hashes stand for people.

// How a booking stands; as Booking.State in the proto.
enum class BookingState { kConfirmed = 1, kCancelled = 2 };

// Why a booking is cancelled; as Booking.CancelReason in the proto.
enum class CancelReason {
  kNone = 0,
  // By its contact, or on the contact's wish.
  kContact = 1,
  // Its session does not take place.
  kSession = 2,
  // Staff refused it.
  kRefused = 3,
  // It never had places: the contact has as many bookings as it may have.
  kLimit = 4,
  // It never had places: staff block the contact.
  kBlocked = 5,
  // It never had places: none could be given any more when its e-mail address
  // was put right.
  kTooLate = 6,
  // Its e-mail address was put right, to that of a contact who had places in
  // the session already.
  kRepeat = 7,
};

// A contact's places in one session.
struct Booking {
  int64_t id = 0;
  int64_t session_id = 0;
  std::string reference;
  // A keyed hash of who booked; not personal data.
  std::string contact_key;
  BookingState state = BookingState::kConfirmed;
  int64_t places = 0;
  std::string channel;
  // Raising it makes all links of this booking useless.
  int64_t generation = 1;
  // Rises by one with everything the contact is told.
  int64_t version = 1;
  // The feed revision that made it, which orders bookings, and that of its last
  // change.
  int64_t create_revision = 0;
  int64_t revision = 0;
  absl::Time create_time;
  absl::Time update_time;
  std::optional<absl::Time> cancel_time;
  // When the contact last asked for places again.
  std::optional<absl::Time> repeat_time;
  CancelReason cancel_reason = CancelReason::kNone;
  // How many of its places come out of its channel's allotment.
  int64_t from_allotment = 0;
  // How often its e-mail address was put right.
  int64_t corrections = 0;
  // Whether its personal fields are still there.
  bool contact_kept = true;
  // Whether subjects of e-mails and titles in calendars may name the workshop.
  bool name_workshop = false;
};

// How a hold stands; as Hold.State in the proto.
enum class HoldState {
  // Waits, at the page, for places that others only hold.
  kInLine = 1,
  // Keeps its places.
  kHeld = 2,
  // Became a booking.
  kConfirmed = 3,
  // Given back.
  kReleased = 4,
  // Its time ran out.
  kLapsed = 5,
};

// Places set aside for a short time while somebody fills in the form, or a
// turn in the line for them.
struct Hold {
  int64_t id = 0;
  int64_t session_id = 0;
  int64_t places = 0;
  HoldState state = HoldState::kHeld;
  // Keyed hashes of the browser and of the address it came from.
  std::string browser_key;
  std::string client_key;
  std::string channel;
  int64_t extensions = 0;
  // How many smaller parties passed it while it was in line.
  int64_t passed = 0;
  // When it lapses.
  absl::Time expire_time;
  absl::Time create_time;
  // The feed revision that made it, which is its place in line, and that of its
  // last change.
  int64_t create_revision = 0;
  int64_t revision = 0;
  // Its place in line, from 1, in the answer that put it there; 0 elsewhere.
  int64_t position = 0;

  bool live() const {
    return state == HoldState::kInLine || state == HoldState::kHeld;
  }
};

// The places that a hold takes out of the pool.
inline int64_t HeldPlaces(const Hold& hold) {
  return hold.state == HoldState::kHeld ? hold.places : 0;
}

// What the live holds of one client come to in a session.
struct ClientHolds {
  // The places that they take.
  int64_t places = 0;
  // How many of them are in line.
  int64_t in_line = 0;

  ClientHolds& operator+=(const ClientHolds& more) {
    places += more.places;
    in_line += more.in_line;
    return *this;
  }
  friend ClientHolds operator-(const ClientHolds& a, const ClientHolds& b) {
    return {.places = a.places - b.places, .in_line = a.in_line - b.in_line};
  }
  friend bool operator==(const ClientHolds&, const ClientHolds&) = default;
};

inline ClientHolds CountOf(const Hold& hold) {
  return {.places = HeldPlaces(hold),
          .in_line = hold.state == HoldState::kInLine ? 1 : 0};
}

// How a waitlist entry stands; as WaitlistEntry.State in the proto.
enum class EntryState {
  kWaiting = 1,
  // Has an offer that is not answered yet.
  kOffered = 2,
  // Its offer became a booking.
  kBooked = 3,
  // Left, or declined all it waited for.
  kLeft = 4,
  // Nothing that it waited for takes place any more.
  kEnded = 5,
};

// A party that waits for places.
struct WaitlistEntry {
  int64_t id = 0;
  int64_t workshop_id = 0;
  // Waits for any session of the workshop, those to come included; until there
  // has been none, and nothing of it changed, for as long as personal data is
  // kept.
  bool topic = false;
  // The sessions it waits for. Of a topic entry, those that there are now.
  std::vector<int64_t> session_ids;
  std::string contact_key;
  // How many places it wants, and the smallest number it would take.
  int64_t places = 0;
  int64_t least = 0;
  EntryState state = EntryState::kWaiting;
  std::string channel;
  // How many smaller parties passed it.
  int64_t passed = 0;
  // The offer it has, or had last; 0 for none.
  int64_t offer_id = 0;
  int64_t generation = 1;
  int64_t version = 1;
  absl::Time create_time;
  absl::Time update_time;
  // When the contact last asked to wait again.
  std::optional<absl::Time> repeat_time;
  // The feed revision that made it, which is its place in the queue, and that
  // of its last change.
  int64_t join_revision = 0;
  int64_t revision = 0;
  // As of a booking, and of the one that its offer becomes.
  bool name_workshop = false;

  bool Names(int64_t session_id) const {
    return std::find(session_ids.begin(), session_ids.end(), session_id) !=
           session_ids.end();
  }
  bool live() const {
    return state == EntryState::kWaiting || state == EntryState::kOffered;
  }
};

// How an offer stands; as Offer.State in the proto.
enum class OfferState {
  kOpen = 1,
  kAccepted = 2,
  kDeclined = 3,
  kLapsed = 4,
  // Its session does not take place, or the entry left.
  kWithdrawn = 5,
};

// Places set aside for a waitlist entry for a limited time.
struct Offer {
  int64_t id = 0;
  int64_t entry_id = 0;
  int64_t session_id = 0;
  int64_t places = 0;
  OfferState state = OfferState::kOpen;
  absl::Time expire_time;
  absl::Time create_time;
  int64_t revision = 0;
};

// The channel of what families and staff book with us.
inline constexpr char kDirectChannel[] = "direct";

// Places of a seat pool that one channel may sell by itself.
struct Allotment {
  int64_t session_id = 0;
  std::string channel;
  // How many in all, and how many of them are booked.
  int64_t places = 0;
  int64_t sold = 0;
  // How many of those sold are the last: given back, they are everybody's.
  // Above 0 since staff wanted fewer places than were sold.
  int64_t surplus = 0;
  int64_t revision = 0;

  int64_t unsold() const { return places - sold; }
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_PARTIES_H_
