#include "services/web/catalogue.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/organisation/parts.h"
#include "common/telemetry/log.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/web/catalogue_store.h"
#include "services/web/convert.h"

namespace cwp::web {
namespace {

template <class Proto>
std::optional<Proto> ReadProto(const StoredResource& stored) {
  Proto proto;
  if (proto.ParseFromString(stored.resource)) return proto;
  Log(LogLevel::kError, "resource_not_understood",
      {{"kind", stored.kind}, {"id", stored.id}});
  return std::nullopt;
}

template <class Proto, class Item>
void AddItem(const StoredResource& stored, std::vector<Item>& items) {
  const std::optional<Proto> proto = ReadProto<Proto>(stored);
  if (!proto.has_value()) return;
  std::optional<Item> item = FromProto(*proto);
  if (item.has_value()) items.push_back(*std::move(item));
}

}  // namespace

Catalogue::Catalogue(db::Database& database)
    : database_(database),
      said_(std::make_shared<const organisation::Parts>()) {}

absl::Status Catalogue::Load() {
  MutexLock loading(loading_);
  std::vector<StoredResource> stored;
  RETURN_IF_ERROR(database_.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(stored, LoadResources(tx));
    return absl::OkStatus();
  }));
  std::vector<Workshop> workshops;
  std::vector<Session> sessions;
  std::vector<Webinar> webinars;
  auto said = std::make_shared<organisation::Parts>();
  for (const StoredResource& resource : stored) {
    if (resource.kind == "workshop") {
      AddItem<scheduling::v1::Workshop>(resource, workshops);
    } else if (resource.kind == "session") {
      AddItem<scheduling::v1::Session>(resource, sessions);
    } else if (resource.kind == "webinar") {
      AddItem<webinars::v1::Webinar>(resource, webinars);
    } else if (resource.kind == organisation::kFeedKind) {
      const auto part = ReadProto<scheduling::v1::OrganisationPart>(resource);
      if (part.has_value()) organisation::Put(*part, *said);
    }
  }
  ProgrammePtr programme = std::make_shared<const Programme>(
      std::move(workshops), std::move(sessions), std::move(webinars));
  MutexLock lock(mu_);
  programme_ = std::move(programme);
  said_ = std::move(said);
  return absl::OkStatus();
}

std::shared_ptr<const organisation::Parts> Catalogue::said() const {
  MutexLock lock(mu_);
  return said_;
}

ProgrammePtr Catalogue::Get() const {
  MutexLock lock(mu_);
  return programme_;
}

}  // namespace cwp::web
