#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/redis_server.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/registration/server.h"
#include "tests/integration/deployment.h"
#include "tests/integration/shown_seats.h"

// Runs registration in a process of its own, which kills itself the moment it
// has committed, before anybody is answered.

namespace cwp {
namespace {

using ::testing::SizeIs;

// What the child is given by its parent, in the environment.
constexpr char kChild[] = "CWP_TEST_CHILD";

// The child: serves until the writer's first commit, and dies there as of
// kill -9.
int Serve() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::vector<std::string> given =
      absl::StrSplit(std::getenv(kChild), '|');
  registration::Settings settings;
  settings.host.listen = given[0];
  settings.host.database = given[1];
  settings.host.key_file = given[2];
  settings.host.caller_keys = given[3];
  settings.scheduling = given[4];
  settings.master_key = given[5];
  settings.redis = given[7];
  settings.after_commit = [] { kill(getpid(), SIGKILL); };
  // The parent's clock stands still, a while before now.
  const FakeClock clock(absl::FromUnixMicros(std::stoll(given[6])));
  const auto server = registration::RegistrationServer::Start(settings, clock);
  if (!server.ok()) return EXIT_FAILURE;
  pause();
  return EXIT_SUCCESS;
}

pid_t StartChild(const registration::Settings& settings, absl::Time now) {
  const std::string given = absl::StrJoin(
      {settings.host.listen, settings.host.database, settings.host.key_file,
       settings.host.caller_keys, settings.scheduling, settings.master_key,
       std::to_string(absl::ToUnixMicros(now)), settings.redis},
      "|");
  const pid_t pid = fork();
  if (pid == 0) {
    setenv(kChild, given.c_str(), 1);
    execl("/proc/self/exe", "crash_test", static_cast<char*>(nullptr));
    _exit(EXIT_FAILURE);
  }
  return pid;
}

// Has registration, stopped before, take a booking of two places and die once
// it has committed.
void BookAndDie(Deployment& deployment, int64_t session_id,
                absl::string_view email, absl::string_view request_id) {
  // Ids rest on time passing between two runs of a program.
  deployment.clock().Advance(absl::Seconds(1));
  const pid_t child =
      StartChild(deployment.RegistrationSettings(), deployment.clock().Now());
  ASSERT_GT(child, 0);
  // Once the child is up, there is no answer, for it is dead by then.
  int status = 0;
  ASSERT_TRUE(Eventually([&] {
    const auto lost = deployment.Book(session_id, email, 2, request_id);
    EXPECT_TRUE(absl::IsUnavailable(lost.status())) << lost.status();
    return waitpid(child, &status, WNOHANG) == child;
  }));
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(CrashTest, KilledBetweenCommitAndAnswerOneBookingOneConfirmation) {
  Deployment deployment;
  const auto session = deployment.OpenSession(10);
  deployment.StopRegistration();
  ASSERT_NO_FATAL_FAILURE(
      BookAndDie(deployment, session.id(), "ada@example.org", "r1"));

  deployment.StartRegistration();
  EXPECT_EQ(deployment.Seats(session.id()).confirmed(), 2)
      << "it had committed";
  ASSERT_OK_AND_ASSIGN(
      const auto again,
      deployment.Book(session.id(), "ada@example.org", 2, "r1"));
  EXPECT_THAT(deployment.Bookings(session.id()), SizeIs(1));
  EXPECT_EQ(deployment.Bookings(session.id())[0].reference(),
            again.reference());
  ASSERT_OK(deployment.Book(session.id(), "bob@example.org", 1, "r2"));
  ASSERT_TRUE(Eventually([&] { return deployment.Mail().size() >= 2; }));
  EXPECT_THAT(deployment.Mail(), SizeIs(2)) << "one for ada, one for bob";
}

TEST(CrashTest, KilledBetweenCommitAndPublishTheShownCountIsRightInASecond) {
  RedisServer redis;
  ShownSeats shown(redis);
  Deployment deployment(redis.address_text());
  const auto session = deployment.OpenSession(10);
  ASSERT_OK(deployment.Book(session.id(), "ada@example.org", 3, "r1"));
  ASSERT_TRUE(shown.Become(session.id(), 7));
  deployment.StopRegistration();
  ASSERT_NO_FATAL_FAILURE(
      BookAndDie(deployment, session.id(), "bob@example.org", "r2"));
  ASSERT_TRUE(shown.Become(session.id(), 7)) << "what it committed is unshown";

  deployment.StartRegistration();
  const absl::Time up = absl::Now();
  ASSERT_TRUE(shown.Become(session.id(), 5));
  EXPECT_LT(absl::Now() - up, absl::Seconds(1));
}

}  // namespace
}  // namespace cwp

int main(int argc, char** argv) {
  if (std::getenv("CWP_TEST_CHILD") != nullptr) return cwp::Serve();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
