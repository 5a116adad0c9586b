#ifndef CWP_SERVICES_GATEWAY_PARTNER_STORE_H_
#define CWP_SERVICES_GATEWAY_PARTNER_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// A token is 256 random bits, so a plain hash of it gives nothing away.
absl::Status InsertPartner(db::Transaction& tx, const Partner& partner,
                           const std::string& token_hash);

absl::StatusOr<std::optional<Partner>> FindPartner(db::Transaction& tx,
                                                   int64_t id);
absl::StatusOr<std::optional<Partner>> FindPartnerByChannel(
    db::Transaction& tx, absl::string_view channel);
absl::StatusOr<std::optional<Partner>> FindPartnerByToken(
    db::Transaction& tx, const std::string& token_hash);

// In order of id, after one of them.
absl::StatusOr<std::vector<Partner>> ListPartners(db::Transaction& tx,
                                                  int64_t after_id, int limit);

absl::Status SaveUse(db::Transaction& tx, int64_t id, absl::Time time);
absl::Status SaveRevocation(db::Transaction& tx, int64_t id, absl::Time time);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_PARTNER_STORE_H_
