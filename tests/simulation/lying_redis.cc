#include "tests/simulation/lying_redis.h"

#include "common/base/check.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/registration/feed_records.h"

namespace cwp::simulation {

void LyingRedis::Write(const std::vector<feed::Entry>& entries) {
  for (const feed::Entry& entry : entries) {
    feed::v1::Change change;
    CWP_CHECK(change.ParseFromString(entry.change), "the feed can be read");
    const auto count = registration::SeatCountIn(change);
    if (!count.has_value() || random_.Chance(odds_.redis_loses)) continue;
    shown_[count->session_id()] = count->left();
  }
  if (random_.Chance(odds_.redis_spoils)) Spoil();
}

void LyingRedis::Spoil() {
  switch (random_.Below(4)) {
    case 0:
      shown_.clear();
      return;
    case 1:
      saved_ = shown_;
      return;
    case 2:
      shown_ = saved_;
      return;
    default:
      for (auto& [session_id, left] : shown_) {
        left = random_.Below(odds_.largest_capacity + 2) - 1;
      }
  }
}

std::optional<int64_t> LyingRedis::PlacesLeft(int64_t session_id) const {
  const auto shown = shown_.find(session_id);
  if (shown == shown_.end()) return std::nullopt;
  return shown->second;
}

}  // namespace cwp::simulation
