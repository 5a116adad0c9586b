// What monitoring sees of the numbers for urgent help.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/web_fixture.h"

namespace cwp::web {
namespace {

class UrgentAlarmTest : public WebTest {
 protected:
  // The value of the gauge; empty without.
  std::string Gauge() {
    HttpClient client(static_cast<uint16_t>(web_->admin_port()));
    const auto metrics = client.Get("/metrics");
    if (!metrics.ok()) return "";
    const std::string name = "\ncwp_urgent_help_alarm";
    const size_t at = metrics->body.find(name);
    if (at == std::string::npos) return "";
    const size_t value = metrics->body.find(' ', at) + 1;
    return metrics->body.substr(value, metrics->body.find('\n', value) - value);
  }
};

TEST_F(UrgentAlarmTest, TheGaugeIsOneUntilSomebodySignsAndAfterNinetyDays) {
  EXPECT_EQ(Gauge(), "1") << "nobody has signed";
  settings_.urgent_checked = "22 November 2026";
  settings_.urgent_signed_by = "Ada Example";
  Start();
  EXPECT_EQ(Gauge(), "0");
  clock_.Advance(absl::Hours(24) * 90);
  EXPECT_EQ(Gauge(), "0");
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Gauge(), "1");
}

}  // namespace
}  // namespace cwp::web
