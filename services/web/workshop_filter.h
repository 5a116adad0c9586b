#ifndef CWP_SERVICES_WEB_WORKSHOP_FILTER_H_
#define CWP_SERVICES_WEB_WORKSHOP_FILTER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/parameters.h"
#include "services/web/domain.h"
#include "services/web/view.h"

namespace cwp::web {

// Which workshops, and which of their sessions, a query asks for; an empty
// member asks for all.
struct WorkshopFilter {
  // "parents", "young-people", "professionals".
  std::string audience;
  // "5-11", "12-15", "16-19", and so on.
  std::string age;
  std::string topic;
  // "daytime", "evening": of a session.
  std::string when;
  // "online", "in-person".
  std::string how;
  // "2026-12": of a session.
  std::string month;
  // The query asked for something that is not known, and is left out.
  bool left_out = false;

  // Whether it asks for anything; or for anything of sessions.
  bool any() const;
  bool any_of_sessions() const {
    return !when.empty() || !how.empty() || !month.empty();
  }
};

// Takes what it knows from the query, so that no link repeats anything else.
// `ages` are those that the service is for.
WorkshopFilter ReadFilter(const http::Parameters& query,
                          const Programme& programme, const AgeSpan& ages);

// Whether a workshop, or a session, is what is asked for.
bool Passes(const Workshop& workshop, const WorkshopFilter& filter);
bool Passes(const Session& session, const WorkshopFilter& filter,
            const absl::TimeZone& zone);

// Whether a workshop is listed that has no dates.
bool PassesWithoutDates(const Workshop& workshop, const WorkshopFilter& filter);

// `path` with the query that asks for this.
std::string FilterPath(absl::string_view path, const WorkshopFilter& filter);

// What one member of the filter can be.
struct FilterChoice {
  std::string value;
  std::string words;
};
struct FilterGroup {
  // Of the parameter, and what people read.
  const char* name = "";
  std::string words;
  std::string WorkshopFilter::*member = nullptr;
  std::vector<FilterChoice> choices;
  // Also shown as links.
  bool links = false;
};

// All groups that leave a choice: ages are cut at 12 and 16; topics are the 30
// that most workshops have; months are those of the programme. The topic and
// the month that are asked for are among them.
std::vector<FilterGroup> FilterGroups(const WorkshopFilter& current,
                                      const Programme& programme,
                                      const AgeSpan& ages, absl::Time now,
                                      const absl::TimeZone& zone);

// Links that change one member of the filter each, by group.
json::array FilterLinks(const WorkshopFilter& current,
                        const std::vector<FilterGroup>& groups);

// A select for each group.
json::array FilterSelects(const WorkshopFilter& current,
                          const std::vector<FilterGroup>& groups);

// What is chosen in the words of the selects: "Evening, January 2027"; empty
// for nothing.
std::string ChosenWords(const WorkshopFilter& current,
                        const std::vector<FilterGroup>& groups);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_WORKSHOP_FILTER_H_
