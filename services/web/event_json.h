#ifndef CWP_SERVICES_WEB_EVENT_JSON_H_
#define CWP_SERVICES_WEB_EVENT_JSON_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/web/domain.h"
#include "services/web/seats.h"

namespace cwp::web {

// Who offers workshops, and where their pages are.
struct EventSource {
  absl::string_view public_url;
  absl::string_view organisation;
  absl::TimeZone zone;
};

// Sessions of a workshop as schema.org/Event, for search engines: JSON that can
// stand inside a page, whatever a title holds. Empty when there are none.
std::string EventsJson(const EventSource& source, const Workshop& workshop,
                       const std::vector<const Session*>& sessions,
                       const SeatReader::Counts& seats, absl::Time now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_EVENT_JSON_H_
