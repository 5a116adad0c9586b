#include "common/http/admin.h"

#include <string>

#include "common/telemetry/log.h"
#include "common/telemetry/metrics.h"
#include "common/testing/http_client.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::HasSubstr;

class AdminTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SetLogSink([](absl::string_view) {});
    ASSERT_OK(admin_.Start());
  }
  void TearDown() override { SetLogSink(nullptr); }

  HttpAnswer Get(const std::string& path) {
    absl::StatusOr<HttpAnswer> answer = HttpClient(admin_.port()).Get(path);
    EXPECT_OK(answer);
    return answer.ok() ? *answer : HttpAnswer();
  }

  Metrics metrics_{"scheduling"};
  AdminServer admin_{"127.0.0.1:0", metrics_};
};

TEST_F(AdminTest, IsAlive) {
  EXPECT_EQ(Get("/livez").code, 200);
  EXPECT_EQ(Get("/livez").body, "alive\n");
}

TEST_F(AdminTest, IsReadyWhenAllChecksAre) {
  EXPECT_EQ(Get("/readyz").body, "ready\n");
  bool up = false;
  admin_.AddCheck("database", [] { return absl::OkStatus(); });
  admin_.AddCheck("redis", [&up] {
    return up ? absl::OkStatus()
              : Unavailable("REDIS_DOWN", "cannot connect to Redis");
  });
  EXPECT_EQ(Get("/readyz").code, 503);
  EXPECT_EQ(Get("/healthz").code, 503);
  EXPECT_EQ(Get("/readyz").body, "not ready\n");
  EXPECT_EQ(Get("/readyz?verbose").body,
            "[+] database: ok\n"
            "[-] redis: REDIS_DOWN cannot connect to Redis\n"
            "not ready\n");
  EXPECT_EQ(Get("/livez").code, 200);
  up = true;
  EXPECT_EQ(Get("/readyz").code, 200);
  EXPECT_EQ(Get("/readyz?verbose").body,
            "[+] database: ok\n[+] redis: ok\nready\n");
}

TEST_F(AdminTest, GivesMetrics) {
  metrics_.AddCounter("cwp_calls_total", "Calls.").Add(7);
  const HttpAnswer answer = Get("/metrics");
  EXPECT_EQ(answer.code, 200);
  EXPECT_THAT(answer.Header("Content-Type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(answer.body, HasSubstr("cwp_calls_total 7\n"));
  EXPECT_THAT(answer.body, HasSubstr("service=\"scheduling\""));
}

}  // namespace
}  // namespace cwp::http
