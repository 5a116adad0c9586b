#include "services/scheduling/teams_doctor.h"

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scheduling/fake_graph.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPolicyBody[] =
    R"({"error":{"code":"Forbidden","message":"No application access policy )"
    R"(found for this app"}})";

class TeamsDoctorTest : public ::testing::Test {
 protected:
  TeamsDoctorTest() {
    std::ofstream(folder_.File("secret")) << FakeGraph::kSecret << "\n";
    chmod(folder_.File("secret").c_str(), 0600);
    settings_.provider = "graph";
    settings_.graph = {.tenant = "trust.example.org",
                       .client_id = "app-1",
                       .secret_file = folder_.File("secret"),
                       .organiser = FakeGraph::kOrganiser,
                       .graph_url = fake_.graph_url(),
                       .login_url = fake_.login_url()};
  }

  // The steps' states: o for OK, ! for PROBLEM, - for SKIPPED.
  std::string Check() {
    checks_ = CheckTeams(settings_, clock_);
    std::string states;
    std::vector<std::string> steps;
    for (const TeamsCheck& check : checks_) {
      states += check.state == TeamsCheck::State::kOk        ? 'o'
                : check.state == TeamsCheck::State::kProblem ? '!'
                                                             : '-';
      steps.push_back(check.step);
      EXPECT_FALSE(check.advice.empty()) << check.step;
      EXPECT_THAT(check.advice, Not(HasSubstr(FakeGraph::kSecret)));
    }
    EXPECT_THAT(steps, ElementsAre("settings", "token", "permissions", "policy",
                                   "organiser"));
    return states;
  }

  const std::string& Advice(int step) { return checks_[step].advice; }

  FakeClock clock_{At(9)};
  TempDir folder_;
  FakeGraph fake_;
  TeamsSettings settings_;
  std::vector<TeamsCheck> checks_;
};

TEST_F(TeamsDoctorTest, FindsNothingWhereAllIsWell) {
  EXPECT_EQ(Check(), "ooooo");
  EXPECT_THAT(fake_.meetings(), ElementsAre());
  ASSERT_EQ(fake_.calls().size(), 1);
  EXPECT_THAT(fake_.calls()[0], HasSubstr("GET "));
}

TEST_F(TeamsDoctorTest, NamesSettingsThatAreMissing) {
  settings_.graph.tenant = "";
  settings_.graph.organiser = "";
  EXPECT_EQ(Check(), "!----");
  EXPECT_THAT(Advice(0), HasSubstr("graph-tenant, graph-organiser"));
  settings_.provider = "typed";
  EXPECT_EQ(Check(), "!----");
  EXPECT_THAT(Advice(0), HasSubstr("graph-tenant, graph-organiser"));
  EXPECT_EQ(fake_.logins(), 0);
}

TEST_F(TeamsDoctorTest, ChecksBeforeTheProviderIsChangedOver) {
  settings_.provider = "typed";
  EXPECT_EQ(Check(), "ooooo");
  EXPECT_THAT(Advice(0), HasSubstr("meeting-provider is 'typed'"));
}

TEST_F(TeamsDoctorTest, WantsAnObjectIdAndASecretThatCanBeRead) {
  settings_.graph.organiser = "workshops@trust.example.org";
  EXPECT_EQ(Check(), "!----");
  EXPECT_THAT(Advice(0), HasSubstr("object id"));
  settings_.graph.organiser = FakeGraph::kOrganiser;
  settings_.graph.secret_file = folder_.File("none");
  EXPECT_EQ(Check(), "!----");
  EXPECT_THAT(Advice(0), HasSubstr("graph-secret-file"));
}

TEST_F(TeamsDoctorTest, SaysWhyThereIsNoToken) {
  fake_.NextLogin({.code = 401, .body = R"({"error": "invalid_client"})"});
  EXPECT_EQ(Check(), "o!---");
  EXPECT_THAT(Advice(1), AllOf(HasSubstr("secret that has not expired"),
                               HasSubstr("invalid_client")));
  settings_.graph.login_url = "http://127.0.0.1:1";
  EXPECT_EQ(Check(), "o!---");
  EXPECT_THAT(Advice(1), HasSubstr("graph-login-url"));
}

TEST_F(TeamsDoctorTest, MissesThePermission) {
  fake_.SetRoles({"User.Read.All", "OnlineMeetings.Read.All"});
  EXPECT_EQ(Check(), "oo!--");
  EXPECT_THAT(Advice(2), HasSubstr("OnlineMeetings.ReadWrite.All"));
  EXPECT_TRUE(fake_.calls().empty());
}

TEST_F(TeamsDoctorTest, MissesThePolicy) {
  fake_.Next({.code = 403, .body = kPolicyBody});
  EXPECT_EQ(Check(), "ooo!-");
  EXPECT_THAT(Advice(3), HasSubstr("Grant-CsApplicationAccessPolicy"));
}

TEST_F(TeamsDoctorTest, MissesTheOrganiser) {
  settings_.graph.organiser = "00000000-0000-4000-8000-000000000000";
  EXPECT_EQ(Check(), "ooo-!");
  EXPECT_THAT(Advice(4), HasSubstr("UserNotFound"));
  settings_.graph.organiser = FakeGraph::kOrganiser;
  // That there is no such meeting is well.
  fake_.Next({.code = 404, .body = R"({"error":{"code":"NotFound"}})"});
  EXPECT_EQ(Check(), "ooooo");
}

TEST_F(TeamsDoctorTest, DoesNotWaitForLong) {
  settings_.graph.limits.total = absl::Seconds(2);
  fake_.Next({.slow = true});
  EXPECT_EQ(Check(), "ooo!-");
  EXPECT_THAT(Advice(3), HasSubstr("did not answer"));
}

}  // namespace
}  // namespace cwp::scheduling
