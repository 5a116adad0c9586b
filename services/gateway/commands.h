#ifndef CWP_SERVICES_GATEWAY_COMMANDS_H_
#define CWP_SERVICES_GATEWAY_COMMANDS_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/db/writer.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// The writes of this service.

struct CreatePartner {
  Partner partner;
  std::string token_hash;
};

struct RevokePartner {
  int64_t id = 0;
};

using WriteCommand = std::variant<CreatePartner, RevokePartner>;
using PartnerWriter = db::Writer<WriteCommand, Partner>;

// Applies one in its transaction. Fails with ALREADY_EXISTS `CHANNEL_TAKEN` or
// NOT_FOUND `PARTNER_NOT_FOUND`.
absl::StatusOr<Partner> ApplyCommand(db::Transaction& tx,
                                     const WriteCommand& command,
                                     absl::Time now);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_COMMANDS_H_
