#include "services/cwpctl/place_options.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"

namespace cwp::ctl {
namespace {

namespace v1 = scheduling::v1;

}  // namespace

void AddPlaceOptions(CLI::App& verb, PlaceOptions& options) {
  CLI::Option* place =
      verb.add_option("--place", options.place,
                      "'teams' for Microsoft Teams, whatever the workshop "
                      "says; 'workshop' for where that says")
          ->check(CLI::IsMember({"teams", "workshop"}));
  CLI::Option* venue =
      verb.add_option("--venue", options.venue_name,
                      "The venue of this session, whatever the workshop says")
          ->excludes(place);
  verb.add_option("--venue-address", options.venue_address,
                  "Lines separated by commas")
      ->needs(venue);
  verb.add_option("--venue-postcode", options.venue_postcode)->needs(venue);
  verb.add_option("--format", options.format,
                  "'workshop', in which people take part, or 'live-webinar', "
                  "which they watch")
      ->check(CLI::IsMember({"workshop", "live-webinar"}));
}

std::vector<std::string> ReadPlace(const PlaceOptions& options,
                                   v1::Session& session) {
  std::vector<std::string> paths;
  if (!options.place.empty() || !options.venue_name.empty()) {
    paths.push_back("delivery_override");
  }
  if (options.place == "teams") {
    session.mutable_delivery_override()->set_mode(v1::Delivery::TEAMS);
  }
  if (!options.venue_name.empty()) {
    v1::Delivery& delivery = *session.mutable_delivery_override();
    delivery.set_mode(v1::Delivery::VENUE);
    delivery.mutable_venue()->set_name(options.venue_name);
    delivery.mutable_venue()->set_address(options.venue_address);
    delivery.mutable_venue()->set_postcode(options.venue_postcode);
  }
  if (!options.format.empty()) {
    paths.push_back("format");
    session.set_format(options.format == "workshop"
                           ? v1::Session::WORKSHOP
                           : v1::Session::LIVE_WEBINAR);
  }
  return paths;
}

std::string PlaceWords(const v1::Session& session) {
  const v1::Delivery& delivery = session.delivery();
  return absl::StrCat(
      delivery.mode() == v1::Delivery::VENUE
          ? absl::string_view(delivery.venue().name())
          : "Microsoft Teams",
      session.has_delivery_override() ? " (not as the workshop)" : "",
      session.format() == v1::Session::LIVE_WEBINAR ? ", live webinar" : "");
}

}  // namespace cwp::ctl
