#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/config.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/registration/server.h"

// What an operator says of how places are given out.

namespace cwp::registration {
namespace {

struct SettingCase {
  std::string name;
  std::string setting;
  int64_t (*said)(const Settings& settings);
};

class SettingsTest : public ::testing::TestWithParam<SettingCase> {};

TEST_P(SettingsTest, IsTakenFromTheCommandLine) {
  Settings settings;
  Config config("registration", "Gives out places.");
  AddSettings(config, settings);
  const std::string flag = absl::StrCat("--", GetParam().setting);
  const char* const arguments[] = {"cwp-registration", flag.c_str(), "1"};
  ASSERT_OK(config.Parse(3, arguments));
  EXPECT_EQ(GetParam().said(settings), 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, SettingsTest,
    ::testing::ValuesIn(std::vector<SettingCase>{
        {"HowLongAHoldLasts", "hold-seconds",
         [](const Settings& settings) { return settings.hold_seconds; }},
        {"HowOftenItIsExtended", "hold-extensions",
         [](const Settings& settings) {
           return settings.rules.max_extensions;
         }},
        {"HowManyPlacesAnAddressHolds", "client-places",
         [](const Settings& settings) { return settings.rules.client_places; }},
        {"HowManyBookingsAContactHas", "contact-bookings",
         [](const Settings& settings) {
           return settings.rules.contact_bookings;
         }},
        {"HowOftenAPartyIsPassed", "waitlist-passes",
         [](const Settings& settings) { return settings.rules.max_passes; }}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::registration
