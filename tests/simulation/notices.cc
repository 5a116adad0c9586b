#include "tests/simulation/notices.h"

#include <cstdint>

namespace cwp::simulation {

using registration::Audience;
using registration::Notice;
using registration::NoticeState;

registration::Recipients MeantBy(const Replay& replay, const Notice& notice) {
  registration::Recipients meant;
  if (notice.audience == Audience::kWaiting) {
    for (const auto& [id, entry] : replay.entries) {
      if (entry.live() && entry.sessions.contains(notice.session_id)) {
        meant.entries.push_back(id);
      }
    }
    return meant;
  }
  const bool to_one = notice.audience == Audience::kOneBooking;
  for (const auto& [id, booking] : replay.bookings) {
    const bool comes = booking.live && !booking.erased &&
                       booking.session_id == notice.session_id;
    if (!comes || (to_one && id != notice.booking_id)) continue;
    if (replay.KeysOf(id).has_email) {
      meant.bookings.push_back(id);
    } else {
      ++meant.without_email;
    }
  }
  return meant;
}

bool AreTooMany(const Replay& replay, const Notice& notice, absl::Time now) {
  int64_t to_these = 0;
  int64_t by_author = 0;
  for (const auto& [id, seen] : replay.notices) {
    const Notice& other = seen.notice;
    const bool counts = other.state == NoticeState::kWritten &&
                        other.create_time + absl::Hours(1) > now;
    if (!counts) continue;
    if (other.session_id == notice.session_id &&
        other.audience == notice.audience &&
        other.booking_id == notice.booking_id) {
      ++to_these;
    }
    if (other.author == notice.author) ++by_author;
  }
  return to_these >= 5 || by_author >= 20;
}

}  // namespace cwp::simulation
