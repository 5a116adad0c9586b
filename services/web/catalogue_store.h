#ifndef CWP_SERVICES_WEB_CATALOGUE_STORE_H_
#define CWP_SERVICES_WEB_CATALOGUE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/database.h"

namespace cwp::web {

// A resource of another service, as its feed or its lists gave it.
struct StoredResource {
  // The feed's word: `workshop`, `session`, `organisation` or `webinar`.
  std::string kind;
  int64_t id = 0;
  // The serialised proto message.
  std::string resource;
};

// Puts resources in the place of what was known of them.
absl::Status SaveResources(db::Transaction& tx,
                           const std::vector<StoredResource>& resources);

// Forgets all of one kind.
absl::Status ForgetKind(db::Transaction& tx, absl::string_view kind);

// All resources, in order of kind and id.
absl::StatusOr<std::vector<StoredResource>> LoadResources(db::Transaction& tx);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CATALOGUE_STORE_H_
