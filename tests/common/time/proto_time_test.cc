#include "common/time/proto_time.h"

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

TEST(ProtoTimeTest, KeepsMicroseconds) {
  struct Case {
    absl::Time time;
    int64_t seconds;
    int32_t nanos;
  };
  const Case kCases[] = {
      {absl::UnixEpoch(), 0, 0},
      {absl::FromUnixMicros(1'500'000), 1, 500'000'000},
      {absl::FromUnixMicros(-1), -1, 999'999'000},
      {absl::FromUnixMicros(-1'500'000), -2, 500'000'000},
      {absl::FromUnixNanos(1'999), 0, 1'000},
      {absl::FromUnixNanos(-1), -1, 999'999'000},
      {absl::FromUnixSeconds(253'402'300'799), 253'402'300'799, 0},
      {absl::FromUnixSeconds(-62'135'596'800), -62'135'596'800, 0},
  };
  for (const Case& test : kCases) {
    const google::protobuf::Timestamp timestamp = ToTimestamp(test.time);
    EXPECT_EQ(timestamp.seconds(), test.seconds) << test.time;
    EXPECT_EQ(timestamp.nanos(), test.nanos) << test.time;
    EXPECT_EQ(ToTime(timestamp),
              absl::FromUnixMicros(absl::ToUnixMicros(test.time)));
  }
}

TEST(ProtoTimeTest, ReadsNanoseconds) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(7);
  timestamp.set_nanos(1);
  EXPECT_EQ(ToTime(timestamp), absl::FromUnixNanos(7'000'000'001));
}

}  // namespace
}  // namespace cwp
