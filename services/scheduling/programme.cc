#include "services/scheduling/programme.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/base/check.h"
#include "common/time/local_time.h"

namespace cwp::scheduling {
namespace {

// When the evening begins in London.
constexpr int kEveningHour = 17;

template <class Value>
bool Admits(const std::optional<Value>& wanted, const Value& value) {
  return !wanted.has_value() || *wanted == value;
}

bool AdmitsAge(const std::optional<int>& years, const AgeRange& range) {
  return !years.has_value() ||
         (range.min_years <= *years && *years <= range.max_years);
}

bool AdmitsTopics(const std::string& topic,
                  const std::vector<std::string>& topics) {
  return topic.empty() || absl::c_linear_search(topics, topic);
}

bool IsShown(WorkshopState state, Viewer viewer) {
  return viewer == Viewer::kStaff || state == WorkshopState::kPublished;
}

// Whether a session passes what does not depend on its workshop and its start.
bool Passes(const ListedSession& session, const SessionFilter& filter) {
  if (filter.viewer == Viewer::kPublic && session.staff_only) return false;
  if (!filter.states.empty() &&
      !absl::c_linear_search(filter.states, session.state)) {
    return false;
  }
  return AdmitsAge(filter.age_years, session.age_range) &&
         Admits(filter.delivery, session.delivery) &&
         Admits(filter.time_of_day, session.time_of_day);
}

}  // namespace

bool Passes(const Workshop& workshop, const WorkshopFilter& filter) {
  const WorkshopContent& content = workshop.content;
  return IsVisible(workshop, filter.viewer) &&
         Admits(filter.state, workshop.state) &&
         Admits(filter.audience, content.audience) &&
         AdmitsAge(filter.age_years, content.age_range) &&
         AdmitsTopics(filter.topic, content.topics) &&
         Admits(filter.delivery, content.delivery.mode);
}

TimeOfDay TimeOfDayOf(absl::Time start) {
  const absl::CivilHour hour = absl::ToCivilHour(start, civil::London());
  return hour.hour() < kEveningHour ? TimeOfDay::kDaytime : TimeOfDay::kEvening;
}

Programme::Programme(const Programme& before, const ProgrammeNews& news,
                     int64_t revision)
    : revision_(revision),
      places_of_workshops_(before.places_of_workshops_),
      workshops_(before.workshops_) {
  for (const auto& [id, workshop] : news.workshops) {
    const auto [place, is_new] =
        places_of_workshops_.try_emplace(id, workshops_.size());
    if (is_new) workshops_.emplace_back();
    workshops_[place->second] = workshop;
  }
  std::vector<Row> changed;
  changed.reserve(news.sessions.size());
  for (const auto& [id, session] : news.sessions) {
    const auto workshop = places_of_workshops_.find(session.workshop_id);
    CWP_CHECK(workshop != places_of_workshops_.end(),
              "every session has its workshop");
    changed.push_back({session, workshop->second});
  }
  const auto precedes = [](const Row& a, const Row& b) {
    return a.session.place < b.session.place;
  };
  absl::c_sort(changed, precedes);
  rows_.reserve(before.rows_.size() + changed.size());
  absl::c_copy_if(before.rows_, std::back_inserter(rows_), [&](const Row& row) {
    return news.sessions.count(row.session.place.id) == 0;
  });
  const auto kept = static_cast<std::ptrdiff_t>(rows_.size());
  absl::c_move(changed, std::back_inserter(rows_));
  std::inplace_merge(rows_.begin(), rows_.begin() + kept, rows_.end(),
                     precedes);
}

std::vector<bool> Programme::Passing(const SessionFilter& filter) const {
  std::vector<bool> passing(workshops_.size());
  for (const auto& [id, place] : places_of_workshops_) {
    const ListedWorkshop& workshop = workshops_[place];
    passing[place] = Admits(filter.workshop_id, id) &&
                     IsShown(workshop.state, filter.viewer) &&
                     Admits(filter.audience, workshop.audience) &&
                     AdmitsTopics(filter.topic, workshop.topics);
  }
  return passing;
}

SessionPage Programme::Find(const SessionFilter& filter,
                            const std::optional<SessionPlace>& after,
                            int limit) const {
  // Both excluded: ids are above 0, and instants whole microseconds.
  SessionPlace low = {.start = filter.start_min};
  SessionPlace high = {.start = filter.start_max + absl::Microseconds(1)};
  if (after.has_value() && filter.descending) high = std::min(high, *after);
  if (after.has_value() && !filter.descending) low = std::max(low, *after);
  const auto first = absl::c_partition_point(
      rows_, [&](const Row& row) { return !(low < row.session.place); });
  const auto last = std::partition_point(
      first, rows_.end(),
      [&](const Row& row) { return row.session.place < high; });

  const std::vector<bool> passing = Passing(filter);
  SessionPage page;
  const auto take = [&](auto next, auto end) {
    for (; next != end && !page.more; ++next) {
      if (!passing[next->workshop] || !Passes(next->session, filter)) continue;
      page.more = page.sessions.size() == static_cast<size_t>(limit);
      if (!page.more) page.sessions.push_back(&next->session);
    }
  };
  if (filter.descending) {
    take(std::make_reverse_iterator(last), std::make_reverse_iterator(first));
  } else {
    take(first, last);
  }
  return page;
}

}  // namespace cwp::scheduling
