#include "services/registration/said_at_desk.h"

#include "absl/time/time.h"

namespace cwp::registration {

Rules LayOver(Rules settings, const organisation::Parts& parts) {
  if (parts.eligibility.has_value()) {
    const scheduling::v1::EligibilityRules& said = *parts.eligibility;
    settings.eligibility = {
        .ask_area = said.ask_area(),
        .ask_age = said.ask_age(),
        .ages = {.min_years = said.min_years(), .max_years = said.max_years()},
        .own_booking_age = said.own_booking_years()};
  }
  if (parts.retention.has_value()) {
    settings.retention = absl::Hours(24 * parts.retention->days());
  }
  return settings;
}

}  // namespace cwp::registration
