#ifndef CWP_SERVICES_REGISTRATION_POOL_H_
#define CWP_SERVICES_REGISTRATION_POOL_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/registration/eligibility.h"

namespace cwp::registration {

// What an organisation may set about its seat pools, and who may take part.
struct Rules {
  // How often a waiting party may be passed by smaller ones that fit.
  int64_t max_passes = 3;
  // How long a hold lasts, and again after each extension.
  absl::Duration hold_time = absl::Minutes(20);
  // How often a hold can be extended.
  int64_t max_extensions = 10;
  // The holds of one client may always take this many places of a session, or a
  // quarter of it when that is more.
  int64_t client_places = 8;
  // How many live bookings a contact may have.
  int64_t contact_bookings = 20;
  // Offers run by the wall clock of this zone, from `day_start` to `day_end`
  // hours.
  absl::TimeZone zone = absl::UTCTimeZone();
  int day_start = 8;
  int day_end = 21;
  // Days on which they stand still.
  std::set<absl::CivilDay> bank_holidays;
  EligibilityRules eligibility;
  // How long after a session personal data is kept.
  absl::Duration retention = absl::Hours(24 * 90);
};

// How a session stands; as cwp.scheduling.v1.Session.State.
enum class SessionState {
  kScheduled = 1,
  kOpen = 2,
  kClosed = 3,
  kCancelled = 4,
  // Open, but about to be moved or cancelled, unless that is taken back:
  // nobody new is admitted.
  kChanging = 5,
};

// The name of a state, as in the proto, for example `OPEN`.
absl::string_view StateName(SessionState state);

// One sitting of a session.
struct Meeting {
  absl::Time start;
  absl::Time end;

  bool operator==(const Meeting& other) const = default;
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
  AttendeeRules attendees;
  // The name of the venue and its address; empty when on Teams.
  std::string venue;
  int64_t join_address_version = 0;
  // Who leads it, as scheduling knows them.
  std::vector<int64_t> facilitator_ids;
  // Of scheduling's feed, when it last changed.
  int64_t revision = 0;

  absl::Time start() const { return meetings.front().start; }
  absl::Time end() const { return meetings.back().end; }
};

// A session's capacity and everything that holds part of it.
struct Pool {
  int64_t session_id = 0;
  int64_t workshop_id = 0;
  SessionState session_state = SessionState::kScheduled;
  absl::Time booking_open_time = absl::InfinitePast();
  absl::Time booking_close_time = absl::InfiniteFuture();
  absl::Time start_time = absl::InfiniteFuture();
  absl::Time end_time = absl::InfiniteFuture();
  // The number of places applied; at times below what is taken, after a
  // coordinator lowered it.
  int64_t capacity = 0;
  // Places of confirmed bookings.
  int64_t confirmed = 0;
  // Places of holds.
  int64_t held = 0;
  // Places of offers that were made and not answered.
  int64_t offered = 0;
  // Places that channels may still sell by themselves.
  int64_t allotted = 0;
  // False when surely nobody waits for this session.
  bool queued = false;
  // Free places are kept for a party that waits.
  bool collecting = false;
  AttendeeRules attendees;
  // The feed revision of its last change.
  int64_t revision = 0;

  // Everything that takes part of the capacity.
  int64_t taken() const { return confirmed + held + offered + allotted; }

  // Places that nothing takes; not necessarily to be had by a newcomer.
  int64_t free() const { return capacity > taken() ? capacity - taken() : 0; }

  // Places that a newcomer can have now.
  int64_t left() const { return collecting ? 0 : free(); }

  // By how many places a lowered capacity is passed.
  int64_t over() const { return taken() > capacity ? taken() - capacity : 0; }
};

// Whether a newcomer may have places, their number aside: OK, or
// FAILED_PRECONDITION `SESSION_CANCELLED`, `SESSION_STARTED`,
// `SESSION_CHANGING`, `SESSION_NOT_OPEN`, `BOOKING_NOT_YET_OPEN` (metadata
// `open_time`) or `BOOKING_CLOSED`.
absl::Status CheckOpen(const Pool& pool, absl::Time now);

// Whether places that are set aside already may become a booking: OK, or
// FAILED_PRECONDITION `SESSION_CANCELLED` or `SESSION_STARTED`.
absl::Status CheckNotStarted(const Pool& pool, absl::Time now);

// Whether a session is not over yet: OK, or FAILED_PRECONDITION
// `SESSION_ENDED`.
absl::Status CheckNotEnded(const Pool& pool, absl::Time now);

// Whether places that become free go to those who wait. They may be offered
// before bookings open to everybody.
bool AdmitsWaiting(const Pool& pool, absl::Time now);

// Whether the places that are left are only held, and would be enough for a
// party of this size that waits: it may get them soon.
bool AreOnlyHeld(const Pool& pool, int64_t places, absl::Time now);

// How long before a meeting's start it can be joined.
inline constexpr absl::Duration kJoinEarly = absl::Minutes(15);

// How long after the end of a session its links lead anywhere.
inline constexpr absl::Duration kLinksLast = absl::Hours(30 * 24);

// Whether the links of a session that ends at `end` still lead anywhere: OK, or
// FAILED_PRECONDITION `LINK_EXPIRED`.
absl::Status CheckLinksLast(absl::Time end, absl::Time now);

// Whether the holder of a live booking may join now: OK, or
// FAILED_PRECONDITION `SESSION_CANCELLED`, `JOIN_TOO_EARLY` (metadata
// `open_time`) or `SESSION_ENDED`.
absl::Status CheckJoin(const Session& session, absl::Time now);

// From when the next meeting that has not ended can be joined; nothing when all
// have.
std::optional<absl::Time> NextJoinTime(const Session& session, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_POOL_H_
