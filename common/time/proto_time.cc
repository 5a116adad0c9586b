#include "common/time/proto_time.h"

#include <cstdint>

namespace cwp {

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  // Rounds towards the past, before 1970 too: nanos are never negative.
  const int64_t seconds = absl::ToUnixSeconds(time);
  const int64_t micros =
      absl::ToInt64Microseconds(time - absl::FromUnixSeconds(seconds));
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(micros) * 1000);
  return timestamp;
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

}  // namespace cwp
