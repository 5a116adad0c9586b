#include "services/gateway/domain.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"

namespace cwp::gateway {
namespace {

// What stands in the free bits of the id of a session's ticket class.
constexpr int64_t kTicketClass = 1;

}  // namespace

absl::Status CheckToken(const Partner& partner, absl::Time now) {
  const bool revoked = partner.revoke_time.has_value();
  const bool expired =
      partner.expire_time.has_value() && now >= *partner.expire_time;
  if (!revoked && !expired) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnauthenticated, "INVALID_AUTH",
                   revoked ? "The OAuth token you provided was revoked."
                           : "The OAuth token you provided has expired.");
}

absl::string_view ScopeName(Scope scope) {
  switch (scope) {
    case Scope::kReadEvents:
      return "events:read";
    case Scope::kReadOrders:
      return "orders:read";
    case Scope::kWriteOrders:
      return "orders:write";
  }
  return "";
}

absl::Status CheckScope(const Partner& partner, Scope scope) {
  if (partner.scopes.contains(scope)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_AUTHORIZED",
                   absl::StrCat("Your token does not have the scope ",
                                ScopeName(scope), "."));
}

bool IsUseNews(const Partner& partner, absl::Time now) {
  return !partner.last_use_time.has_value() ||
         now - *partner.last_use_time >= kUseInterval;
}

absl::string_view PlaceName(Audience audience) {
  switch (audience) {
    case Audience::kParentsAndCarers:
      return "Parent or carer place";
    case Audience::kYoungPeople:
      return "Young person's place";
    case Audience::kProfessionals:
      return "Professional's place";
  }
  return "Place";
}

absl::Time Session::change_time() const {
  return std::max(update_time, workshop->update_time);
}

absl::Time Session::publish_time() const {
  return std::max(create_time, workshop->publish_time);
}

const Session* Catalogue::Find(int64_t session_id) const {
  const auto found = places.find(session_id);
  return found == places.end() ? nullptr : &sessions[found->second];
}

int64_t Session::venue_id() const {
  return venue == workshop->venue ? workshop->id : id;
}

const Venue* Catalogue::FindVenue(int64_t venue_id) const {
  const auto found = std::find_if(
      sessions.begin(), sessions.end(), [venue_id](const Session& session) {
        return session.venue.has_value() && session.venue_id() == venue_id;
      });
  return found == sessions.end() ? nullptr : &*found->venue;
}

Catalogue MakeCatalogue(std::vector<Session> sessions) {
  std::sort(
      sessions.begin(), sessions.end(), [](const Session& a, const Session& b) {
        return std::tie(a.start_time, a.id) < std::tie(b.start_time, b.id);
      });
  Catalogue catalogue;
  catalogue.sessions = std::move(sessions);
  for (size_t i = 0; i < catalogue.sessions.size(); ++i) {
    catalogue.places[catalogue.sessions[i].id] = i;
  }
  return catalogue;
}

EventStatus StatusOf(const Session& session, absl::Time now) {
  if (session.state == SessionState::kCancelled) return EventStatus::kCanceled;
  if (now >= session.end_time) return EventStatus::kCompleted;
  return now >= session.start_time ? EventStatus::kStarted : EventStatus::kLive;
}

absl::string_view StatusName(EventStatus status) {
  switch (status) {
    case EventStatus::kLive:
      return "live";
    case EventStatus::kStarted:
      return "started";
    case EventStatus::kCompleted:
      return "completed";
    case EventStatus::kCanceled:
      return "canceled";
  }
  return "";
}

SaleStatus SaleStatusOf(const Session& session, const SeatCount* seats,
                        absl::Time now) {
  const bool over = session.state == SessionState::kClosed ||
                    session.state == SessionState::kCancelled ||
                    now >= session.booking_close_time ||
                    now >= session.start_time;
  if (over) return SaleStatus::kUnavailable;
  if (session.state == SessionState::kScheduled ||
      now < session.booking_open_time) {
    return SaleStatus::kNotYetOnSale;
  }
  if (seats == nullptr) return SaleStatus::kUnknown;
  return seats->left > 0 ? SaleStatus::kAvailable : SaleStatus::kSoldOut;
}

absl::string_view SaleStatusName(SaleStatus status) {
  switch (status) {
    case SaleStatus::kUnknown:
      return "UNKNOWN";
    case SaleStatus::kNotYetOnSale:
      return "NOT_YET_ON_SALE";
    case SaleStatus::kAvailable:
      return "AVAILABLE";
    case SaleStatus::kSoldOut:
      return "SOLD_OUT";
    case SaleStatus::kUnavailable:
      return "UNAVAILABLE";
  }
  return "";
}

std::string TicketClassId(int64_t session_id) {
  return absl::StrCat(session_id + kTicketClass);
}

std::optional<int64_t> SessionOfTicketClass(absl::string_view id) {
  const std::optional<int64_t> number = ParseId(id);
  if (!number.has_value() || *number % kIdBlock != kTicketClass ||
      *number < kIdBlock) {
    return std::nullopt;
  }
  return *number - kTicketClass;
}

std::string ToText(const AttendeeId& id) {
  return absl::StrCat(id.booking_id + id.position);
}

std::optional<AttendeeId> ParseAttendeeId(absl::string_view id) {
  const std::optional<int64_t> number = ParseId(id);
  if (!number.has_value() || *number % kIdBlock == 0 || *number < kIdBlock) {
    return std::nullopt;
  }
  const int64_t position = *number % kIdBlock;
  return AttendeeId{.booking_id = *number - position,
                    .position = static_cast<int>(position)};
}

}  // namespace cwp::gateway
