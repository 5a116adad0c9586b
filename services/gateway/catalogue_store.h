#ifndef CWP_SERVICES_GATEWAY_CATALOGUE_STORE_H_
#define CWP_SERVICES_GATEWAY_CATALOGUE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"

namespace cwp::gateway {

// A workshop, a session or a part of what the organisation says of itself, as
// scheduling's feed or its lists gave it.
struct StoredResource {
  // The feed's word: `workshop`, `session` or `organisation`.
  std::string kind;
  int64_t id = 0;
  // The serialised proto message.
  std::string resource;
};

// Puts resources in the place of what was known of them.
absl::Status SaveResources(db::Transaction& tx,
                           const std::vector<StoredResource>& resources);

// Forgets everything, and keeps these instead.
absl::Status ReplaceResources(db::Transaction& tx,
                              const std::vector<StoredResource>& resources);

absl::StatusOr<std::vector<StoredResource>> LoadResources(db::Transaction& tx);

// Rises with both of the above.
absl::StatusOr<int64_t> ReadCatalogueVersion(db::Transaction& tx);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_CATALOGUE_STORE_H_
