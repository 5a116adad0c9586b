#ifndef CWP_SERVICES_WEB_WORKSHOP_FILTER_H_
#define CWP_SERVICES_WEB_WORKSHOP_FILTER_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/domain.h"
#include "services/web/view.h"

namespace cwp::web {

// Which workshops a query asks for; an empty member asks for all.
struct WorkshopFilter {
  // "parents", "young-people", "professionals".
  std::string audience;
  // "5-11", "12-15", "16-19".
  std::string age;
  std::string topic;
  // The query asked for something that is not known, and is left out.
  bool left_out = false;

  bool any() const {
    return !audience.empty() || !age.empty() || !topic.empty();
  }
};

// All topics of the programme, in the order of the alphabet.
std::set<std::string> TopicsOf(const Programme& programme);

// Takes what it knows from the query, so that no link repeats anything else.
WorkshopFilter ReadFilter(const http::Parameters& query,
                          const std::set<std::string>& topics);

bool Passes(const Workshop& workshop, const WorkshopFilter& filter);

// `path` with the query that asks for this.
std::string FilterPath(absl::string_view path, const WorkshopFilter& filter);

// Groups of links that change one member of the filter each.
json::array FilterViews(const WorkshopFilter& current,
                        const std::set<std::string>& topics);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WORKSHOP_FILTER_H_
