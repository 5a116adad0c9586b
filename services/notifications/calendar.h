#ifndef CWP_SERVICES_NOTIFICATIONS_CALENDAR_H_
#define CWP_SERVICES_NOTIFICATIONS_CALENDAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/notifications/facts.h"

namespace cwp::notifications {

// What a calendar shows of a booking.
struct CalendarBooking {
  int64_t booking_id = 0;
  // Rises with every change that a calendar should show.
  int64_t sequence = 0;
  bool cancelled = false;
  // What to call it; empty for a title that tells bystanders nothing.
  std::string title;
  std::vector<Meeting> meetings;
  // Where people go; empty when online.
  std::string venue;
  // Our own join link, and never any other.
  std::string join_link;
  // Who answers for the session: a name and a bare address.
  std::string organiser_name;
  std::string organiser_email;
  // The host name of our pages, which makes ids unique in the world.
  std::string host;
};

// Draws a calendar file (RFC 5545), method PUBLISH: one event for each meeting,
// in Europe/London time.
std::string DrawCalendar(const CalendarBooking& booking, absl::Time now);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_CALENDAR_H_
