#include "services/web/workshop_filter.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/http/escape.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/workshops";

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

View Choice(absl::string_view words, const WorkshopFilter& filter,
            const WorkshopFilter& current) {
  const std::string path = FilterPath(kPath, filter);
  return {{"choice", std::string(words)},
          {"href", path},
          {"current", path == FilterPath(kPath, current)}};
}

// A group of links that changes one member of the filter.
class Group {
 public:
  Group(const char* name, const WorkshopFilter& current,
        std::string WorkshopFilter::*member)
      : name_(name), current_(current), member_(member) {
    Add("All", "");
  }

  void Add(absl::string_view words, absl::string_view value) {
    WorkshopFilter filter = current_;
    filter.*member_ = std::string(value);
    choices_.push_back(Choice(words, filter, current_));
  }

  View Take() {
    return {{"filter_name", name_}, {"choices", std::move(choices_)}};
  }

 private:
  const char* const name_;
  const WorkshopFilter& current_;
  std::string WorkshopFilter::*const member_;
  json::array choices_;
};

}  // namespace

std::set<std::string> TopicsOf(const Programme& programme) {
  std::set<std::string> topics;
  for (const Workshop& workshop : programme.workshops()) {
    topics.insert(workshop.topics.begin(), workshop.topics.end());
  }
  return topics;
}

bool Passes(const Workshop& workshop, const WorkshopFilter& filter) {
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

WorkshopFilter ReadFilter(const http::Parameters& query,
                          const std::set<std::string>& topics) {
  WorkshopFilter filter;
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
  filter.left_out = query.Get("audience") != filter.audience ||
                    query.Get("age") != filter.age || topic != filter.topic;
  return filter;
}

std::string FilterPath(absl::string_view path, const WorkshopFilter& filter) {
  std::vector<std::string> parts;
  const auto add = [&parts](absl::string_view name, absl::string_view value) {
    if (value.empty()) return;
    parts.push_back(absl::StrCat(name, "=", http::PercentEncode(value)));
  };
  add("audience", filter.audience);
  add("age", filter.age);
  add("topic", filter.topic);
  return absl::StrCat(path, parts.empty() ? "" : "?",
                      absl::StrJoin(parts, "&"));
}

json::array FilterViews(const WorkshopFilter& current,
                        const std::set<std::string>& topics) {
  json::array filters;
  Group audience("Who it is for", current, &WorkshopFilter::audience);
  for (const AudienceChoice& choice : kAudiences) {
    audience.Add(AudienceWords(choice.audience), choice.value);
  }
  filters.push_back(audience.Take());
  Group age("Age", current, &WorkshopFilter::age);
  for (const AgeChoice& choice : kAges) age.Add(choice.words, choice.value);
  filters.push_back(age.Take());
  if (!topics.empty()) {
    Group topic("Topic", current, &WorkshopFilter::topic);
    for (const std::string& name : topics) topic.Add(name, name);
    filters.push_back(topic.Take());
  }
  return filters;
}

}  // namespace cwp::web
