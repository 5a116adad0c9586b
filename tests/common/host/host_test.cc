#include "common/host/host.h"

#include <string>

#include "common/base/error.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace cwp::host {
namespace {

TEST(HostTest, NamesTheSettingThatIsMissing) {
  const FakeClock clock{absl::FromUnixSeconds(1'800'000'000)};
  HostSettings settings;
  const auto message = [&] {
    const absl::Status status =
        Host::Open("scheduling", settings, clock, {}).status();
    EXPECT_THAT(status, HasReason("CONFIG_INVALID"));
    return std::string(status.message());
  };
  EXPECT_EQ(message(), "key-file is not set");
  settings.key_file = "scheduling.key";
  EXPECT_EQ(message(), "caller-keys is not set");
}

}  // namespace
}  // namespace cwp::host
