#ifndef CWP_SERVICES_WEB_CATALOGUE_H_
#define CWP_SERVICES_WEB_CATALOGUE_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "services/web/domain.h"

namespace cwp::organisation {
struct Parts;
}  // namespace cwp::organisation

namespace cwp::web {

// The programme, and what the organisation says of itself, kept in the own
// database so that a restart while others are down still shows them, and in
// memory for pages. Safe to use from several threads at once.
class Catalogue {
 public:
  // `database` outlives the catalogue.
  explicit Catalogue(db::Database& database);

  // Reads the database anew.
  absl::Status Load();

  // As it was when it was last read. Never null.
  ProgrammePtr Get() const;
  // What the organisation says, as it was then. Never null.
  std::shared_ptr<const organisation::Parts> said() const;

 private:
  db::Database& database_;
  // Held while reading, so that what was read first is not kept last.
  Mutex loading_;
  mutable Mutex mu_;
  ProgrammePtr programme_ ABSL_GUARDED_BY(mu_) =
      std::make_shared<const Programme>();
  std::shared_ptr<const organisation::Parts> said_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CATALOGUE_H_
