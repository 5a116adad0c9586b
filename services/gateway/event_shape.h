#ifndef CWP_SERVICES_GATEWAY_EVENT_SHAPE_H_
#define CWP_SERVICES_GATEWAY_EVENT_SHAPE_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/object.hpp"
#include "services/gateway/domain.h"
#include "services/gateway/presence.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {

// Sessions in the shape of Eventbrite's events and ticket classes. `seats` is
// null when nobody could say how full the session is; what depends on it is
// then null too, and the sale status UNKNOWN.

// What is put into an event besides what always is.
struct EventExpansions {
  bool ticket_availability = false;
  bool ticket_classes = false;
  bool venue = false;
  bool organizer = false;

  // Whether any of them needs seat counts.
  bool needs_seats() const { return ticket_availability || ticket_classes; }
};

// Reads `expand`: names separated by commas. Those unknown are ignored, as
// Eventbrite does.
EventExpansions ReadEventExpansions(absl::string_view expand);

json::object EventShape(const Session& session, const SeatCount* seats,
                        absl::Time now, const EventExpansions& expansions,
                        const Presence& presence);

json::object TicketClassShape(const Session& session, const SeatCount* seats,
                              absl::Time now, const Presence& presence);

// The one organisation that there is.
json::object OrganizerShape(const Presence& presence);

json::object VenueShape(int64_t venue_id, const Venue& venue,
                        const Presence& presence);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_EVENT_SHAPE_H_
