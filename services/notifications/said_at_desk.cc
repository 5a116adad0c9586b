#include "services/notifications/said_at_desk.h"

#include <optional>
#include <utility>

namespace cwp::notifications {

civil::OfficeHours MakeOffice(civil::OfficeHours::Options hours,
                              const civil::DaysOff& days_off,
                              const absl::TimeZone& zone) {
  hours.days_off = days_off;
  hours.zone = zone;
  return civil::OfficeHours(std::move(hours));
}

Organisation LayOver(Organisation settings, const organisation::Parts& parts,
                     const civil::DaysOff& days_off) {
  if (parts.contacts.has_value()) {
    settings.contact_phone = parts.contacts->phone();
    settings.contact_email = parts.contacts->email();
    settings.opening_hours = parts.contacts->opening_hours();
    settings.office.reset();
    std::optional<civil::OfficeHours::Options> times =
        civil::ReadOpeningTimes(parts.contacts->opening_times());
    if (times.has_value()) {
      settings.office.emplace(
          MakeOffice(*std::move(times), days_off, settings.zone));
    }
  }
  if (parts.urgent_help.has_value()) {
    settings.urgent_phone = parts.urgent_help->local_phone();
  }
  return settings;
}

}  // namespace cwp::notifications
