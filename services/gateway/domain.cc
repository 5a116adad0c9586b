#include "services/gateway/domain.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"

namespace cwp::gateway {

absl::Status CheckToken(const Partner& partner, absl::Time now) {
  const bool revoked = partner.revoke_time.has_value();
  const bool expired =
      partner.expire_time.has_value() && now >= *partner.expire_time;
  if (!revoked && !expired) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnauthenticated, "INVALID_AUTH",
                   revoked ? "The OAuth token you provided was revoked."
                           : "The OAuth token you provided has expired.");
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
  return absl::StrCat(session_id, "1");
}

std::optional<int64_t> SessionOfTicketClass(absl::string_view id) {
  if (!absl::EndsWith(id, "1")) return std::nullopt;
  id.remove_suffix(1);
  return ParseId(id);
}

std::string ToText(const AttendeeId& id) {
  return absl::StrCat(id.booking_id, absl::Dec(id.position, absl::kZeroPad2));
}

std::optional<AttendeeId> ParseAttendeeId(absl::string_view id) {
  const bool digits = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (id.size() < 3 || !digits) return std::nullopt;
  const absl::string_view last = id.substr(id.size() - 2);
  const int position = (last[0] - '0') * 10 + (last[1] - '0');
  const std::optional<int64_t> booking = ParseId(id.substr(0, id.size() - 2));
  if (!booking.has_value() || position < 1) return std::nullopt;
  return AttendeeId{.booking_id = *booking, .position = position};
}

}  // namespace cwp::gateway
