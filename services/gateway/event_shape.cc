#include "services/gateway/event_shape.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "boost/json/array.hpp"

namespace cwp::gateway {
namespace {

// Registration's limit for one booking.
constexpr int kMaxPlaces = 10;

json::value Availability(const Session& session, const SeatCount* seats,
                         absl::Time now) {
  if (seats == nullptr) return nullptr;
  const SaleStatus sale = SaleStatusOf(session, seats, now);
  return json::object{
      {"has_available_tickets", sale == SaleStatus::kAvailable},
      {"minimum_ticket_price", NoPrice()},
      {"maximum_ticket_price", NoPrice()},
      {"is_sold_out", seats->left <= 0},
      {"start_sales_date", DateTimeTz(session.booking_open_time)},
      {"waitlist_available", false}};
}

void AddExpansions(json::object& event, const Session& session,
                   const SeatCount* seats, absl::Time now,
                   const EventExpansions& expansions,
                   const Presence& presence) {
  if (expansions.ticket_availability) {
    event["ticket_availability"] = Availability(session, seats, now);
  }
  if (expansions.ticket_classes) {
    event["ticket_classes"] =
        json::array{TicketClassShape(session, seats, now, presence)};
  }
  if (expansions.venue) {
    event["venue"] = nullptr;
    if (session.venue.has_value()) {
      event["venue"] = VenueShape(session.venue_id(), *session.venue, presence);
    }
  }
  if (expansions.organizer) {
    event["organizer"] = OrganizerShape(presence);
  }
}

// What says nothing about a session, but stands in every event.
void AddConstants(json::object& event) {
  for (const char* name :
       {"is_locked", "is_series", "is_series_parent", "is_reserved_seating",
        "show_pick_a_seat", "show_seatmap_thumbnail",
        "show_colors_in_seatmap_thumbnail", "is_externally_ticketed",
        "hide_start_date", "hide_end_date", "invite_only"}) {
    event[name] = false;
  }
  for (const char* name :
       {"listed", "shareable", "show_remaining", "is_free"}) {
    event[name] = true;
  }
  for (const char* name : {"version", "facebook_event_id", "logo_id", "logo",
                           "category_id", "subcategory_id", "format_id"}) {
    event[name] = nullptr;
  }
  event["currency"] = "GBP";
  event["tx_time_limit"] = 1200;
  event["locale"] = "en_GB";
  event["privacy_setting"] = "unlocked";
  event["inventory_type"] = "limited";
  event["source"] = "api";
}

}  // namespace

EventExpansions ReadEventExpansions(absl::string_view expand) {
  EventExpansions expansions;
  for (absl::string_view name : absl::StrSplit(expand, ',')) {
    name = absl::StripAsciiWhitespace(name);
    if (name == "ticket_availability") expansions.ticket_availability = true;
    if (name == "ticket_classes") expansions.ticket_classes = true;
    if (name == "venue") expansions.venue = true;
    if (name == "organizer") expansions.organizer = true;
  }
  return expansions;
}

json::object OrganizerShape(const Presence& presence) {
  return {{"id", presence.organisation_id},
          {"name", presence.organisation},
          {"resource_uri",
           presence.ResourceUri("organizers/", presence.organisation_id)}};
}

json::object EventShape(const Session& session, const SeatCount* seats,
                        absl::Time now, const EventExpansions& expansions,
                        const Presence& presence) {
  const Workshop& workshop = *session.workshop;
  const std::string id = absl::StrCat(session.id);
  json::object event = {
      {"name", MultipartText(workshop.title)},
      {"description", MultipartText(workshop.summary)},
      {"url", absl::StrCat(presence.web_url, "/workshops/", workshop.slug)},
      {"start", DateTimeTz(session.start_time)},
      {"end", DateTimeTz(session.end_time)},
      {"organization_id", presence.organisation_id},
      {"created", UtcText(session.create_time)},
      {"changed", UtcText(session.change_time())},
      {"published", UtcText(session.publish_time())},
      {"capacity", seats == nullptr ? session.capacity : seats->capacity},
      {"capacity_is_custom", true},
      {"status", JsonText(StatusName(StatusOf(session, now)))},
      {"online_event", !session.venue.has_value()},
      {"summary", workshop.summary},
      {"organizer_id", presence.organisation_id},
      {"venue_id", nullptr},
      {"id", id},
      {"resource_uri", presence.ResourceUri("events/", id)}};
  if (session.venue.has_value()) {
    event["venue_id"] = absl::StrCat(session.venue_id());
  }
  AddConstants(event);
  AddExpansions(event, session, seats, now, expansions, presence);
  return event;
}

json::object TicketClassShape(const Session& session, const SeatCount* seats,
                              absl::Time now, const Presence& presence) {
  const std::string id = TicketClassId(session.id);
  const json::value name = JsonText(PlaceName(session.workshop->audience));
  const int64_t capacity =
      seats == nullptr ? session.capacity : seats->capacity;
  const SaleStatus sale = SaleStatusOf(session, seats, now);
  json::object shape = {
      {"actual_cost", nullptr},
      {"actual_fee", NoCost()},
      {"cost", NoCost()},
      {"fee", NoCost()},
      {"tax", NoCost()},
      {"resource_uri",
       presence.ResourceUri("events/", session.id, "/ticket_classes/", id)},
      {"display_name", name},
      {"name", name},
      {"description", nullptr},
      {"sorting", 1},
      {"donation", false},
      {"free", true},
      {"minimum_quantity", 1},
      {"maximum_quantity", kMaxPlaces},
      {"maximum_quantity_per_order", kMaxPlaces},
      {"on_sale_status", JsonText(SaleStatusName(sale))},
      {"has_pdf_ticket", false},
      {"order_confirmation_message", nullptr},
      {"delivery_methods", json::array{"electronic"}},
      {"category", "admission"},
      {"sales_channels", json::array{"online"}},
      {"secondary_assignment_enabled", false},
      {"event_id", absl::StrCat(session.id)},
      {"image_id", nullptr},
      {"id", id},
      {"capacity", capacity},
      {"quantity_total", capacity},
      {"quantity_sold", nullptr},
      {"sales_start", UtcText(session.booking_open_time)},
      {"sales_end", UtcText(session.booking_close_time)},
      {"sales_end_relative", nullptr},
      {"hidden", false},
      {"hidden_currently", false},
      {"include_fee", false},
      {"split_fee", false},
      {"hide_description", true},
      {"hide_sale_dates", false},
      {"auto_hide", false},
      {"payment_constraints", json::array{}}};
  if (seats != nullptr) shape["quantity_sold"] = seats->confirmed;
  return shape;
}

json::object VenueShape(int64_t venue_id, const Venue& venue,
                        const Presence& presence) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(venue.address, ',')) {
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty()) lines.emplace_back(line);
  }
  // The last line of several is the town.
  std::string city;
  if (lines.size() > 1) {
    city = lines.back();
    lines.pop_back();
  }
  std::vector<std::string> whole = lines;
  if (!city.empty()) whole.push_back(city);
  if (!venue.postcode.empty()) whole.push_back(venue.postcode);
  json::array display;
  for (const std::string& line : whole) display.emplace_back(line);

  const std::string first = lines.empty() ? "" : lines.front();
  if (!lines.empty()) lines.erase(lines.begin());
  const std::string id = absl::StrCat(venue_id);
  return {{"address",
           json::object{
               {"address_1", first},
               {"address_2", absl::StrJoin(lines, ", ")},
               {"city", city},
               {"region", ""},
               {"postal_code", venue.postcode},
               {"country", "GB"},
               {"latitude", nullptr},
               {"longitude", nullptr},
               {"localized_address_display", absl::StrJoin(whole, ", ")},
               {"localized_area_display", city},
               {"localized_multi_line_address_display", std::move(display)}}},
          {"resource_uri", presence.ResourceUri("venues/", id)},
          {"id", id},
          {"age_restriction", nullptr},
          {"capacity", nullptr},
          {"name", venue.name},
          {"latitude", nullptr},
          {"longitude", nullptr}};
}

}  // namespace cwp::gateway
