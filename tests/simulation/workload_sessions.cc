#include <algorithm>

#include "tests/simulation/workload.h"

namespace cwp::simulation {
namespace {

using registration::Session;
using registration::SessionState;

// How long after its end a session is still spoken of.
constexpr absl::Duration kRemembered = absl::Hours(24);

absl::Time MinutesFrom(absl::Time now, int64_t minutes) {
  return now + absl::Minutes(minutes);
}

}  // namespace

Session Workload::MakeSession(absl::Time now) {
  const absl::Time start = MinutesFrom(
      now, random_.Chance(300) ? random_.Between(10, 600)
                               : random_.Between(600, 14 * 24 * 60));
  Session session{.id = next_id_(),
                  .workshop_id = random_.Between(1, odds_.workshops),
                  .state = random_.Chance(700) ? SessionState::kOpen
                                               : SessionState::kScheduled,
                  .capacity = random_.Between(0, odds_.largest_capacity),
                  .booking_open_time = now - absl::Hours(1),
                  .booking_close_time = start,
                  .meetings = {{.start = start, .end = start + absl::Hours(1)}},
                  .workshop_title = "Understanding worry"};
  session.attendees.names_needed = random_.Chance(300);
  if (random_.Chance(200)) {
    session.booking_open_time = MinutesFrom(now, random_.Between(1, 300));
  }
  if (random_.Chance(300)) {
    session.booking_close_time = start - absl::Minutes(random_.Between(1, 120));
  }
  return session;
}

void Workload::ChangeSession(Session& session, absl::Time now) {
  if (session.state == SessionState::kCancelled) return;
  switch (random_.Below(8)) {
    case 0:
      session.state = SessionState::kClosed;
      break;
    case 1:
      if (random_.Chance(300)) session.state = SessionState::kCancelled;
      break;
    case 2: {
      const absl::Duration by =
          absl::Minutes(random_.Between(-120, 7 * 24 * 60));
      session.meetings[0].start = std::max(now, session.start() + by);
      session.meetings[0].end = session.start() + absl::Hours(1);
      session.booking_close_time = session.start();
      break;
    }
    case 3:
    case 4:
      session.capacity = random_.Between(0, odds_.largest_capacity);
      break;
    case 5:
      session.state = SessionState::kChanging;
      break;
    default:
      session.state = SessionState::kOpen;
  }
}

std::vector<Session> Workload::NextSessions(absl::Time now) {
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    at = at->second.end() + kRemembered < now ? sessions_.erase(at)
                                              : std::next(at);
  }
  const auto to_come =
      std::count_if(sessions_.begin(), sessions_.end(), [&](const auto& known) {
        return known.second.state != SessionState::kCancelled &&
               known.second.start() > now;
      });
  std::vector<Session> told;
  for (auto missing = odds_.sessions - to_come; missing > 0; --missing) {
    const Session made = MakeSession(now);
    sessions_[made.id] = made;
    told.push_back(made);
    if (random_.Chance(500)) break;
  }
  while (told.empty() || random_.Chance(300)) {
    auto at = sessions_.begin();
    std::advance(at, random_.Below(static_cast<int64_t>(sessions_.size())));
    ChangeSession(at->second, now);
    told.push_back(at->second);
  }
  return told;
}

}  // namespace cwp::simulation
