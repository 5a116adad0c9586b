#include "services/web/workshop_filter.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/http/escape.h"
#include "services/web/coming_up.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

constexpr absl::string_view kPath = "/workshops";

// In a form, what stands for no choice: templates take an empty value for none.
constexpr char kAll[] = "all";

constexpr char kDaytime[] = "daytime";
constexpr char kEvening[] = "evening";
constexpr char kOnline[] = "online";
constexpr char kInPerson[] = "in-person";

// So many topics are offered: more would only make the page long.
constexpr size_t kMostTopics = 30;

// From this hour on it is evening.
constexpr int kEveningHour = 17;

struct AudienceChoice {
  const char* value;
  Audience audience;
};
constexpr AudienceChoice kAudiences[] = {
    {"parents", Audience::kParentsAndCarers},
    {"young-people", Audience::kYoungPeople},
    {"professionals", Audience::kProfessionals},
};

// Where ages are cut.
constexpr AgeSpan kAges[] = {
    {.min = 0, .max = 11}, {.min = 12, .max = 15}, {.min = 16, .max = kOldest}};

// The members of a filter, by the parameters that they are read from.
struct Member {
  const char* name;
  std::string WorkshopFilter::*member;
};
constexpr Member kMembers[] = {
    {"audience", &WorkshopFilter::audience}, {"age", &WorkshopFilter::age},
    {"topic", &WorkshopFilter::topic},       {"when", &WorkshopFilter::when},
    {"how", &WorkshopFilter::how},           {"month", &WorkshopFilter::month},
};

absl::CivilSecond LocalStart(const Session& session,
                             const absl::TimeZone& zone) {
  return absl::ToCivilSecond(session.start(), zone);
}

std::string MonthOf(const Session& session, const absl::TimeZone& zone) {
  return absl::FormatCivilTime(absl::CivilMonth(LocalStart(session, zone)));
}

// Whether it is a month as the filter writes it.
bool ReadMonth(absl::string_view text, absl::CivilMonth& month) {
  return absl::ParseCivilTime(text, &month) && month.year() >= 2000 &&
         month.year() < 3000 && absl::FormatCivilTime(month) == text;
}

std::string MonthWords(absl::CivilMonth month) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return absl::FormatTime("%B %Y", absl::FromCivil(month, utc), utc);
}

std::string AgeValue(const AgeSpan& span) {
  return absl::StrCat(span.min, "-", span.max);
}

// The span that a value stands for.
AgeSpan AgeOf(absl::string_view value) {
  const std::vector<absl::string_view> ends = absl::StrSplit(value, '-');
  AgeSpan span = {.max = kOldest};
  if (ends.size() != 2 || !absl::SimpleAtoi(ends[0], &span.min) ||
      !absl::SimpleAtoi(ends[1], &span.max)) {
    return {.max = kOldest};
  }
  return span;
}

// Parts of the ages that the service is for; none when there is one alone.
std::vector<FilterChoice> AgeChoices(const AgeSpan& ages) {
  std::vector<FilterChoice> choices;
  for (const AgeSpan& each : kAges) {
    if (!each.Overlaps(ages)) continue;
    const AgeSpan part = {.min = std::max(each.min, ages.min),
                          .max = std::min(each.max, ages.max)};
    choices.push_back({AgeValue(part), BandWords(part)});
  }
  if (choices.size() == 1) choices.clear();
  return choices;
}

std::set<std::string> TopicsOf(const Programme& programme) {
  std::set<std::string> topics;
  for (const Workshop& workshop : programme.workshops()) {
    topics.insert(workshop.topics.begin(), workshop.topics.end());
  }
  return topics;
}

