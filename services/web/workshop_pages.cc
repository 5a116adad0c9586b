#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

// A choice of a filter: its value in the query, its words, and what it lets
// through.
struct AudienceChoice {
  absl::string_view value;
  Audience audience;
};
constexpr AudienceChoice kAudiences[] = {
    {"parents", Audience::kParentsAndCarers},
    {"young-people", Audience::kYoungPeople},
    {"professionals", Audience::kProfessionals},
};

struct AgeChoice {
  absl::string_view value;
  absl::string_view words;
  AgeSpan span;
};
constexpr AgeChoice kAges[] = {
    {"5-11", "5 to 11", {.min = 5, .max = 11}},
    {"12-15", "12 to 15", {.min = 12, .max = 15}},
    {"16-19", "16 to 19", {.min = 16, .max = 19}},
};

// What the query asks for; empty is all.
struct Filter {
  std::string audience;
  std::string age;
  std::string topic;

  bool any() const {
    return !audience.empty() || !age.empty() || !topic.empty();
  }
};

bool Passes(const Workshop& workshop, const Filter& filter) {
  bool passes = true;
  for (const AudienceChoice& choice : kAudiences) {
    if (filter.audience != choice.value) continue;
    passes = passes && workshop.audience == choice.audience;
  }
  for (const AgeChoice& choice : kAges) {
    if (filter.age != choice.value) continue;
    passes = passes && choice.span.Overlaps({.min = workshop.min_years,
                                             .max = workshop.max_years});
  }
  if (!filter.topic.empty()) {
    bool has_topic = false;
    for (const std::string& topic : workshop.topics) {
      has_topic = has_topic || topic == filter.topic;
    }
    passes = passes && has_topic;
  }
  return passes;
}

// Takes what it knows from the query, so that no link repeats anything else.
Filter ReadFilter(const http::Parameters& query,
                  const std::set<std::string>& topics) {
  Filter filter;
  for (const AudienceChoice& choice : kAudiences) {
    if (query.Get("audience") == choice.value) {
      filter.audience = std::string(choice.value);
    }
  }
  for (const AgeChoice& choice : kAges) {
    if (query.Get("age") == choice.value)
      filter.age = std::string(choice.value);
  }
  const std::string topic(query.Get("topic"));
  if (topics.count(topic) > 0) filter.topic = topic;
  return filter;
}

std::string FilterPath(const Filter& filter) {
  std::vector<std::string> parts;
  const auto add = [&parts](absl::string_view name, absl::string_view value) {
    if (value.empty()) return;
    parts.push_back(absl::StrCat(name, "=", http::PercentEncode(value)));
  };
  add("audience", filter.audience);
  add("age", filter.age);
  add("topic", filter.topic);
  return absl::StrCat("/workshops", parts.empty() ? "" : "?",
                      absl::StrJoin(parts, "&"));
}

View Choice(absl::string_view words, const Filter& filter,
            const Filter& current) {
  const std::string path = FilterPath(filter);
  return {{"choice", std::string(words)},
          {"href", path},
          {"current", path == FilterPath(current)}};
}

// A group of links that changes one member of the filter.
class Group {
 public:
  Group(const char* name, const Filter& current, std::string Filter::*member)
      : name_(name), current_(current), member_(member) {
    Add("All", "");
  }

  void Add(absl::string_view words, absl::string_view value) {
    Filter filter = current_;
    filter.*member_ = std::string(value);
    choices_.push_back(Choice(words, filter, current_));
  }

  View Take() {
    return {{"filter_name", name_}, {"choices", std::move(choices_)}};
  }

 private:
  const char* const name_;
  const Filter& current_;
  std::string Filter::*const member_;
  json::array choices_;
};

json::array Filters(const Filter& current,
                    const std::set<std::string>& topics) {
  json::array filters;
  Group audience("Who it is for", current, &Filter::audience);
  for (const AudienceChoice& choice : kAudiences) {
    audience.Add(AudienceWords(choice.audience), choice.value);
  }
  filters.push_back(audience.Take());
  Group age("Age", current, &Filter::age);
  for (const AgeChoice& choice : kAges) age.Add(choice.words, choice.value);
  filters.push_back(age.Take());
  if (!topics.empty()) {
    Group topic("Topic", current, &Filter::topic);
    for (const std::string& name : topics) topic.Add(name, name);
    filters.push_back(topic.Take());
  }
  return filters;
}

