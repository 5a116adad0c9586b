#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/server.h"
#include "tests/integration/deployment.h"

// A move that waits, taken back at every moment of its window while scheduling
// is killed after each of its commits, before anybody is answered: either all
// of it happened, or nothing, for scheduling and for registration that follows.

namespace cwp {
namespace {

namespace v1 = scheduling::v1;

// What the child is given by its parent, in the environment.
constexpr char kChild[] = "CWP_TEST_CHILD";

// The child: serves until the writer's first commit, and dies there as of
// kill -9.
int Serve() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::vector<std::string> given =
      absl::StrSplit(std::getenv(kChild), '|');
  scheduling::Settings settings;
  settings.host.listen = given[0];
  settings.host.database = given[1];
  settings.host.key_file = given[2];
  settings.host.caller_keys = given[3];
  settings.master_key = given[4];
  settings.after_commit = [] { kill(getpid(), SIGKILL); };
  // The parent's clock stands still, a while before now.
  const FakeClock clock(absl::FromUnixMicros(std::stoll(given[5])));
  const auto server = scheduling::SchedulingServer::Start(settings, clock);
  if (!server.ok()) return EXIT_FAILURE;
  pause();
  return EXIT_SUCCESS;
}

pid_t StartChild(const scheduling::Settings& settings, absl::Time now) {
  const std::string given = absl::StrJoin(
      {settings.host.listen, settings.host.database, settings.host.key_file,
       settings.host.caller_keys, settings.master_key,
       std::to_string(absl::ToUnixMicros(now))},
      "|");
  const pid_t pid = fork();
  if (pid == 0) {
    setenv(kChild, given.c_str(), 1);
    execl("/proc/self/exe", "undo_test", static_cast<char*>(nullptr));
    _exit(EXIT_FAILURE);
  }
  return pid;
}

// How one session, or a series, is moved and taken back.
struct Mover {
  std::function<absl::Status(const std::string& request_id)> move;
  std::function<absl::Status(const std::string& request_id)> take_back;
};

class UndoTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kWindow = absl::Minutes(10);

  // Three open sessions, of a series.
  void SetUp() override {
    const v1::Session sample = deployment_.OpenSession(10);
    v1::CreateSeriesRequest request;
    v1::Series& series = *request.mutable_series();
    series.set_workshop_id(sample.workshop_id());
    series.set_rule("FREQ=WEEKLY;COUNT=3");
    series.set_local_start("2027-03-16T18:00");
    series.mutable_meeting_duration()->set_seconds(3600);
    series.set_capacity(5);
    const auto made = deployment_.Call<SeriesOfSessions>(
        "cwpctl", kOperator, &SeriesOfSessions::Stub::CreateSeries, request);
    ASSERT_OK(made);
    series_ = *made;
    for (const v1::Session& session : series_.sessions()) {
      v1::OpenSessionRequest open;
      open.set_id(session.id());
      open.set_meeting_options_confirmed(true);
      ASSERT_OK(deployment_.Call<Scheduling>(
          "cwpctl", kOperator, &Scheduling::Stub::OpenSession, open));
      deployment_.AwaitSession(session.id());
    }
    Book("ada");
    ASSERT_TRUE(Eventually([&] { return deployment_.Mail().size() == 1; }));
  }

  absl::Status MoveSeries(const std::string& request_id) {
    v1::EditSeriesRequest request;
    request.set_request_id(request_id);
    request.mutable_edit()->set_series_id(series_.id());
    request.mutable_edit()->set_scope(v1::SeriesEdit::ALL);
    request.mutable_edit()->set_local_time("19:00");
    for (const v1::Session& session : series_.sessions()) {
      request.add_confirmed_session_ids(session.id());
    }
    return deployment_
        .Call<SeriesOfSessions>("cwpctl", kOperator,
                                &SeriesOfSessions::Stub::EditSeries, request)
        .status();
  }

  absl::Status TakeBackSeries(const std::string& request_id) {
    v1::UndoSeriesEditRequest request;
    request.set_id(series_.id());
    request.set_request_id(request_id);
    return deployment_
        .Call<SeriesOfSessions>("cwpctl", kOperator,
                                &SeriesOfSessions::Stub::UndoSeriesEdit,
                                request)
        .status();
  }

  absl::Status MoveOne(const std::string& request_id) {
    v1::RescheduleSessionRequest request;
    request.set_id(series_.sessions(0).id());
    request.set_request_id(request_id);
    v1::Meeting& meeting = *request.add_meetings();
    meeting.set_local_start("2027-03-16T19:00");
    meeting.set_local_end("2027-03-16T20:00");
    return deployment_
        .Call<Scheduling>("cwpctl", kOperator,
                          &Scheduling::Stub::RescheduleSession, request)
        .status();
  }

  absl::Status TakeBackOne(const std::string& request_id) {
    v1::UndoSessionChangeRequest request;
    request.set_id(series_.sessions(0).id());
    request.set_request_id(request_id);
    return deployment_
        .Call<Scheduling>("cwpctl", kOperator,
                          &Scheduling::Stub::UndoSessionChange, request)
        .status();
  }

