#include "tests/integration/shown_seats.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/integration/deployment.h"

namespace cwp {

ShownSeats::ShownSeats(const RedisServer& redis)
    : client_(clock_, {.address = redis.address(),
                       .longest_backoff = absl::Milliseconds(50)}) {}

std::optional<registration::v1::SeatCount> ShownSeats::Of(int64_t session_id) {
  const auto values = client_.MultiGet({absl::StrCat("seats:", session_id)},
                                       clock_.Now() + absl::Seconds(1));
  if (!values.ok() || !(*values)[0].has_value()) return std::nullopt;
  registration::v1::SeatCount shown;
  EXPECT_TRUE(shown.ParseFromString((*values)[0]->text));
  return shown;
}

bool ShownSeats::Become(int64_t session_id, int left) {
  return Eventually([&] {
    const auto shown = Of(session_id);
    return shown.has_value() && shown->left() == left;
  });
}

}  // namespace cwp
