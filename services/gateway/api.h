#ifndef CWP_SERVICES_GATEWAY_API_H_
#define CWP_SERVICES_GATEWAY_API_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/object.hpp"
#include "common/http/response.h"
#include "common/http/router.h"
#include "services/gateway/domain.h"
#include "services/gateway/door.h"
#include "services/gateway/registration_client.h"
#include "services/gateway/replays.h"
#include "services/gateway/seats.h"

namespace cwp::gateway {

// What the routes of the API work with; all outlive the router.
struct ApiParts {
  Door* door = nullptr;
  SeatReader* seats = nullptr;
  RegistrationClient* registration = nullptr;
  Replays* replays = nullptr;
  // A list without counts is better than a list that comes late.
  absl::Duration seat_patience;
};

// All routes, each with and without a slash at its end. README.md says what
// there is.
http::Router MakeRouter(const ApiParts& parts);

// The parts that MakeRouter is made of.
void AddUserRoutes(const ApiParts& parts, http::Router& router);
void AddEventRoutes(const ApiParts& parts, http::Router& router);
void AddOrderRoutes(const ApiParts& parts, http::Router& router);
void AddAttendeeRoutes(const ApiParts& parts, http::Router& router);

// Adds one GET route behind the door.
void AddGet(const ApiParts& parts, http::Router& router, Door::Need need,
            absl::string_view pattern, PartnerHandler handler);

// The session that `{event_id}` in the path names. Fails with NOT_FOUND
// `EVENT_NOT_FOUND`.
absl::StatusOr<const Session*> FindEvent(const http::Request& request,
                                         const Visit& visit);

http::Response JsonPage(const boost::json::object& shape);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_API_H_
