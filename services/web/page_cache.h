#ifndef CWP_SERVICES_WEB_PAGE_CACHE_H_
#define CWP_SERVICES_WEB_PAGE_CACHE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "services/web/domain.h"
#include "services/web/packed_page.h"

namespace cwp::web {

struct Said;

// The second that a moment is in.
inline absl::Time SecondOf(absl::Time now) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(now));
}

// Rendered pages, each kept while nothing that it shows has changed. Safe to
// use from several threads at once.
class PageCache {
 public:
  using Html = std::shared_ptr<const PackedPage>;

  // All that a page is made from.
  struct Basis {
    ProgrammePtr programme;
    // Places left, in the order of the page.
    std::vector<std::optional<int>> left;
    // To the second: bookings open and close with time.
    absl::Time second;
    // Whether the programme is known; see Site.
    bool known = false;
    // What the organisation says of itself.
    std::shared_ptr<const Said> said = nullptr;

    bool operator==(const Basis&) const = default;
  };

  // Null unless the page was made from just this. `now` is when that was read.
  Html Find(const std::string& path, const Basis& basis, absl::Time now);

  // The page as it was found or put a moment ago, for the same programme: so
  // the counts that it shows are hardly older than what readers keep of them
  // anyway, and need not be read. Null when it has to be asked for with Find.
  Html FindRecent(const std::string& path, const Programme* programme,
                  bool known, absl::Time now) const;

  // Keeps a page in the place of an older one, and returns it, or the older one
  // when that says the same.
  Html Put(const std::string& path, Basis basis, absl::Time now,
           std::string html);

 private:
  struct Entry {
    Basis basis;
    // When the basis was last found to be just this.
    absl::Time time;
    Html html;
  };

  mutable Mutex mu_;
  std::map<std::string, Entry> pages_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_PAGE_CACHE_H_
