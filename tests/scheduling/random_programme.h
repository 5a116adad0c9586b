#ifndef CWP_TESTS_SCHEDULING_RANDOM_PROGRAMME_H_
#define CWP_TESTS_SCHEDULING_RANDOM_PROGRAMME_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/feed/log.h"
#include "common/time/local_time.h"
#include "services/scheduling/commands.h"
#include "services/scheduling/programme.h"
#include "services/scheduling/session_convert.h"
#include "services/scheduling/session_store.h"
#include "services/scheduling/workshop_store.h"
#include "tests/scheduling/series_samples.h"

// A programme that anything may happen to, and its lists made slowly, for tests
// that compare.

namespace cwp::scheduling {

// CWP_SEED repeats a run.
inline uint64_t Seed() {
  const char* const given = std::getenv("CWP_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10)
                          : std::random_device()();
}

// Random commands on a few workshops and sessions, and lists that somebody may
// ask for.
class Random {
 public:
  explicit Random(uint64_t seed) : random_(seed) {}

  int64_t Below(int64_t limit) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(limit));
  }
  bool OneIn(int64_t many) { return Below(many) == 0; }

  // `moving` ones may move a session that there is.
  Command NextCommand(bool moving) {
    if (workshops_ == 0 || OneIn(25)) return MakeWorkshop();
    if (sessions_.empty() || OneIn(4)) return MakeSession();
    return OneIn(4) ? ChangeWorkshop() : ChangeSession(moving);
  }

  SessionFilter NextFilter() {
    SessionFilter filter;
    filter.viewer = OneIn(2) ? Viewer::kStaff : Viewer::kPublic;
    filter.descending = OneIn(2);
    if (OneIn(4)) filter.workshop_id = AWorkshop();
    for (int state = 1; state <= 6; ++state) {
      if (OneIn(6)) filter.states.push_back(static_cast<SessionState>(state));
    }
    if (OneIn(4)) filter.audience = AnAudience();
    if (OneIn(4)) filter.age_years = static_cast<int>(Below(26));
    if (OneIn(4)) filter.topic = ATopic();
    if (OneIn(4)) filter.delivery = ADelivery().mode;
    if (OneIn(4)) filter.time_of_day = static_cast<TimeOfDay>(1 + Below(2));
    if (OneIn(4)) filter.start_min = AStart();
    if (OneIn(4)) filter.start_max = AStart();
    return filter;
  }

 private:
  template <class What>
  static Command Ask(What what) {
    return {.what = std::move(what), .actor = {.kind = "OPERATOR"}};
  }

  Audience AnAudience() { return static_cast<Audience>(1 + Below(3)); }
  Delivery ADelivery() { return OneIn(2) ? AtTheHall() : Delivery(); }
  std::string ATopic() { return absl::StrCat("topic ", Below(3)); }
  int64_t AWorkshop() { return 1 + Below(workshops_ + 1); }
  int64_t ASession() {
    return sessions_[static_cast<size_t>(
        Below(static_cast<int64_t>(sessions_.size())))];
  }
  // In days that the clocks change in, on few hours, so that many are the same.
  absl::Time AStart() {
    return At(0) + absl::Hours(24 * (20 + Below(12)) + 15 + Below(4));
  }
  std::vector<Meeting> SomeMeetings() {
    std::vector<Meeting> meetings;
    absl::Time start = AStart();
    do {
      meetings.push_back(SampleMeeting(start, start + absl::Hours(1)));
      start += absl::Hours(24);
    } while (OneIn(3));
    return meetings;
  }

  WorkshopContent Content() {
    WorkshopContent content = SampleContent(absl::StrCat("w-", ++count_));
    content.audience = AnAudience();
    content.age_range.min_years = static_cast<int>(Below(20));
    content.age_range.max_years =
        content.age_range.min_years + static_cast<int>(Below(6));
    content.topics.clear();
    while (OneIn(2)) content.topics.push_back(ATopic());
    content.delivery = ADelivery();
    return content;
  }

  Command MakeWorkshop() {
    return Ask(CreateWorkshop{.id = ++workshops_, .content = Content()});
  }

  Command ChangeWorkshop() {
    if (OneIn(3)) return Ask(PublishWorkshop{.id = AWorkshop()});
    if (OneIn(6)) return Ask(ArchiveWorkshop{.id = AWorkshop()});
    return Ask(UpdateWorkshop{
        .id = AWorkshop(),
        .patch = {
            .fields = {WorkshopField::kAudience, WorkshopField::kTopics,
                       WorkshopField::kAgeRange, WorkshopField::kDelivery},
            .content = Content()}});
  }

