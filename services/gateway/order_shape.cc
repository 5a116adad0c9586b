#include "services/gateway/order_shape.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/time/proto_time.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {
namespace {

// What registration takes for the end of the oldest band.
constexpr int kOldest = 120;

bool IsCancelled(const BookingProto& booking) {
  return booking.state() == BookingProto::CANCELLED;
}

// Adds name, first_name and last_name; what stands after the last space is
// taken for the last name.
void AddNames(json::object& shape, const std::string& name) {
  const size_t space = name.rfind(' ');
  const bool two = space != std::string::npos;
  shape["name"] = name;
  shape["first_name"] = two ? name.substr(0, space) : name;
  shape["last_name"] = two ? name.substr(space + 1) : "";
}

json::object BasicCosts() {
  return {{"base_price", NoCost()},
          {"eventbrite_fee", NoCost()},
          {"gross", NoCost()},
          {"payment_fee", NoCost()},
          {"tax", NoCost()}};
}

json::object OrderCosts() {
  json::object costs = BasicCosts();
  costs["display_fee"] = NoCost();
  costs["display_price"] = NoCost();
  costs["has_gts_tax"] = false;
  costs["fee_components"] = json::array();
  costs["shipping_components"] = json::array();
  costs["tax_components"] = json::array();
  return costs;
}

json::object Profile(const registration::v1::Contact& contact) {
  json::object profile;
  AddNames(profile, contact.name());
  profile["email"] = contact.email();
  if (!contact.phone().empty()) profile["cell_phone"] = contact.phone();
  profile["addresses"] = json::object();
  return profile;
}

json::array Barcodes(const BookingProto& booking, const std::string& id) {
  if (IsCancelled(booking)) return {};
  return {json::object{{"status", "unused"},
                       {"barcode", absl::StrCat(id, "001")},
                       {"created", UtcText(CreateTimeOf(booking))},
                       {"changed", UtcText(ChangeTimeOf(booking))},
                       {"checkin_type", 0},
                       {"is_printed", false}}};
}

}  // namespace

json::object OrderShape(const BookingProto& booking, const Presence& presence) {
  const std::string id = absl::StrCat(booking.id());
  json::object order = {{"costs", OrderCosts()},
                        {"resource_uri", presence.ResourceUri("orders/", id)},
                        {"id", id},
                        {"changed", UtcText(ChangeTimeOf(booking))},
                        {"created", UtcText(CreateTimeOf(booking))}};
  AddNames(order, booking.contact().name());
  order["email"] = booking.contact().email();
  order["status"] = IsCancelled(booking) ? "cancelled" : "placed";
  order["time_remaining"] = 0;
  order["event_id"] = absl::StrCat(booking.session_id());
  return order;
}

json::object AttendeeShape(const BookingProto& booking, int position,
                           absl::string_view place, const Presence& presence) {
  const bool cancelled = IsCancelled(booking);
  const std::string id =
      ToText(AttendeeId{.booking_id = booking.id(), .position = position});
  json::object attendee = {
      {"costs", BasicCosts()},
      {"resource_uri", presence.ResourceUri("events/", booking.session_id(),
                                            "/attendees/", id)},
      {"id", id},
      {"changed", UtcText(ChangeTimeOf(booking))},
      {"created", UtcText(CreateTimeOf(booking))},
      {"quantity", 1},
      {"variant_id", nullptr},
      {"profile", Profile(booking.contact())},
      {"barcodes", Barcodes(booking, id)},
      {"answers", json::array()},
      {"checked_in", false},
      {"cancelled", cancelled},
      {"refunded", false},
      {"affiliate", nullptr},
      {"guestlist_id", nullptr},
      {"invited_by", nullptr},
      {"status", cancelled ? "Not Attending" : "Attending"},
      {"ticket_class_name", JsonText(place)},
      {"delivery_method", "electronic"},
      {"event_id", absl::StrCat(booking.session_id())},
      {"order_id", absl::StrCat(booking.id())},
      {"ticket_class_id", TicketClassId(booking.session_id())}};
  const registration::v1::Attendee& person = booking.attendees(position - 1);
  if (person.has_age_band()) {
    attendee["age_band"] = AgeBandName(person.age_band());
  }
  return attendee;
}

json::array AttendeeShapes(const BookingProto& booking, absl::string_view place,
                           const Presence& presence) {
  json::array attendees;
  for (int i = 1; i <= booking.attendees_size(); ++i) {
    attendees.push_back(AttendeeShape(booking, i, place, presence));
  }
  return attendees;
}

absl::Time CreateTimeOf(const BookingProto& booking) {
  return ToTime(booking.create_time());
}

absl::Time ChangeTimeOf(const BookingProto& booking) {
  return ToTime(booking.update_time());
}

std::string AgeBandName(const registration::v1::AgeBand& band) {
  if (band.max_years() == kOldest) {
    return absl::StrCat(band.min_years(), "_and_over");
  }
  if (band.min_years() == 0) {
    return absl::StrCat("under_", band.max_years() + 1);
  }
  if (band.min_years() == band.max_years()) {
    return absl::StrCat(band.min_years());
  }
  return absl::StrCat(band.min_years(), "_to_", band.max_years());
}

}  // namespace cwp::gateway
