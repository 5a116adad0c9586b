#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/testing/reserved_port.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/web/audit_fixture.h"

// Kills web, in a process of its own, between the entry of a change and the
// change itself.

namespace cwp::web {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::StartsWith;

// What the child is given by its parent, in the environment.
constexpr char kChild[] = "CWP_TEST_CHILD";

int Serve() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::vector<std::string> given =
      absl::StrSplit(std::getenv(kChild), '|');
  Settings settings;
  settings.host.database = given[0];
  settings.host.key_file = given[1];
  settings.host.caller_keys = given[2];
  settings.scheduling = given[3];
  settings.registration = given[4];
  settings.webinars = settings.notifications = "127.0.0.1:1";
  settings.assets = given[5];
  settings.templates = given[6];
  settings.master_key = given[7];
  settings.public_url = given[8];
  settings.http_listen = given[9];
  settings.statement_date = given[10];
  // The parent's clock stands still, a while before now.
  const FakeClock clock(absl::FromUnixMicros(std::stoll(given[11])));
  const auto server = WebServer::Start(settings, clock);
  if (!server.ok()) {
    std::cerr << server.status() << '\n';
    return EXIT_FAILURE;
  }
  pause();
  return EXIT_SUCCESS;
}

pid_t StartChild(const Settings& settings, const std::string& listen,
                 absl::Time now) {
  const std::string given = absl::StrJoin(
      {settings.host.database, settings.host.key_file,
       settings.host.caller_keys, settings.scheduling, settings.registration,
       settings.assets, settings.templates, settings.master_key,
       settings.public_url, listen, settings.statement_date,
       std::to_string(absl::ToUnixMicros(now))},
      "|");
  const pid_t pid = fork();
  if (pid == 0) {
    setenv(kChild, given.c_str(), 1);
    execl("/proc/self/exe", "audit_crash_test", static_cast<char*>(nullptr));
    _exit(EXIT_FAILURE);
  }
  return pid;
}

TEST_F(AuditTest, KilledBetweenTheEntryAndTheActTheLogSaysThatItWasBegun) {
  DeskBrowser browser(*client_);
  SetUpAccount(browser, "ada@example.org");
  const std::string path = "/desk/bookings/101/cancel";
  const HttpAnswer form = browser.Get(path);
  const int64_t before = Log().front().revision();
  client_ = nullptr;
  web_ = nullptr;
  clock_.Advance(absl::Seconds(1));

  const ReservedPort port;
  std::atomic<pid_t> child =
      StartChild(settings_, port.address(), clock_.Now());
  ASSERT_GT(child, 0);
  services_.registration.refuse.Do(
      [&](const registration::v1::RefuseBookingRequest&)
          -> absl::StatusOr<registration::v1::Booking> {
        kill(child, SIGKILL);
        return Unavailable("SHUTTING_DOWN", "too late");
      });
  HttpClient client(static_cast<uint16_t>(port.number()));
  ASSERT_TRUE(Eventually([&] { return client.Get("/urgent-help").ok(); }));
  const Fields headers = {
      {"Sec-Fetch-Site", "same-origin"},
      {"Cookie",
       absl::StrCat("__Host-desk=", browser.CookieOf("__Host-desk"))}};
  const auto lost = client.PostForm(
      path, {{"why", "refuse"}, {"csrf", HiddenIn(form.body, "csrf")}},
      headers);
  EXPECT_FALSE(lost.ok()) << lost->code;
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

  Start();
  EXPECT_EQ(Acts().back(), "BOOKING_CANCELLED BEGUN");
  const int64_t begun = Log().front().revision();
  EXPECT_GT(begun, before);
  EXPECT_THAT(Ctl({"audit", "verify"}),
              AllOf(StartsWith("0\n"),
                    ContainsRegex(absl::StrCat("begun only +", begun, "\n")),
                    ContainsRegex("nobody knows whether what")));
}

}  // namespace
}  // namespace cwp::web

int main(int argc, char** argv) {
  if (std::getenv("CWP_TEST_CHILD") != nullptr) return cwp::web::Serve();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
