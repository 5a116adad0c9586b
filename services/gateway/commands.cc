#include "services/gateway/commands.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/gateway/partner_store.h"

namespace cwp::gateway {
namespace {

constexpr absl::Duration kKeepRequests = absl::Hours(7 * 24);
constexpr absl::Duration kPruneInterval = absl::Hours(1);
constexpr int kPruneAtOnce = 1000;

using Answer = absl::StatusOr<WriteAnswer>;

// The token cannot be shown again: it is stored hashed.
absl::Status CreatedBefore(int64_t partner_id) {
  return MakeError(
      absl::StatusCode::kAlreadyExists, "PARTNER_CREATED_BEFORE",
      absl::StrCat("the same request created partner ", partner_id,
                   " before, and its token was shown then; if that answer was "
                   "lost, revoke the partner and create it again"),
      {{"partner", absl::StrCat(partner_id)}});
}

Answer Apply(db::Transaction& tx, const CreatePartner& command,
             absl::Time now) {
  if (command.request.has_value()) {
    ASSIGN_OR_RETURN(const std::optional<db::RequestEffect> earlier,
                     db::FindRequest(tx, *command.request));
    if (earlier.has_value()) return CreatedBefore(earlier->resource_id);
  }
  Partner partner = command.partner;
  ASSIGN_OR_RETURN(const std::optional<Partner> other,
                   FindPartnerByChannel(tx, partner.channel));
  if (other.has_value()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "CHANNEL_TAKEN",
                     absl::StrCat("partner ", other->id,
                                  " has this channel; to renew its token, "
                                  "revoke it and create it again"),
                     {{"partner", absl::StrCat(other->id)}});
  }
  partner.create_time = now;
  RETURN_IF_ERROR(InsertPartner(tx, partner, command.token_hash));
  if (command.request.has_value()) {
    RETURN_IF_ERROR(db::SaveRequest(tx, *command.request,
                                    {.resource_id = partner.id}, now));
  }
  return WriteAnswer{.partner = std::move(partner)};
}

Answer Apply(db::Transaction& tx, const RevokePartner& command,
             absl::Time now) {
  ASSIGN_OR_RETURN(std::optional<Partner> partner, FindPartner(tx, command.id));
  if (!partner.has_value()) {
    return NotFound("PARTNER_NOT_FOUND", "there is no such partner",
                    {{"partner", absl::StrCat(command.id)}});
  }
  if (!partner->revoke_time.has_value()) {
    partner->revoke_time = now;
    RETURN_IF_ERROR(SaveRevocation(tx, partner->id, now));
  }
  return WriteAnswer{.partner = *std::move(partner)};
}

Answer Apply(db::Transaction& tx, const NoteUse& command, absl::Time now) {
  RETURN_IF_ERROR(SaveUse(tx, command.partner_id, now));
  return WriteAnswer{};
}

Answer Apply(db::Transaction& tx, const RememberOrder& command,
             absl::Time now) {
  ASSIGN_OR_RETURN(const std::optional<db::RequestEffect> earlier,
                   db::FindRequest(tx, command.request));
  if (earlier.has_value()) {
    return WriteAnswer{.repeated = earlier->resource_id == command.booking_id};
  }
  RETURN_IF_ERROR(db::SaveRequest(tx, command.request,
                                  {.resource_id = command.booking_id}, now));
  return WriteAnswer{};
}

}  // namespace

absl::StatusOr<GatewayWriter::Answers> Applier::Apply(
    db::Transaction& tx, absl::Span<const WriteCommand* const> commands) {
  // Whole microseconds, as the database keeps them.
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  GatewayWriter::Answers answers;
  answers.reserve(commands.size());
  for (const WriteCommand* command : commands) {
    // An error of the database ends the transaction, so that it cannot be
    // taken for a refusal: the commit fails with it.
    answers.push_back(std::visit(
        [&](const auto& wanted) { return gateway::Apply(tx, wanted, now); },
        *command));
  }
  // Only writes make anything to prune, so no thread of its own is needed.
  if (now >= next_prune_) {
    RETURN_IF_ERROR(
        db::PruneRequests(tx, now - kKeepRequests, kPruneAtOnce).status());
    next_prune_ = now + kPruneInterval;
  }
  return answers;
}

}  // namespace cwp::gateway
