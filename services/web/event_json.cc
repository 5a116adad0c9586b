#include "services/web/event_json.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/web/view.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

constexpr char kSchema[] = "https://schema.org/";

json::string Schema(absl::string_view word) {
  return json::string(absl::StrCat(kSchema, word));
}

json::object LocationOf(const Session& session, const std::string& page) {
  if (!session.venue.has_value()) {
    return {{"@type", "VirtualLocation"}, {"url", page}};
  }
  json::object address = {{"@type", "PostalAddress"},
                          {"streetAddress", session.venue->address},
                          {"addressCountry", "GB"}};
  if (!session.venue->postcode.empty()) {
    address["postalCode"] = session.venue->postcode;
  }
  return {{"@type", "Place"},
          {"name", session.venue->name},
          {"address", std::move(address)}};
}

json::object OfferOf(Standing standing, const std::string& page) {
  json::object offer = {{"@type", "Offer"},
                        {"price", "0"},
                        {"priceCurrency", "GBP"},
                        {"url", page}};
  const bool full =
      standing == Standing::kFull || standing == Standing::kOnlyKept;
  if (standing == Standing::kCanBook) offer["availability"] = Schema("InStock");
  if (full) offer["availability"] = Schema("SoldOut");
  return offer;
}

json::object EventOf(const EventSource& source, const Workshop& workshop,
                     const Session& session, Standing standing) {
  const std::string page =
      absl::StrCat(source.public_url, WorkshopPath(workshop));
  const auto time = [&](absl::Time at) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", at, source.zone);
  };
  const bool cancelled = standing == Standing::kCancelled;
  return {
      {"@context", "https://schema.org"},
      {"@type", "Event"},
      {"name", workshop.title},
      {"description", workshop.summary},
      {"startDate", time(session.start())},
      {"endDate", time(session.end())},
      {"eventStatus", Schema(cancelled ? "EventCancelled" : "EventScheduled")},
      {"eventAttendanceMode",
       Schema(session.venue.has_value() ? "OfflineEventAttendanceMode"
                                        : "OnlineEventAttendanceMode")},
      {"location", LocationOf(session, page)},
      {"organizer", json::object{{"@type", "Organization"},
                                 {"name", std::string(source.organisation)},
                                 {"url", std::string(source.public_url)}}},
      {"isAccessibleForFree", true},
      {"url", page},
      {"offers", OfferOf(standing, page)}};
}

}  // namespace

std::string EventsJson(const EventSource& source, const Workshop& workshop,
                       const std::vector<const Session*>& sessions,
                       const SeatReader::Counts& seats, absl::Time now) {
  json::array events;
  for (const Session* session : sessions) {
    const Standing standing = StandingOf(*session, seats.at(session->id), now);
    events.push_back(EventOf(source, workshop, *session, standing));
  }
  if (events.empty()) return "";
  // No sign in it can end the element that it stands in.
  return absl::StrReplaceAll(
      json::serialize(events),
      {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
}

}  // namespace cwp::web