  Command MakeSession() {
    const int64_t id = 1000 + ++count_;
    if (OneIn(10)) return MakeSeries();
    sessions_.push_back(id);
    SessionContent content = SampleSessionContent(AWorkshop());
    content.meetings = SomeMeetings();
    return Ask(CreateSession{.id = id, .content = content, .draft = OneIn(4)});
  }

  Command MakeSeries() {
    CreateSeries create = {.series = SampleSeries(5000 + count_, AWorkshop()),
                           .accept_conflicts = true};
    int64_t id = 100'000 + 10 * count_;
    const auto plan = PlanSeries(create.series.pattern, {});
    for (const PlannedDate& date : *plan) {
      create.sessions.push_back(
          {.id = ++id, .day = date.day, .meeting = *date.meeting});
      sessions_.push_back(id);
    }
    return Ask(std::move(create));
  }

  Command ChangeSession(bool moving) {
    const int64_t id = ASession();
    const UndoRules undo = {.window = absl::Minutes(10)};
    switch (Below(moving ? 9 : 6)) {
      case 0:
        return Ask(ScheduleSession{.id = id});
      case 1:
      case 2:
        return Ask(OpenSession{.id = id});
      case 3:
        return Ask(CloseSession{.id = id});
      case 4:
        return Ask(CancelSession{.id = id, .at_once = OneIn(2), .undo = undo});
      case 5:
        return Ask(UndoSessionChange{.id = id});
      case 6:
        return Ask(LetTimePass{.id = id});
      default:
        return Ask(RescheduleSession{.id = id,
                                     .meetings = SomeMeetings(),
                                     .at_once = OneIn(2),
                                     .undo = undo});
    }
  }

  std::mt19937_64 random_;
  int64_t count_ = 0;
  int64_t workshops_ = 0;
  std::vector<int64_t> sessions_;
};

// All that lists are made of, as the tables have it at one moment.
struct Tables {
  int64_t revision = 0;
  std::map<int64_t, Workshop> workshops;
  std::vector<Session> sessions;
};

inline absl::StatusOr<Tables> ReadTables(db::Database& database) {
  Tables tables;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const feed::Position head, feed::ReadHead(tx));
    tables.revision = head.revision;
    ASSIGN_OR_RETURN(const auto workshops, ListWorkshops(tx, 0, 100'000));
    for (const Workshop& workshop : workshops) {
      tables.workshops[workshop.id] = workshop;
    }
    ASSIGN_OR_RETURN(tables.sessions, ListSessions(tx, std::nullopt, 100'000));
    return absl::OkStatus();
  }));
  return tables;
}

// Slow and obvious.
inline bool IsListed(const Session& session, const Workshop& workshop,
                     const SessionFilter& filter) {
  const std::string local =
      civil::ToLocal(session.content.meetings[0].start, civil::London());
  const bool evening = local.substr(11) >= "17:00";
  bool listed = IsVisible(session, workshop, filter.viewer);
  if (filter.workshop_id) listed &= workshop.id == *filter.workshop_id;
  if (!filter.states.empty()) {
    listed &= absl::c_count(filter.states, session.state) > 0;
  }
  if (filter.audience) listed &= workshop.content.audience == *filter.audience;
  if (filter.age_years) {
    listed &= session.age_range.min_years <= *filter.age_years;
    listed &= session.age_range.max_years >= *filter.age_years;
  }
  if (!filter.topic.empty()) {
    listed &= absl::c_count(workshop.content.topics, filter.topic) > 0;
  }
  if (filter.delivery) listed &= session.delivery.mode == *filter.delivery;
  if (filter.time_of_day) {
    listed &= evening == (*filter.time_of_day == TimeOfDay::kEvening);
  }
  return listed && session.start() >= filter.start_min &&
         session.start() <= filter.start_max;
}

// The bytes of what a list holds, one session after another.
using Listed = std::vector<std::string>;

inline Listed ListSlowly(const Tables& tables, const SessionFilter& filter) {
  std::map<std::pair<absl::Time, int64_t>, std::string> listed;
  for (const Session& session : tables.sessions) {
    const Workshop& workshop = tables.workshops.at(session.content.workshop_id);
    if (!IsListed(session, workshop, filter)) continue;
    listed[{session.start(), session.id}] =
        WriteSession(session).SerializeAsString();
  }
  Listed bytes;
  for (auto& [place, session] : listed) bytes.push_back(std::move(session));
  if (filter.descending) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

}  // namespace cwp::scheduling

#endif  // CWP_TESTS_SCHEDULING_RANDOM_PROGRAMME_H_
