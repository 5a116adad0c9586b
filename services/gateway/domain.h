#ifndef CWP_SERVICES_GATEWAY_DOMAIN_H_
#define CWP_SERVICES_GATEWAY_DOMAIN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/gateway/presence.h"

namespace cwp::gateway {

// What the gateway knows and decides by itself. Pure: time comes in as an
// argument.

// What a token lets its holder do; as cwp.gateway.v1.Partner.Scope.
enum class Scope { kReadEvents = 1, kReadOrders = 2, kWriteOrders = 3 };

// `events:read`, `orders:read`, `orders:write`.
absl::string_view ScopeName(Scope scope);

// A partner booking platform; as cwp.gateway.v1.Partner.
struct Partner {
  int64_t id = 0;
  std::string name;
  std::string channel;
  // What its token lets it do.
  std::set<Scope> scopes = {Scope::kReadEvents, Scope::kReadOrders,
                            Scope::kWriteOrders};
  absl::Time create_time;
  std::optional<absl::Time> revoke_time;
  std::optional<absl::Time> expire_time;
  // When its token was last used, kUseInterval later at most.
  std::optional<absl::Time> last_use_time;
};

// How often it is written down that a token is used.
inline constexpr absl::Duration kUseInterval = absl::Hours(1);

// Whether the partner's token works. Fails with UNAUTHENTICATED `INVALID_AUTH`
// once it was revoked or has expired.
absl::Status CheckToken(const Partner& partner, absl::Time now);

// Whether it lets its holder do something. Fails with PERMISSION_DENIED
// `NOT_AUTHORIZED`.
absl::Status CheckScope(const Partner& partner, Scope scope);

// Whether its use is to be written down.
bool IsUseNews(const Partner& partner, absl::Time now);

// For whom a workshop is; as cwp.scheduling.v1.Audience.
enum class Audience { kParentsAndCarers = 1, kYoungPeople, kProfessionals };

// What one place of a session is called, for example "Parent or carer place".
absl::string_view PlaceName(Audience audience);

struct Venue {
  std::string name;
  // Lines separated by commas.
  std::string address;
  std::string postcode;

  bool operator==(const Venue&) const = default;
};

// A published workshop, as scheduling said last.
struct Workshop {
  int64_t id = 0;
  std::string slug;
  std::string title;
  std::string summary;
  std::string description;
  Audience audience = Audience::kParentsAndCarers;
  // Absent when it is on Teams.
  std::optional<Venue> venue;
  absl::Time publish_time;
  absl::Time update_time;
};

// As cwp.scheduling.v1.Session.State.
enum class SessionState { kScheduled = 1, kOpen, kClosed, kCancelled };

// A session of a published workshop: an event, in partners' words.
struct Session {
  int64_t id = 0;
  std::shared_ptr<const Workshop> workshop;
  SessionState state = SessionState::kScheduled;
  // When its first meeting starts and its last one ends.
  absl::Time start_time;
  absl::Time end_time;
  // The capacity that scheduling wishes for.
  int64_t capacity = 0;
  // Absent when it is on Teams. Of the workshop, or the session's own.
  std::optional<Venue> venue;
  absl::Time booking_open_time;
  absl::Time booking_close_time;
  absl::Time create_time;
  absl::Time update_time;

  // When anything of it that partners see last changed.
  absl::Time change_time() const;
  // When it was shown first.
  absl::Time publish_time() const;
  // A workshop's venue has the workshop's id, a session's own the session's.
  int64_t venue_id() const;
};

// What is on offer: the sessions of published workshops, by start, then id.
struct Catalogue {
  // How the organisation shows itself.
  Presence presence;
  std::vector<Session> sessions;
  // Where in `sessions` each one is.
  absl::flat_hash_map<int64_t, size_t> places;

  // Null when there is none.
  const Session* Find(int64_t session_id) const;
  // Where some session is; null when none is there.
  const Venue* FindVenue(int64_t venue_id) const;
};

// Puts sessions in order.
Catalogue MakeCatalogue(std::vector<Session> sessions);

// How full a session is, as registration says.
struct SeatCount {
  int64_t capacity = 0;
  int64_t confirmed = 0;
  int64_t left = 0;

  bool operator==(const SeatCount&) const = default;
};

// How an event stands, in Eventbrite's words. Drafts are not shown.
enum class EventStatus { kLive, kStarted, kCompleted, kCanceled };
EventStatus StatusOf(const Session& session, absl::Time now);
// `live`, `started`, `completed` or `canceled`.
absl::string_view StatusName(EventStatus status);

// Whether places can be had, in Eventbrite's words.
enum class SaleStatus {
  kUnknown,
  kNotYetOnSale,
  kAvailable,
  kSoldOut,
  kUnavailable
};
// `seats` is null when nobody could say how full the session is.
SaleStatus SaleStatusOf(const Session& session, const SeatCount* seats,
                        absl::Time now);
// `UNKNOWN`, `NOT_YET_ON_SALE`, `AVAILABLE`, `SOLD_OUT` or `UNAVAILABLE`.
absl::string_view SaleStatusName(SaleStatus status);

// Ids of sessions and bookings have their low bits free (see
// IdGenerator::NextBlock), in which those that they have parts of are numbered.

// Each session has one ticket class, whose id is the one after the session's.
std::string TicketClassId(int64_t session_id);
// The session of a ticket class id; nothing when it is none.
std::optional<int64_t> SessionOfTicketClass(absl::string_view id);

// An attendee's id is as far after the booking's as its position, from 1.
struct AttendeeId {
  int64_t booking_id = 0;
  int position = 0;
};
std::string ToText(const AttendeeId& id);
std::optional<AttendeeId> ParseAttendeeId(absl::string_view id);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_DOMAIN_H_