// The topics to choose from: those that most workshops are about, and the one
// that is chosen.
std::set<std::string> TopicsToChoose(const Programme& programme,
                                     const std::string& chosen) {
  std::map<std::string, int> workshops;
  for (const Workshop& workshop : programme.workshops()) {
    for (const std::string& topic : workshop.topics) ++workshops[topic];
  }
  std::vector<std::pair<std::string, int>> topics(workshops.begin(),
                                                  workshops.end());
  std::stable_sort(
      topics.begin(), topics.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  if (topics.size() > kMostTopics) topics.resize(kMostTopics);
  std::set<std::string> names;
  for (const auto& [topic, count] : topics) names.insert(topic);
  if (!chosen.empty()) names.insert(chosen);
  return names;
}

std::vector<FilterChoice> Months(const WorkshopFilter& current,
                                 const Programme& programme, absl::Time now,
                                 const absl::TimeZone& zone) {
  std::set<absl::CivilMonth> months;
  absl::CivilMonth asked;
  if (ReadMonth(current.month, asked)) months.insert(asked);
  for (const Session& session : programme.sessions()) {
    if (IsComingUp(session, now))
      months.insert(absl::CivilMonth(LocalStart(session, zone)));
  }
  std::vector<FilterChoice> choices;
  for (const absl::CivilMonth& month : months) {
    choices.push_back({absl::FormatCivilTime(month), MonthWords(month)});
  }
  return choices;
}

absl::string_view How(bool at_venue) { return at_venue ? kInPerson : kOnline; }

bool IsAnyOr(const std::string& asked, absl::string_view value) {
  return asked.empty() || asked == value;
}

template <class Choices>
bool HasValue(const Choices& choices, absl::string_view value) {
  return std::any_of(
      std::begin(choices), std::end(choices),
      [value](const auto& choice) { return choice.value == value; });
}

bool IsKnown(const Member& member, absl::string_view value,
             const Programme& programme, const AgeSpan& ages) {
  absl::CivilMonth month;
  if (member.member == &WorkshopFilter::audience) {
    return HasValue(kAudiences, value);
  }
  if (member.member == &WorkshopFilter::age) {
    return HasValue(AgeChoices(ages), value);
  }
  if (member.member == &WorkshopFilter::topic) {
    return TopicsOf(programme).count(std::string(value)) > 0;
  }
  if (member.member == &WorkshopFilter::when) {
    return value == kDaytime || value == kEvening;
  }
  if (member.member == &WorkshopFilter::how) {
    return value == kOnline || value == kInPerson;
  }
  return ReadMonth(value, month);
}

}  // namespace

bool WorkshopFilter::any() const {
  return std::any_of(
      std::begin(kMembers), std::end(kMembers),
      [this](const Member& each) { return !(this->*each.member).empty(); });
}

std::vector<FilterGroup> FilterGroups(const WorkshopFilter& current,
                                      const Programme& programme,
                                      const AgeSpan& ages, absl::Time now,
                                      const absl::TimeZone& zone) {
  std::vector<FilterChoice> topics;
  for (const std::string& topic : TopicsToChoose(programme, current.topic)) {
    topics.push_back({topic, topic});
  }
  std::vector<FilterChoice> audiences;
  for (const AudienceChoice& choice : kAudiences) {
    audiences.push_back({choice.value, AudienceWords(choice.audience)});
  }
  std::vector<FilterGroup> groups = {
      {.name = "audience",
       .words = Say("filter.audience"),
       .choices = std::move(audiences),
       .links = true},
      {.name = "age",
       .words = Say("filter.age"),
       .choices = AgeChoices(ages),
       .links = true},
      {.name = "topic",
       .words = Say("filter.topic"),
       .choices = std::move(topics),
       .links = true},
      {.name = "when",
       .words = Say("filter.when"),
       .choices = {{kDaytime, Say("filter.daytime")},
                   {kEvening, Say("filter.evening")}}},
      {.name = "how",
       .words = Say("filter.how"),
       .choices = {{kOnline, Say("filter.online")},
                   {kInPerson, Say("filter.in_person")}}},
      {.name = "month",
       .words = Say("filter.month"),
       .choices = Months(current, programme, now, zone)}};
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i].member = kMembers[i].member;
  }
  groups.erase(std::remove_if(groups.begin(), groups.end(),
                              [](const FilterGroup& group) {
                                return group.choices.empty();
                              }),
               groups.end());
  return groups;
}

