#ifndef CWP_COMMON_TIME_PROTO_TIME_H_
#define CWP_COMMON_TIME_PROTO_TIME_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace cwp {

// An instant as messages carry it. What is between two microseconds is left
// out, as databases do it. `time` is of the years 1 to 9999.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// An instant from a message, as exact as it is there. What comes from outside
// is checked before.
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

}  // namespace cwp

#endif  // CWP_COMMON_TIME_PROTO_TIME_H_
