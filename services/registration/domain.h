#ifndef CWP_SERVICES_REGISTRATION_DOMAIN_H_
#define CWP_SERVICES_REGISTRATION_DOMAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::registration {

// The rules of the seat pool: pure functions from what is and what is asked to
// what will be. Time and ids come in as arguments. The reasons of refusals are
// documented in registration_service.proto.

// How a session stands; as cwp.scheduling.v1.Session.State.
enum class SessionState {
  kScheduled = 1,
  kOpen = 2,
  kClosed = 3,
  kCancelled = 4,
};

// The name of a state, as in the proto, for example `OPEN`.
absl::string_view StateName(SessionState state);

// One sitting of a session.
struct Meeting {
  absl::Time start;
  absl::Time end;
};

// What registration knows of a session, as scheduling last said.
struct Session {
  int64_t id = 0;
  int64_t workshop_id = 0;
  SessionState state = SessionState::kScheduled;
  // The number of places that scheduling wishes for.
  int64_t capacity = 0;
  absl::Time booking_open_time = absl::InfinitePast();
  absl::Time booking_close_time = absl::InfiniteFuture();
  // In order of time; never empty.
  std::vector<Meeting> meetings;
  std::string workshop_title;
  // The name of the venue and its address; empty when on Teams.
  std::string venue;
  int64_t join_address_version = 0;

  absl::Time start() const { return meetings.front().start; }
  absl::Time end() const { return meetings.back().end; }
};

// A session's capacity and everything that holds part of it.
struct Pool {
  int64_t session_id = 0;
  SessionState session_state = SessionState::kScheduled;
  absl::Time booking_open_time = absl::InfinitePast();
  absl::Time booking_close_time = absl::InfiniteFuture();
  absl::Time start_time = absl::InfiniteFuture();
  absl::Time end_time = absl::InfiniteFuture();
  // The number of places applied; at times below `confirmed`, after a
  // coordinator lowered it.
  int64_t capacity = 0;
  int64_t confirmed = 0;
  // The feed revision of its last change.
  int64_t revision = 0;

  // Places that can be booked now.
  int64_t left() const {
    return capacity > confirmed ? capacity - confirmed : 0;
  }
};

// How a booking stands; as Booking.State in the proto.
enum class BookingState { kConfirmed = 1, kCancelled = 2 };

// A contact's places in one session, as far as rules need to know it.
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
};

// An answer to an eligibility question; as Eligibility.Answer in the proto.
enum class Answer { kNone = 0, kYes = 1, kNo = 2, kNotSure = 3 };

// Book places at once.
struct BookPlaces {
  // As the booking is to be, if it comes about.
  Booking booking;
  Answer in_area = Answer::kNone;
  Answer of_age = Answer::kNone;
  // Whether all attendees are professionals, who are not asked.
  bool professionals = false;
};

// Cancel one booking, on the wish of its contact or of staff.
struct CancelBooking {};

// Cancel one booking because its session does not take place.
struct CancelWithSession {};

// Take over what scheduling says of the session.
struct ApplySession {
  Session session;
};

using Command =
    std::variant<BookPlaces, CancelBooking, CancelWithSession, ApplySession>;

// Why something changed; `cause` on the feed.
enum class Cause {
  // Nothing changed.
  kNone,
  kBookingCreated,
  // The contact asked again for places that it has, and is told so.
  kBookingRepeated,
  kBookingCancelled,
  kSessionCancelled,
  kSessionChanged,
};

// The cause as it stands on the feed, for example `booking_created`.
absl::string_view CauseName(Cause cause);

// What a decision changes.
struct Changes {
  Cause cause = Cause::kNone;
  Pool pool;
  // The booking that was made, changed, or found to be there already.
  std::optional<Booking> booking;
};

// Decides one command.
//
// `own` is the booking the command is about: the one to cancel, or the live one
// that the contact already has in this session, if any.
//
// Afterwards confirmed <= capacity holds whenever it held before, unless
// ApplySession lowered the capacity.
absl::StatusOr<Changes> Decide(const Pool& pool,
                               const std::optional<Booking>& own,
                               const Command& command, absl::Time now);

// How long before a meeting's start it can be joined.
inline constexpr absl::Duration kJoinEarly = absl::Minutes(15);

// After telling a contact that it asked twice, this long nothing is said again.
inline constexpr absl::Duration kRepeatQuiet = absl::Minutes(10);

// Whether the holder of a booking may join now: OK, or FAILED_PRECONDITION
// `BOOKING_CANCELLED`, `SESSION_CANCELLED`, `JOIN_TOO_EARLY` or
// `SESSION_ENDED`.
absl::Status CheckJoin(const Session& session, BookingState booking,
                       absl::Time now);

// From when the next meeting that has not ended can be joined; nothing when all
// have.
std::optional<absl::Time> NextJoinTime(const Session& session, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_DOMAIN_H_
