#include "services/gateway/api.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "boost/json/serialize.hpp"
#include "common/base/id.h"
#include "services/gateway/api_error.h"

namespace cwp::gateway {

http::Router MakeRouter(const ApiParts& parts) {
  http::Router router;
  AddUserRoutes(parts, router);
  AddEventRoutes(parts, router);
  AddOrderRoutes(parts, router);
  AddAttendeeRoutes(parts, router);
  return router;
}

void AddGet(const ApiParts& parts, http::Router& router, Door::Need need,
            absl::string_view pattern, PartnerHandler handler) {
  router.Add("GET", pattern, parts.door->Guard(need, std::move(handler)),
             {.either_slash = true});
}

absl::StatusOr<const Session*> FindEvent(const http::Request& request,
                                         const Visit& visit) {
  const std::optional<int64_t> id = ParseId(request.Param("event_id"));
  const Session* session = visit.catalogue->Find(id.value_or(0));
  if (session == nullptr) return EventNotFound();
  return session;
}

http::Response JsonPage(const boost::json::object& shape) {
  return http::Json(boost::json::serialize(shape));
}

}  // namespace cwp::gateway
