#include "services/gateway/catalogue.h"

#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/organisation/parts.h"
#include "common/telemetry/log.h"
#include "common/time/proto_time.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"

namespace cwp::gateway {
namespace {

namespace scheduling = ::cwp::scheduling::v1;

using Workshops = absl::flat_hash_map<int64_t, std::shared_ptr<const Workshop>>;

std::optional<Venue> VenueOf(const scheduling::Delivery& delivery) {
  if (delivery.mode() != scheduling::Delivery::VENUE) return std::nullopt;
  const scheduling::Venue& venue = delivery.venue();
  return Venue{.name = venue.name(),
               .address = venue.address(),
               .postcode = venue.postcode()};
}

std::optional<Workshop> ToWorkshop(const StoredResource& resource) {
  scheduling::Workshop proto;
  if (!proto.ParseFromString(resource.resource) ||
      !scheduling::Audience_IsValid(proto.audience()) ||
      proto.audience() == scheduling::AUDIENCE_UNSPECIFIED) {
    Log(LogLevel::kError, "workshop_not_understood",
        {{"workshop", resource.id}});
    return std::nullopt;
  }
  if (proto.state() != scheduling::Workshop::PUBLISHED) return std::nullopt;
  Workshop workshop = {.id = proto.id(),
                       .slug = proto.slug(),
                       .title = proto.title(),
                       .summary = proto.summary(),
                       .description = proto.description(),
                       .audience = static_cast<Audience>(proto.audience()),
                       .publish_time = ToTime(proto.publish_time()),
                       .update_time = ToTime(proto.update_time())};
  workshop.venue = VenueOf(proto.delivery());
  return workshop;
}

// How a session stands for partners. What is about to change sells nothing, and
// is told once it has.
std::optional<SessionState> StateOf(const scheduling::Session& proto) {
  switch (proto.state()) {
    case scheduling::Session::SCHEDULED:
      return SessionState::kScheduled;
    case scheduling::Session::OPEN:
      return proto.has_pending_change() ? SessionState::kClosed
                                        : SessionState::kOpen;
    case scheduling::Session::CLOSED:
    case scheduling::Session::COMPLETED:
      return SessionState::kClosed;
    case scheduling::Session::CANCELLED:
      return SessionState::kCancelled;
    default:
      return std::nullopt;
  }
}

std::optional<Session> ToSession(const StoredResource& resource,
                                 const Workshops& workshops) {
  scheduling::Session proto;
  const bool read = proto.ParseFromString(resource.resource);
  const bool for_staff =
      proto.state() == scheduling::Session::DRAFT || proto.never_shown();
  if (read && for_staff) return std::nullopt;
  const std::optional<SessionState> state = StateOf(proto);
  if (!read || proto.meetings().empty() || !state.has_value()) {
    Log(LogLevel::kError, "session_not_understood", {{"session", resource.id}});
    return std::nullopt;
  }
  const auto workshop = workshops.find(proto.workshop_id());
  if (workshop == workshops.end()) return std::nullopt;
  Session session = {
      .id = proto.id(),
      .workshop = workshop->second,
      .state = *state,
      .start_time = ToTime(proto.meetings(0).start_time()),
      .end_time = ToTime(proto.meetings(proto.meetings_size() - 1).end_time()),
      .capacity = proto.capacity(),
      .venue = VenueOf(proto.delivery()),
      .create_time = ToTime(proto.create_time()),
      .update_time = ToTime(proto.update_time())};
  session.booking_open_time = proto.has_booking_open_time()
                                  ? ToTime(proto.booking_open_time())
                                  : session.create_time;
  session.booking_close_time = proto.has_booking_close_time()
                                   ? ToTime(proto.booking_close_time())
                                   : session.start_time;
  return session;
}

organisation::Parts ToParts(const std::vector<StoredResource>& resources) {
  organisation::Parts parts;
  for (const StoredResource& resource : resources) {
    scheduling::OrganisationPart part;
    if (resource.kind == organisation::kFeedKind &&
        part.ParseFromString(resource.resource)) {
      organisation::Put(part, parts);
    }
  }
  return parts;
}

}  // namespace

Catalogue ToCatalogue(const std::vector<StoredResource>& resources,
                      const Presence& presence) {
  Workshops workshops;
  for (const StoredResource& resource : resources) {
    if (resource.kind != "workshop") continue;
    std::optional<Workshop> workshop = ToWorkshop(resource);
    if (!workshop.has_value()) continue;
    workshops[workshop->id] =
        std::make_shared<const Workshop>(*std::move(workshop));
  }
  std::vector<Session> sessions;
  for (const StoredResource& resource : resources) {
    if (resource.kind != "session") continue;
    std::optional<Session> session = ToSession(resource, workshops);
    if (session.has_value()) sessions.push_back(*std::move(session));
  }
  Catalogue catalogue = MakeCatalogue(std::move(sessions));
  catalogue.presence = presence;
  const organisation::Parts parts = ToParts(resources);
  if (parts.names.has_value()) {
    catalogue.presence.organisation = parts.names->organisation();
  }
  return catalogue;
}

absl::StatusOr<CataloguePtr> CatalogueCache::Get(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const int64_t version, ReadCatalogueVersion(tx));
  {
    MutexLock lock(mu_);
    if (version == version_) return catalogue_;
  }
  ASSIGN_OR_RETURN(const std::vector<StoredResource> resources,
                   LoadResources(tx));
  auto catalogue =
      std::make_shared<const Catalogue>(ToCatalogue(resources, presence_));
  MutexLock lock(mu_);
  // Another reader may have put a newer one here meanwhile.
  if (version > version_) {
    version_ = version;
    catalogue_ = catalogue;
  }
  return catalogue;
}

}  // namespace cwp::gateway
