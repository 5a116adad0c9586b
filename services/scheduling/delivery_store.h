#ifndef CWP_SERVICES_SCHEDULING_DELIVERY_STORE_H_
#define CWP_SERVICES_SCHEDULING_DELIVERY_STORE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/db/value.h"
#include "services/scheduling/domain.h"

// How a Delivery lies in the columns delivery_mode, venue_name, venue_address,
// venue_postcode, which workshops and sessions both have.

namespace cwp::scheduling {

// Reads the four columns from `first` on.
inline Delivery ReadDelivery(const db::Rows::Row& row, int first) {
  Delivery delivery;
  delivery.mode = static_cast<DeliveryMode>(row.Int(first));
  if (!row.IsNull(first + 1)) {
    delivery.venue = Venue{.name = row.String(first + 1),
                           .address = row.String(first + 2),
                           .postcode = row.String(first + 3)};
  }
  return delivery;
}

// One part of the venue; NULL without a venue. The delivery outlives the value.
inline db::Value VenuePart(const Delivery& delivery, std::string Venue::*part) {
  if (!delivery.venue.has_value()) return db::Value();
  return db::Value((*delivery.venue).*part);
}

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_DELIVERY_STORE_H_