// The sessions that a list names for a workshop: those not called off.
std::vector<const Session*> ComingUp(const Programme& programme,
                                     int64_t workshop_id, absl::Time now) {
  std::vector<const Session*> sessions;
  for (const Session* session : programme.SessionsOf(workshop_id, now)) {
    const bool listed =
        session->state != SessionState::kCancelled && now < session->start();
    if (listed) sessions.push_back(session);
  }
  return sessions;
}

// A workshop of a list, and its sessions that the list names.
struct Listed {
  const Workshop* workshop = nullptr;
  std::vector<const Session*> sessions;
};

json::array ListView(const Site& site, const std::vector<Listed>& listed,
                     const SeatReader::Counts& seats, absl::Time now) {
  json::array workshops;
  for (const Listed& each : listed) {
    View view = WorkshopView(*each.workshop);
    if (!each.sessions.empty()) {
      const Session& next = *each.sessions.front();
      view["next_session"] =
          SessionView(next, seats.at(next.id), now, site.zone);
    }
    if (each.sessions.size() > 1) {
      SetCount(view, "more_dates",
               static_cast<int64_t>(each.sessions.size()) - 1);
    }
    workshops.push_back(std::move(view));
  }
  return workshops;
}

View WorkshopsView(const Site& site, const Programme& programme,
                   const Filter& filter, const std::set<std::string>& topics,
                   json::array workshops) {
  View view = {{"filters", Filters(filter, topics)},
               {"filtered", filter.any()}};
  if (!workshops.empty()) {
    SetCount(view, "count", static_cast<int64_t>(workshops.size()));
  } else {
    const bool known = site.knows_workshops() || !programme.workshops().empty();
    view[known ? "nothing_found" : "catalogue_unknown"] = true;
  }
  view["workshops"] = std::move(workshops);
  return view;
}

http::Answer Workshops(const Site& site, const http::Request& request) {
  const ProgrammePtr programme = site.catalogue->Get();
  const absl::Time now = site.clock->Now();
  std::set<std::string> topics;
  for (const Workshop& workshop : programme->workshops()) {
    topics.insert(workshop.topics.begin(), workshop.topics.end());
  }
  const Filter filter = ReadFilter(request.query(), topics);

  std::vector<Listed> listed;
  std::vector<int64_t> ids;
  for (const Workshop& workshop : programme->workshops()) {
    if (!Passes(workshop, filter)) continue;
    listed.push_back({&workshop, ComingUp(*programme, workshop.id, now)});
    if (listed.back().sessions.empty()) continue;
    ids.push_back(listed.back().sessions.front()->id);
  }
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(site, "workshops", FilterPath(filter),
                       BasisOf(site, programme, ids, seats, now), [&] {
                         return WorkshopsView(
                             site, *programme, filter, topics,
                             ListView(site, listed, seats, now));
                       });
}

http::Answer OneWorkshop(const Site& site, std::string slug) {
  const ProgrammePtr programme = site.catalogue->Get();
  const Workshop* workshop = programme->FindWorkshop(slug);
  if (workshop == nullptr && !site.knows_workshops()) {
    co_return Unavailable("CATALOGUE_UNKNOWN",
                          "the programme is not known yet");
  }
  if (workshop == nullptr) {
    co_return NotFound("WORKSHOP_NOT_FOUND", "there is no such workshop");
  }
  const absl::Time now = site.clock->Now();
  const std::vector<const Session*> sessions =
      programme->SessionsOf(workshop->id, now);
  std::vector<int64_t> ids;
  for (const Session* session : sessions) ids.push_back(session->id);
  const SeatReader::Counts seats = co_await site.seats->Get(ids);
  co_return CachedPage(
      site, "workshop", WorkshopPath(*workshop),
      BasisOf(site, programme, ids, seats, now), [&] {
        json::array list;
        for (const Session* session : sessions) {
          list.push_back(
              SessionView(*session, seats.at(session->id), now, site.zone));
        }
        return View{{"workshop", WorkshopView(*workshop)},
                    {"no_sessions", list.empty()},
                    {"sessions", std::move(list)}};
      });
}

}  // namespace

void AddWorkshopPages(http::Router& router, const Site& site) {
  router.Add(
      "GET", "/workshops",
      [&site](http::Request& request) { return Workshops(site, request); },
      {.either_slash = true});
  router.Add("GET", "/workshops/{slug}", [&site](http::Request& request) {
    return OneWorkshop(site, std::string(request.Param("slug")));
  });
}

}  // namespace cwp::web