WorkshopFilter ReadFilter(const http::Parameters& query,
                          const Programme& programme, const AgeSpan& ages) {
  WorkshopFilter filter;
  const auto read = [&](const Member& each) {
    const absl::string_view asked = query.Get(each.name);
    if (asked.empty() || asked == kAll) return;
    const bool known = IsKnown(each, asked, programme, ages);
    if (known) filter.*each.member = std::string(asked);
    filter.left_out = filter.left_out || !known;
  };
  for (const Member& each : kMembers) read(each);
  return filter;
}

bool Passes(const Workshop& workshop, const WorkshopFilter& filter) {
  bool passes = true;
  for (const AudienceChoice& choice : kAudiences) {
    if (filter.audience != choice.value) continue;
    passes = passes && workshop.audience == choice.audience;
  }
  const AgeSpan ages = {.min = workshop.min_years, .max = workshop.max_years};
  passes = passes && (filter.age.empty() || AgeOf(filter.age).Overlaps(ages));
  const auto& topics = workshop.topics;
  return passes &&
         (filter.topic.empty() || std::find(topics.begin(), topics.end(),
                                            filter.topic) != topics.end());
}

bool Passes(const Session& session, const WorkshopFilter& filter,
            const absl::TimeZone& zone) {
  if (!filter.any_of_sessions()) return true;
  const bool evening = LocalStart(session, zone).hour() >= kEveningHour;
  return IsAnyOr(filter.when, evening ? kEvening : kDaytime) &&
         IsAnyOr(filter.how, How(session.venue.has_value())) &&
         IsAnyOr(filter.month, MonthOf(session, zone));
}

bool PassesWithoutDates(const Workshop& workshop,
                        const WorkshopFilter& filter) {
  return filter.when.empty() && filter.month.empty() &&
         IsAnyOr(filter.how, How(workshop.venue.has_value()));
}

std::string FilterPath(absl::string_view path, const WorkshopFilter& filter) {
  std::vector<std::string> parts;
  for (const Member& each : kMembers) {
    const std::string& value = filter.*each.member;
    if (value.empty()) continue;
    parts.push_back(absl::StrCat(each.name, "=", http::PercentEncode(value)));
  }
  return absl::StrCat(path, parts.empty() ? "" : "?",
                      absl::StrJoin(parts, "&"));
}

json::array FilterLinks(const WorkshopFilter& current,
                        const std::vector<FilterGroup>& groups) {
  json::array views;
  for (const FilterGroup& group : groups) {
    if (!group.links) continue;
    std::vector<FilterChoice> choices = {{"", Say("filter.all")}};
    choices.insert(choices.end(), group.choices.begin(), group.choices.end());
    json::array links;
    for (const FilterChoice& choice : choices) {
      WorkshopFilter filter = current;
      filter.*group.member = choice.value;
      links.push_back(View{{"choice", choice.words},
                           {"href", FilterPath(kPath, filter)},
                           {"current", choice.value == current.*group.member}});
    }
    views.push_back(
        View{{"filter_name", group.words}, {"choices", std::move(links)}});
  }
  return views;
}

json::array FilterSelects(const WorkshopFilter& current,
                          const std::vector<FilterGroup>& groups) {
  json::array views;
  for (const FilterGroup& group : groups) {
    json::array items = {View{{"value", kAll}, {"text", Say("filter.all")}}};
    for (const FilterChoice& choice : group.choices) {
      items.push_back(
          View{{"value", choice.value},
               {"text", choice.words},
               {"selected", choice.value == current.*group.member}});
    }
    views.push_back(View{{"id", group.name},
                         {"name", group.name},
                         {"label", group.words},
                         {"size", "s"},
                         {"items", std::move(items)}});
  }
  return views;
}

std::string ChosenWords(const WorkshopFilter& current,
                        const std::vector<FilterGroup>& groups) {
  std::vector<std::string> words;
  for (const FilterGroup& group : groups) {
    for (const FilterChoice& choice : group.choices) {
      if (choice.value == current.*group.member) words.push_back(choice.words);
    }
  }
  return absl::StrJoin(words, "; ");
}

}  // namespace cwp::web
