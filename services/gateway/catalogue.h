#ifndef CWP_SERVICES_GATEWAY_CATALOGUE_H_
#define CWP_SERVICES_GATEWAY_CATALOGUE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "services/gateway/catalogue_store.h"
#include "services/gateway/domain.h"
#include "services/gateway/presence.h"

namespace cwp::gateway {

using CataloguePtr = std::shared_ptr<const Catalogue>;

// The sessions of published workshops among what is stored, and what the
// organisation is called, where it says so at the desk: that goes before what
// `presence` says. What makes no sense, which scheduling promises not to
// happen, is left out.
Catalogue ToCatalogue(const std::vector<StoredResource>& resources,
                      const Presence& presence);

// The catalogue in memory, read anew when the database holds a newer one, also
// when another replica wrote it. Safe to use from several threads at once.
class CatalogueCache {
 public:
  // `presence` is what the settings say.
  explicit CatalogueCache(Presence presence) : presence_(std::move(presence)) {}

  // As of this transaction. Never null.
  absl::StatusOr<CataloguePtr> Get(db::Transaction& tx);

 private:
  const Presence presence_;
  Mutex mu_;
  int64_t version_ ABSL_GUARDED_BY(mu_) = -1;
  CataloguePtr catalogue_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_CATALOGUE_H_