  // Has scheduling, stopped before, do it and die once it has committed.
  void DieOf(const std::function<absl::Status()>& call) {
    const pid_t child =
        StartChild(deployment_.SchedulingSettings(), deployment_.clock().Now());
    ASSERT_GT(child, 0);
    int status = 0;
    ASSERT_TRUE(Eventually([&] {
      call().IgnoreError();
      return waitpid(child, &status, WNOHANG) == child;
    }));
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  }

  // How the sessions of the move stand for those who book, each once.
  std::set<std::string> StatesAtRegistration(int sessions) {
    std::set<std::string> seen;
    for (int i = 0; i < sessions; ++i) {
      const registration::v1::SeatCount count =
          deployment_.Seats(series_.sessions(i).id());
      seen.insert(count.session_state());
    }
    return seen;
  }

  std::set<std::string> Starts(int sessions) {
    std::set<std::string> seen;
    for (int i = 0; i < sessions; ++i) {
      v1::GetSessionRequest request;
      request.set_id(series_.sessions(i).id());
      const auto session = deployment_.Call<Scheduling>(
          "cwpctl", kOperator, &Scheduling::Stub::GetSession, request);
      EXPECT_OK(session);
      if (!session.ok()) return seen;
      seen.insert(
          absl::StrCat(session->meetings(0).local_start().substr(11),
                       session->has_pending_change() ? " pending" : ""));
    }
    return seen;
  }

  // Moves, and takes back `after` so long, killed at each commit.
  void MoveAndTakeBack(const Mover& mover, int sessions, absl::Duration after) {
    SCOPED_TRACE(absl::FormatDuration(after));
    deployment_.StopScheduling();
    ASSERT_NO_FATAL_FAILURE(DieOf([&] { return mover.move("move"); }));
    deployment_.clock().Advance(after);
    absl::Status taken;
    if (after < kWindow) {
      ASSERT_NO_FATAL_FAILURE(DieOf([&] { return mover.take_back("back"); }));
      deployment_.StartScheduling();
      // It had committed, and a repeat answers as it would have.
      taken = mover.take_back("back");
      EXPECT_OK(taken);
      EXPECT_EQ(Starts(sessions), std::set<std::string>{"18:00"});
    } else {
      // The timer dies of the commit that makes it come.
      ASSERT_NO_FATAL_FAILURE(DieOf([&] { return absl::OkStatus(); }));
      deployment_.StartScheduling();
      taken = mover.take_back("back");
      EXPECT_EQ(ReasonOf(taken), "NO_PENDING_CHANGE");
    }
    const std::string then = after < kWindow ? "18:00" : "19:00";
    deployment_.clock().Advance(kWindow);
    EXPECT_TRUE(Eventually([&] {
      return Starts(sessions) == std::set<std::string>{then} &&
             StatesAtRegistration(sessions) == std::set<std::string>{"OPEN"};
    })) << absl::StrJoin(Starts(sessions), ", ");
    const bool moved = after >= kWindow;
    if (moved) {
      EXPECT_TRUE(Eventually([&] { return deployment_.Mail().size() >= 2; }));
    }
    // What comes later is heard of after all that came before: so there is one
    // message to the first contact more where the session moved, and no other.
    Book("bob");
    const size_t messages = moved ? 3 : 2;
    EXPECT_TRUE(
        Eventually([&] { return deployment_.Mail().size() >= messages; }));
    EXPECT_THAT(deployment_.Mail(), ::testing::SizeIs(messages));
  }

  // Books a place of the first session.
  void Book(const std::string& name) {
    EXPECT_TRUE(Eventually([&] {
      return deployment_
          .Book(series_.sessions(0).id(), name + "@example.org", 1, name)
          .ok();
    }));
  }

  Deployment deployment_;
  v1::Series series_;
};

// The first and the last moment of the window, what lies between, and the first
// behind it.
const std::vector<absl::Duration> kMoments = {
    absl::ZeroDuration(), absl::Seconds(1),
    absl::Minutes(5),     absl::Minutes(10) - absl::Microseconds(1),
    absl::Minutes(10),    absl::Minutes(11)};

class UndoAtTest : public UndoTest,
                   public ::testing::WithParamInterface<absl::Duration> {};

TEST_P(UndoAtTest, OfASeriesItIsAllOrNothing) {
  MoveAndTakeBack(
      {.move = [&](const auto& id) { return MoveSeries(id); },
       .take_back = [&](const auto& id) { return TakeBackSeries(id); }},
      3, GetParam());
}

TEST_P(UndoAtTest, OfOneSessionItIsAllOrNothing) {
  MoveAndTakeBack(
      {.move = [&](const auto& id) { return MoveOne(id); },
       .take_back = [&](const auto& id) { return TakeBackOne(id); }},
      1, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Moments, UndoAtTest, ::testing::ValuesIn(kMoments));

}  // namespace
}  // namespace cwp

int main(int argc, char** argv) {
  if (std::getenv(cwp::kChild) != nullptr) return cwp::Serve();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
