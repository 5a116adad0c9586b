#ifndef CWP_SERVICES_GATEWAY_DOOR_H_
#define CWP_SERVICES_GATEWAY_DOOR_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/db/readers.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/rpc/caller.h"
#include "services/gateway/catalogue.h"
#include "services/gateway/commands.h"
#include "services/gateway/domain.h"
#include "services/gateway/presence.h"

namespace cwp::gateway {

// One request by a partner who was let in.
struct Visit {
  Partner partner;
  CataloguePtr catalogue;
  // When it came, and by when it is answered.
  absl::Time time;
  absl::Time deadline;
  // The request's, for the logs of other services.
  std::string trace;

  // The partner, as other services know it.
  rpc::Caller caller() const;
};

// Answers a request of a partner.
using PartnerHandler =
    std::function<http::Answer(http::Request&, const Visit&)>;

// What every route of the API begins with: who asks, by the token in the
// Authorization header, or else in the parameter `token`. Revoking a token
// takes effect with the next request.
//
// Refuses with UNAUTHENTICATED `NO_AUTH` or `INVALID_AUTH`, INVALID_ARGUMENT
// `INVALID_AUTH_HEADER`, or PERMISSION_DENIED `NOT_AUTHORIZED`.
class Door {
 public:
  // What a route takes besides a token that works: nothing, or a scope.
  using Need = std::optional<Scope>;

  // All outlive the door, and the handlers it makes do not outlive it.
  // `presence` is what the settings say of the organisation.
  Door(const Clock& clock, db::Readers& readers, GatewayWriter& writer,
       Presence presence)
      : clock_(clock),
        readers_(readers),
        writer_(writer),
        catalogue_(std::move(presence)) {}

  // Puts the door in front of a handler, and turns the errors of both into
  // answers.
  http::Handler Guard(Need need, PartnerHandler handler);

 private:
  http::Answer Answer(http::Request& request, const Need& need,
                      const PartnerHandler& handler);
  void NoteUse(const Visit& visit);
  boost::asio::awaitable<absl::StatusOr<Visit>> Admit(
      const http::Request& request);

  const Clock& clock_;
  db::Readers& readers_;
  GatewayWriter& writer_;
  CatalogueCache catalogue_;
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_DOOR_H_
