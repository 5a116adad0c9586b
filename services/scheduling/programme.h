#ifndef CWP_SERVICES_SCHEDULING_PROGRAMME_H_
#define CWP_SERVICES_SCHEDULING_PROGRAMME_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// Which workshops a list holds: those that pass everything that is given.
struct WorkshopFilter {
  Viewer viewer = Viewer::kPublic;
  std::optional<WorkshopState> state;
  std::optional<Audience> audience;
  // An age that the workshop's range holds.
  std::optional<int> age_years;
  // Empty for any.
  std::string topic;
  std::optional<DeliveryMode> delivery;
};

bool Passes(const Workshop& workshop, const WorkshopFilter& filter);

// When in the day a session begins, by clocks in London.
enum class TimeOfDay { kDaytime = 1, kEvening = 2 };
TimeOfDay TimeOfDayOf(absl::Time start);

// Which sessions a list holds, and in which order.
struct SessionFilter {
  Viewer viewer = Viewer::kPublic;
  std::optional<int64_t> workshop_id;
  // Empty for any.
  std::vector<SessionState> states;
  // Of the workshop.
  std::optional<Audience> audience;
  std::optional<int> age_years;
  // Of the workshop; empty for any.
  std::string topic;
  std::optional<DeliveryMode> delivery;
  std::optional<TimeOfDay> time_of_day;
  // Both included.
  absl::Time start_min = absl::InfinitePast();
  absl::Time start_max = absl::InfiniteFuture();
  bool descending = false;
};

// Where a session stands in lists.
struct SessionPlace {
  absl::Time start;
  int64_t id = 0;

  bool operator==(const SessionPlace&) const = default;
  bool operator<(const SessionPlace& other) const {
    return start != other.start ? start < other.start : id < other.id;
  }
};

// What lists look at in a workshop.
struct ListedWorkshop {
  WorkshopState state = WorkshopState::kDraft;
  Audience audience = Audience::kParentsAndCarers;
  std::vector<std::string> topics;
};

// What lists look at in a session, and what they show of it.
struct ListedSession {
  SessionPlace place;
  int64_t workshop_id = 0;
  SessionState state = SessionState::kScheduled;
  // Whether families and partners do not see it, whatever its workshop.
  bool staff_only = false;
  AgeRange age_range;
  DeliveryMode delivery = DeliveryMode::kTeams;
  TimeOfDay time_of_day = TimeOfDay::kDaytime;
  // The session as it goes out, to everybody and to staff, who see who leads
  // it; the domain does not look into it.
  std::shared_ptr<const std::string> shown;
  std::shared_ptr<const std::string> shown_to_staff;
};

// One page of a list.
struct SessionPage {
  std::vector<const ListedSession*> sessions;
  // Whether there are more behind it.
  bool more = false;
};

// The newest state of what has changed, by id.
struct ProgrammeNews {
  std::map<int64_t, ListedWorkshop> workshops;
  std::map<int64_t, ListedSession> sessions;
};

// All workshops and sessions as they were at one revision of the feed, for
// lists of sessions. Never changes.
class Programme {
 public:
  // Nothing at all.
  Programme() = default;

  // `before` with the news, at a later revision. Aborts when a session has no
  // workshop.
  Programme(const Programme& before, const ProgrammeNews& news,
            int64_t revision);

  int64_t revision() const { return revision_; }

  // The first `limit` sessions behind `after`, in the order of the filter, that
  // pass it. They live as long as this.
  SessionPage Find(const SessionFilter& filter,
                   const std::optional<SessionPlace>& after, int limit) const;

 private:
  struct Row {
    ListedSession session;
    // Where its workshop is in `workshops_`.
    size_t workshop = 0;
  };

  // For each workshop, whether its sessions can pass.
  std::vector<bool> Passing(const SessionFilter& filter) const;

  int64_t revision_ = 0;
  std::map<int64_t, size_t> places_of_workshops_;
  std::vector<ListedWorkshop> workshops_;
  // In order of their place.
  std::vector<Row> rows_;
};

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_PROGRAMME_H_
