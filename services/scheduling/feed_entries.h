#ifndef CWP_SERVICES_SCHEDULING_FEED_ENTRIES_H_
#define CWP_SERVICES_SCHEDULING_FEED_ENTRIES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/facilitator_domain.h"
#include "services/scheduling/organisation_store.h"
#include "services/scheduling/series_domain.h"

namespace cwp::scheduling {

// Who caused a change.
struct Actor {
  std::string kind;
  std::string id;
};

// Writes the feed entry of a resource as it is now, and gives it its revision.
class FeedEntries {
 public:
  virtual ~FeedEntries() = default;
  virtual void Append(Facilitator& facilitator, absl::string_view cause) = 0;
  virtual void Append(OrganisationVersion& version,
                      absl::string_view cause) = 0;
  virtual void Append(Series& series, absl::string_view cause) = 0;
  virtual void Append(Session& session, absl::string_view cause) = 0;
  virtual void Append(Workshop& workshop, absl::string_view cause) = 0;

  // Counts as the effect of a command what it did to this resource without an
  // entry.
  virtual void Remember(int64_t resource_id) = 0;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_FEED_ENTRIES_H_
