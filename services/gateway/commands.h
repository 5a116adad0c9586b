#ifndef CWP_SERVICES_GATEWAY_COMMANDS_H_
#define CWP_SERVICES_GATEWAY_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/db/requests.h"
#include "common/db/writer.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// The writes of this service.

struct CreatePartner {
  Partner partner;
  std::string token_hash;
  // Nothing: a repeat is not recognised.
  std::optional<db::RequestKey> request;
};

struct RevokePartner {
  int64_t id = 0;
};

// That its token is used.
struct NoteUse {
  int64_t partner_id = 0;
};

// That an order was answered with a booking.
struct RememberOrder {
  db::RequestKey request;
  int64_t booking_id = 0;
};

using WriteCommand =
    std::variant<CreatePartner, RevokePartner, NoteUse, RememberOrder>;

// What became of one.
struct WriteAnswer {
  // The partner that was created or revoked.
  Partner partner;
  // Whether the order was answered with the same booking before.
  bool repeated = false;
};

using GatewayWriter = db::Writer<WriteCommand, WriteAnswer>;

// Applies groups of commands. Driven by one writer.
class Applier {
 public:
  // The clock outlives it.
  explicit Applier(const Clock& clock) : clock_(clock) {}

  // The writer's Apply. Refuses with
  // - ALREADY_EXISTS `CHANNEL_TAKEN`, `PARTNER_CREATED_BEFORE`;
  // - NOT_FOUND `PARTNER_NOT_FOUND`;
  // - INVALID_ARGUMENT `REQUEST_ID_REUSED`.
  // Once an hour it also forgets requests after 7 days.
  absl::StatusOr<GatewayWriter::Answers> Apply(
      db::Transaction& tx, absl::Span<const WriteCommand* const> commands);

 private:
  const Clock& clock_;
  absl::Time next_prune_ = absl::InfinitePast();
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_COMMANDS_H_
