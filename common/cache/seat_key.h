#ifndef CWP_COMMON_CACHE_SEAT_KEY_H_
#define CWP_COMMON_CACHE_SEAT_KEY_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cwp::cache {

// What the keys of seat counts begin with; the session's id follows. The value
// is a serialised cwp.registration.v1.SeatCount.
inline constexpr absl::string_view kSeatKeyPrefix = "seats:";

// The key under which registration publishes how full a session is.
inline std::string SeatKey(int64_t session_id) {
  return absl::StrCat(kSeatKeyPrefix, session_id);
}

}  // namespace cwp::cache

#endif  // CWP_COMMON_CACHE_SEAT_KEY_H_
