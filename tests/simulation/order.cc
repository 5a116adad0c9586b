#include "tests/simulation/order.h"

#include <algorithm>

namespace cwp::simulation {

std::vector<int64_t> Order::Waiting(const SeenPool& pool) const {
  std::vector<int64_t> waiting;
  for (const auto& [revision, id] : pool.queue) {
    if (LeastOf(id) > pool.count.capacity()) continue;
    const auto hold = replay_.holds.find(id);
    if (hold == replay_.holds.end() || MayHold(pool, id, hold->second.places)) {
      waiting.push_back(id);
    }
  }
  return waiting;
}

bool Order::MayHold(const SeenPool& pool, int64_t hold_id,
                    int64_t places) const {
  const auto held = pool.held_by_client.find(replay_.KeysOf(hold_id).client);
  const int64_t already = held == pool.held_by_client.end() ? 0 : held->second;
  const int64_t limit =
      std::max<int64_t>(rules_.client_places, pool.count.capacity() / 4);
  return already == 0 || already + places <= limit;
}

int64_t Order::LeastOf(int64_t id) const {
  const auto hold = replay_.holds.find(id);
  return hold != replay_.holds.end() ? hold->second.places
                                     : replay_.entries.at(id).least;
}

int64_t Order::PassedOf(int64_t id) const {
  const auto hold = replay_.holds.find(id);
  return hold != replay_.holds.end() ? hold->second.passed
                                     : replay_.entries.at(id).passed;
}

int64_t Order::Next(const SeenPool& pool) const {
  int looked_at = 0;
  for (const int64_t id : Waiting(pool)) {
    if (++looked_at > kWindow) return 0;
    if (LeastOf(id) <= pool.free()) return id;
    if (PassedOf(id) >= rules_.max_passes) return 0;
  }
  return 0;
}

bool Order::Admits(const SeenPool& pool, int64_t places) const {
  if (places > pool.free()) return false;
  const std::vector<int64_t> waiting = Waiting(pool);
  if (waiting.size() > kWindow) return false;
  return std::none_of(waiting.begin(), waiting.end(), [&](int64_t id) {
    return LeastOf(id) <= pool.free() || PassedOf(id) >= rules_.max_passes;
  });
}

int64_t Order::Left(const SeenPool& pool, absl::Time now) const {
  const bool kept = ServesWaiting(pool, now) && !Admits(pool, 1);
  return kept ? 0 : pool.free();
}

SeenPool Order::Without(const SeenPool& pool, int64_t hold_id) const {
  const SeenHold& hold = replay_.holds.at(hold_id);
  SeenPool without = pool;
  without.queue.erase(hold.join_revision);
  if (hold.state == v1::Hold::HELD) {
    without.held -= hold.places;
    without.held_by_client[replay_.KeysOf(hold_id).client] -= hold.places;
  }
  return without;
}

bool IsEligible(const registration::Answers& answers) {
  return answers.in_area != registration::Answer::kNo &&
         answers.of_age != registration::Answer::kNo;
}

bool AreOutside(const std::vector<registration::Attendee>& attendees) {
  return std::any_of(
      attendees.begin(), attendees.end(),
      [](const registration::Attendee& attendee) {
        return attendee.ages.has_value() &&
               (attendee.ages->max_years < 5 || attendee.ages->min_years > 19);
      });
}

bool IsToCome(const SeenPool& pool, absl::Time now) {
  return pool.count.session_state() != "CANCELLED" && now < pool.said.start();
}

bool ServesWaiting(const SeenPool& pool, absl::Time now) {
  return pool.count.session_state() == "OPEN" && now < pool.said.start() &&
         now < pool.said.booking_close_time;
}

bool IsOpen(const SeenPool& pool, absl::Time now) {
  return ServesWaiting(pool, now) && now >= pool.said.booking_open_time;
}

}  // namespace cwp::simulation
