#include "services/scheduling/teams_graph.h"

#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/teams_settings.h"
#include "tests/scheduling/fake_graph.h"
#include "tests/scheduling/samples.h"

namespace cwp::scheduling {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class TeamsGraphTest : public ::testing::Test {
 protected:
  TeamsGraphTest() { WriteSecret(FakeGraph::kSecret); }

  void WriteSecret(const std::string& secret) {
    std::ofstream(folder_.File("secret")) << secret << "\n";
    chmod(folder_.File("secret").c_str(), 0600);
  }

  TeamsSettings SettingsOf() const {
    TeamsSettings settings;
    settings.provider = "graph";
    settings.graph = {.tenant = "trust.example.org",
                      .client_id = "app-1",
                      .secret_file = folder_.File("secret"),
                      .organiser = FakeGraph::kOrganiser,
                      .graph_url = fake_.graph_url(),
                      .login_url = fake_.login_url()};
    return settings;
  }

  std::unique_ptr<MeetingProvider> MakeMeetings() const {
    auto made = MakeMeetingProvider(SettingsOf(), clock_);
    EXPECT_OK(made.status());
    return *std::move(made);
  }

  FakeClock clock_{At(9)};
  TempDir folder_;
  FakeGraph fake_;
  const MeetingPlan plan_ =
      PlanMeeting(SampleSession(), OptionsFor(Audience::kYoungPeople));
};

TEST_F(TeamsGraphTest, MakesOneMeetingForOneSession) {
  const auto meetings = MakeMeetings();
  const auto made = meetings->CreateOrGet(plan_);
  ASSERT_OK(made);
  const auto again = meetings->CreateOrGet(plan_);
  ASSERT_OK(again);
  EXPECT_EQ(again->id, made->id);
  EXPECT_EQ(again->join_uri, made->join_uri);
  EXPECT_OK(meetings->Change(made->id, plan_));
  ASSERT_THAT(fake_.meetings(), SizeIs(1));
  EXPECT_EQ(fake_.meetings()[0].content.at("allowMeetingChat"), "disabled");
  EXPECT_THAT(fake_.calls(),
              ElementsAre("POST /createOrGet", "POST /createOrGet",
                          "PATCH /MSp%2A1%2F%3D%3D"));
}

TEST_F(TeamsGraphTest, AsksForATokenAsTheApplication) {
  ASSERT_OK(MakeMeetings()->CreateOrGet(plan_));
  EXPECT_EQ(fake_.last_login(),
            absl::StrCat(
                "client_id=app-1&scope=http%3A%2F%2F127.0.0.1%3A",
                fake_.graph_url().substr(17, fake_.graph_url().rfind('/') - 17),
                "%2F.default&client_secret=a%20secret%20with%20%2F%20"
                "and%20%2B%20in%20it&grant_type=client_credentials"));
}

TEST_F(TeamsGraphTest, KeepsItsTokenUntilShortlyBeforeItExpires) {
  const auto meetings = MakeMeetings();
  ASSERT_OK(meetings->CreateOrGet(plan_));
  clock_.Advance(absl::Seconds(3599) - absl::Minutes(5) - absl::Seconds(1));
  ASSERT_OK(meetings->CreateOrGet(plan_));
  EXPECT_EQ(fake_.logins(), 1);
  clock_.Advance(absl::Seconds(1));
  ASSERT_OK(meetings->CreateOrGet(plan_));
  EXPECT_EQ(fake_.logins(), 2);
}

TEST_F(TeamsGraphTest, FetchesANewTokenOnce) {
  const auto meetings = MakeMeetings();
  ASSERT_OK(meetings->CreateOrGet(plan_));
  fake_.ExpireTokens();
  ASSERT_OK(meetings->CreateOrGet(plan_));
  EXPECT_EQ(fake_.logins(), 2);
  fake_.Next({.code = 401});
  fake_.Next({.code = 401});
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_LOGIN_REFUSED"));
  EXPECT_EQ(fake_.logins(), 3);
}

TEST_F(TeamsGraphTest, ReadsANewSecretWithoutARestart) {
  const auto meetings = MakeMeetings();
  fake_.NextLogin({.code = 401, .body = R"({"error": "invalid_client"})"});
  const auto refused = meetings->CreateOrGet(plan_);
  EXPECT_THAT(refused, HasReason("GRAPH_LOGIN_REFUSED"));
  EXPECT_EQ(MetadataOf(refused.status(), "graph_code"), "invalid_client");
  WriteSecret("new");
  ASSERT_OK(meetings->CreateOrGet(plan_));
  EXPECT_THAT(fake_.last_login(), HasSubstr("client_secret=new&"));
}

TEST_F(TeamsGraphTest, LoginThatIsBusyIsBusy) {
  const auto meetings = MakeMeetings();
  fake_.NextLogin({.code = 503});
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_BUSY"));
  fake_.NextLogin({.code = 400, .body = R"({"error": "invalid_request"})"});
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_LOGIN_REFUSED"));
  EXPECT_THAT(fake_.calls(), SizeIs(0));
}

TEST_F(TeamsGraphTest, TellsAMeetingThatIsGoneFromAnOrganiserUnknown) {
  const auto meetings = MakeMeetings();
  EXPECT_THAT(meetings->Change("MSp-none", plan_), HasReason("MEETING_GONE"));
  TeamsSettings settings = SettingsOf();
  settings.graph.organiser = "00000000-0000-4000-8000-000000000000";
  const auto strange = MakeMeetingProvider(settings, clock_);
  ASSERT_OK(strange.status());
  const auto made = (*strange)->CreateOrGet(plan_);
  EXPECT_THAT(made, HasReason("GRAPH_ORGANISER_UNKNOWN"));
  EXPECT_EQ(MetadataOf(made.status(), "graph_code"), "UserNotFound");
}

TEST_F(TeamsGraphTest, GivesUpOnAnAnswerThatDoesNotCome) {
  TeamsSettings settings = SettingsOf();
  settings.graph.limits.total = absl::Seconds(2);
  const auto hasty = MakeMeetingProvider(settings, clock_);
  ASSERT_OK(hasty.status());
  fake_.Next({.slow = true});
  EXPECT_THAT((*hasty)->CreateOrGet(plan_), HasReason("GRAPH_UNREACHABLE"));
  const auto meetings = MakeMeetings();
  fake_.Next({.cut = true});
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_UNREACHABLE"));
  EXPECT_OK(meetings->CreateOrGet(plan_));
  EXPECT_THAT(fake_.meetings(), SizeIs(1));
}

TEST_F(TeamsGraphTest, TakesNoMoreThanIsSensible) {
  fake_.Next({.garbled = true});
  const auto meetings = MakeMeetings();
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_ANSWER_INVALID"));
  fake_.Next({.body = std::string(2 << 20, ' '), .garbled = true});
  EXPECT_THAT(meetings->CreateOrGet(plan_), HasReason("GRAPH_UNREACHABLE"));
}

TEST_F(TeamsGraphTest, RefusesSettingsThatAreUnsafeOrIncomplete) {
  for (const char* url :
       {"http://graph.example.org/v1.0", "ftp://graph.example.org", "",
        "http://127.0.0.1.example.org", "https://graph.example.org/v1.0/"}) {
    TeamsSettings settings = SettingsOf();
    settings.graph.graph_url = url;
    EXPECT_THAT(MakeMeetingProvider(settings, clock_),
                HasReason("CONFIG_INVALID"))
        << url;
    settings = SettingsOf();
    settings.graph.login_url = url;
    EXPECT_THAT(MakeMeetingProvider(settings, clock_),
                HasReason("CONFIG_INVALID"))
        << url;
  }
  TeamsSettings settings = SettingsOf();
  settings.graph.graph_url = "https://graph.example.org/v1.0";
  EXPECT_OK(MakeMeetingProvider(settings, clock_));
  settings.provider = "zoom";
  EXPECT_THAT(MakeMeetingProvider(settings, clock_),
              HasReason("CONFIG_INVALID"));
  settings.provider = "graph";
  settings.graph.organiser = "";
  settings.graph.tenant = "";
  const auto made = MakeMeetingProvider(settings, clock_);
  EXPECT_THAT(made, HasReason("CONFIG_INVALID"));
  EXPECT_THAT(std::string(made.status().message()),
              HasSubstr("graph-tenant, graph-organiser"));
  settings.provider = "typed";
  EXPECT_OK(MakeMeetingProvider(settings, clock_));
}

}  // namespace
}  // namespace cwp::scheduling
