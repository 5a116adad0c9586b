#include "services/gateway/commands.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/gateway/partner_store.h"

namespace cwp::gateway {
namespace {

absl::StatusOr<Partner> Apply(db::Transaction& tx, const CreatePartner& command,
                              absl::Time now) {
  Partner partner = command.partner;
  ASSIGN_OR_RETURN(const std::optional<Partner> other,
                   FindPartnerByChannel(tx, partner.channel));
  if (other.has_value()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "CHANNEL_TAKEN",
                     "another partner has this channel",
                     {{"partner", absl::StrCat(other->id)}});
  }
  partner.create_time = now;
  RETURN_IF_ERROR(InsertPartner(tx, partner, command.token_hash));
  return partner;
}

absl::StatusOr<Partner> Apply(db::Transaction& tx, const RevokePartner& command,
                              absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<Partner> partner, FindPartner(tx, command.id));
  if (!partner.has_value()) {
    return NotFound("PARTNER_NOT_FOUND", "there is no such partner",
                    {{"partner", absl::StrCat(command.id)}});
  }
  if (partner->revoke_time.has_value()) return *partner;
  partner->revoke_time = now;
  RETURN_IF_ERROR(SaveRevocation(tx, partner->id, now));
  return *partner;
}

}  // namespace

absl::StatusOr<Partner> ApplyCommand(db::Transaction& tx,
                                     const WriteCommand& command,
                                     absl::Time now) {
  // Whole microseconds, as the database keeps them.
  const absl::Time time = absl::FromUnixMicros(absl::ToUnixMicros(now));
  return std::visit(
      [&tx, time](const auto& wanted) { return Apply(tx, wanted, time); },
      command);
}

}  // namespace cwp::gateway
