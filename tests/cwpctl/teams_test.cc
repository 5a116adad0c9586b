#include <sys/stat.h>

#include <fstream>
#include <string>

#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "services/scheduling/teams_settings.h"
#include "tests/cwpctl/installation.h"
#include "tests/scheduling/fake_graph.h"

namespace cwp::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kRefusal[] = R"({"error": {"code": "BadRequest"}})";

class TeamsTest : public ::testing::Test {
 protected:
  // The installation's own Graph, or addresses that are typed.
  void Start(bool graph) {
    std::ofstream(folder_.File("secret")) << scheduling::FakeGraph::kSecret;
    chmod(folder_.File("secret").c_str(), 0600);
    if (graph) {
      installation_.teams().provider = "graph";
      installation_.teams().graph = {
          .tenant = "trust.example.org",
          .client_id = "app-1",
          .secret_file = folder_.File("secret"),
          .organiser = scheduling::FakeGraph::kOrganiser,
          .graph_url = fake_.graph_url(),
          .login_url = fake_.login_url()};
    }
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    const Ended made = installation_.Run(
        {"workshop", "create", "--slug", "worries", "--title", "Worries",
         "--summary", "What helps.", "--audience", "parents and carers",
         "--ages", "5 to 11", "--minutes", "90"});
    ASSERT_EQ(made.code, kExitOk) << made.err;
  }

  // Makes a session without an address and returns its id.
  std::string MakeSession() {
    const Ended made = installation_.Run(
        {"session", "create", "--workshop", "worries", "--start",
         "2027-01-12T18:00", "--capacity", "20", "--output", "json"});
    EXPECT_EQ(made.code, kExitOk) << made.err;
    const std::string mark = "\"id\": \"";
    const size_t begin = made.out.find(mark) + mark.size();
    return made.out.substr(begin, made.out.find('"', begin) - begin);
  }

  TempDir folder_;
  scheduling::FakeGraph fake_;
  Installation installation_;
};

TEST_F(TeamsTest, DoctorSaysWhatIsMissingAndWhenNothingIs) {
  ASSERT_NO_FATAL_FAILURE(Start(false));
  const Ended missing = installation_.Run({"teams", "doctor"});
  EXPECT_EQ(missing.code, kExitRefused);
  EXPECT_THAT(missing.out, AllOf(HasSubstr("settings     problem"),
                                 HasSubstr("graph-tenant"),
                                 HasSubstr("organiser    skipped")));
  EXPECT_THAT(missing.err, HasSubstr("TEAMS_NOT_READY"));
}

TEST_F(TeamsTest, DoctorFindsNothingWhereAllIsWell) {
  ASSERT_NO_FATAL_FAILURE(Start(true));
  const Ended well = installation_.Run({"teams", "doctor"});
  EXPECT_EQ(well.code, kExitOk) << well.err;
  EXPECT_THAT(well.out,
              AllOf(HasSubstr("policy       ok"), Not(HasSubstr("problem"))));
}

TEST_F(TeamsTest, QueueShowsWhatWaitsForATypedAddress) {
  ASSERT_NO_FATAL_FAILURE(Start(false));
  const std::string id = MakeSession();
  const Ended queue = installation_.Run({"teams", "queue"});
  EXPECT_EQ(queue.code, kExitOk) << queue.err;
  EXPECT_THAT(queue.out, AllOf(HasSubstr(id), HasSubstr("2027-01-12 18:00"),
                               HasSubstr("waiting"), HasSubstr("Worries")));
}

TEST_F(TeamsTest, RetriesWhatIsParked) {
  ASSERT_NO_FATAL_FAILURE(Start(true));
  fake_.Next({.code = 400, .body = kRefusal});
  const std::string id = MakeSession();
  fake_.WaitForCalls(1);
  // Its own turn comes only once what came of the first is recorded.
  MakeSession();
  fake_.WaitForCalls(3);
  const Ended queue = installation_.Run({"teams", "queue"});
  EXPECT_THAT(
      queue.out,
      AllOf(HasSubstr(id), HasSubstr("parked"), HasSubstr("GRAPH_REFUSED"),
            HasSubstr("BadRequest"), HasSubstr("title or times")));
  const Ended retried = installation_.Run({"teams", "retry", "--all"});
  EXPECT_EQ(retried.code, kExitOk) << retried.err;
  EXPECT_THAT(retried.out, AllOf(HasSubstr(id), HasSubstr("waiting")));
  fake_.WaitForCalls(5);
  EXPECT_THAT(fake_.meetings(), SizeIs(2));
}

TEST_F(TeamsTest, OptionsReachTheMeetingByThemselves) {
  ASSERT_NO_FATAL_FAILURE(Start(true));
  const std::string id = MakeSession();
  fake_.WaitForCalls(2);
  const Ended set = installation_.Run({"session", "options", id, "--recording",
                                       "on", "--reason", "For the ill."});
  EXPECT_EQ(set.code, kExitOk) << set.err;
  EXPECT_THAT(set.out, AllOf(HasSubstr("on (loosened)"),
                             HasSubstr("itself, soon after a change")));
  fake_.WaitForCalls(3);
  ASSERT_THAT(fake_.meetings(), SizeIs(1));
  EXPECT_EQ(fake_.meetings()[0].content.at("allowRecording"), true);
}

TEST_F(TeamsTest, RetrySaysWhenThereIsNothingToTry) {
  ASSERT_NO_FATAL_FAILURE(Start(false));
  const std::string id = MakeSession();
  const Ended retried = installation_.Run({"teams", "retry", id});
  EXPECT_EQ(retried.code, kExitOk) << retried.err;
  EXPECT_THAT(retried.out, HasSubstr(id));
  const Ended unknown = installation_.Run({"teams", "retry", "7"});
  EXPECT_EQ(unknown.code, kExitRefused);
  EXPECT_THAT(unknown.err, HasSubstr("SESSION_NOT_FOUND"));
  ASSERT_EQ(installation_.Run({"session", "cancel", id, "--now"}).code,
            kExitOk);
  EXPECT_THAT(installation_.Run({"teams", "retry", id}).err,
              HasSubstr("MEETING_NOT_QUEUED"));
}

}  // namespace
}  // namespace cwp::ctl
