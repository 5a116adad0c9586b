#include "common/testing/long_count.h"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace cwp {
namespace {

// Puts the setting back, so that other tests are as long as they were.
class LongCountTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* setting = std::getenv(kName);
    if (setting != nullptr) before_ = setting;
  }

  void TearDown() override {
    if (before_.has_value()) {
      setenv(kName, before_->c_str(), 1);
    } else {
      unsetenv(kName);
    }
  }

  static constexpr char kName[] = "CWP_TEST_LONG";

 private:
  std::optional<std::string> before_;
};

TEST_F(LongCountTest, IsFullInALongRunAlone) {
  struct Case {
    const char* setting;
    int64_t full;
    int64_t want;
  };
  constexpr Case kCases[] = {
      {"1", 10'000, 10'000}, {"1", 1, 1},       {"1", 0, 0},
      {"0", 10'000, 500},    {"", 10'000, 500}, {nullptr, 10'000, 500},
      {nullptr, 101, 6},     {nullptr, 1, 1},   {nullptr, 0, 0},
  };
  for (const Case& test : kCases) {
    if (test.setting == nullptr) {
      unsetenv(kName);
    } else {
      setenv(kName, test.setting, 1);
    }
    EXPECT_EQ(LongCount(test.full), test.want)
        << (test.setting == nullptr ? "unset" : test.setting) << " "
        << test.full;
  }
}

}  // namespace
}  // namespace cwp
