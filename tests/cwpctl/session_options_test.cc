// What people may do in a session's meeting, by the operator's command.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "tests/cwpctl/installation.h"

namespace cwp::ctl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kWhy[] = "A choir that sings.";

class SessionOptionsTest : public ::testing::Test {
 protected:
  // One session for young people, at an address that was typed.
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(installation_.Start());
    Must({"workshop", "create", "--slug", "worries", "--title", "Worries",
          "--summary", "What helps.", "--audience", "young people", "--ages",
          "13 to 19", "--minutes", "90"});
    Must({"workshop", "publish", "worries"});
    const std::string made = Must(
        {"session", "create", "--workshop", "worries", "--start",
         "2027-01-12T18:00", "--capacity", "20", "--join",
         "https://teams.microsoft.com/l/meetup-join/1", "--output", "json"});
    const std::string mark = "\"id\": \"";
    const size_t begin = made.find(mark) + mark.size();
    session_ = made.substr(begin, made.find('"', begin) - begin);
  }

  // What a command shows, which has to succeed.
  std::string Must(std::vector<std::string> arguments) {
    const Ended ended = installation_.Run(std::move(arguments));
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    return ended.out;
  }

  Ended Options(std::vector<std::string> more) {
    more.insert(more.begin(), {"session", "options", session_});
    return installation_.Run(std::move(more));
  }

  Installation installation_;
  std::string session_;
};

TEST_F(SessionOptionsTest, ShowsThatAllIsClosed) {
  const Ended shown = Options({});
  EXPECT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(
      shown.out,
      AllOf(ContainsRegex("lobby +on\n"), ContainsRegex("camera +off\n"),
            ContainsRegex("microphone +off\n"), ContainsRegex("chat +off\n"),
            ContainsRegex("recording +off\n"),
            HasSubstr("you, by hand, in Teams")));
}

TEST_F(SessionOptionsTest, EachOptionIsTheOneItSays) {
  const std::vector<std::vector<std::string>> loose = {{"lobby", "off"},
                                                       {"camera", "on"},
                                                       {"microphone", "on"},
                                                       {"chat", "on"},
                                                       {"recording", "on"}};
  for (const std::vector<std::string>& option : loose) {
    const std::string flag = "--" + option[0];
    const Ended set = Options({flag, option[1], "--reason", kWhy});
    EXPECT_EQ(set.code, kExitOk) << set.err;
    EXPECT_THAT(set.out, ContainsRegex(option[0] + " +" + option[1] +
                                       " \\(loosened\\)\n"));
    EXPECT_EQ(set.out.find("(loosened)"), set.out.rfind("(loosened)"))
        << set.out;
    const Ended closed = Options({flag, option[1] == "on" ? "off" : "on"});
    EXPECT_EQ(closed.code, kExitOk) << "closing needs no reason " << closed.err;
    EXPECT_THAT(closed.out, Not(HasSubstr("loosened")));
  }
}

TEST_F(SessionOptionsTest, LooseningNeedsAReasonThatIsShownWithWhoGaveIt) {
  const Ended refused = Options({"--chat", "on", "--camera", "on"});
  EXPECT_EQ(refused.code, kExitRefused);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, AllOf(HasSubstr("REASON_REQUIRED"),
                                 HasSubstr("attendee_camera, chat")));
  const Ended set =
      Options({"--chat", "on", "--camera", "on", "--reason", kWhy});
  EXPECT_EQ(set.code, kExitOk) << set.err;
  const Ended shown = Options({});
  EXPECT_THAT(
      shown.out,
      ContainsRegex("2027-01-04 09:00 +camera on, chat on +OPERATOR uid-[0-9]+ "
                    "+A choir that sings\\."));
  EXPECT_THAT(Options({"--output", "json"}).out,
              AllOf(HasSubstr("\"attendee_camera\": true"),
                    HasSubstr("\"recording\": false"),
                    HasSubstr("\"set_by\": \"STAFF\""), HasSubstr(kWhy)));
}

TEST_F(SessionOptionsTest, OpeningNamesWhatIsLoosened) {
  EXPECT_THAT(installation_.Run({"session", "open", session_}).err,
              AllOf(HasSubstr("MEETING_OPTIONS_UNCONFIRMED"),
                    HasSubstr("chat is off"), Not(HasSubstr("loosened"))));
  ASSERT_EQ(Options({"--chat", "on", "--reason", kWhy}).code, kExitOk);
  EXPECT_THAT(installation_.Run({"session", "open", session_}).err,
              HasSubstr("chat is on (loosened), recording is off"));
  Must({"session", "open", session_, "--meeting-options-confirmed"});
}

TEST_F(SessionOptionsTest, SaysWhatIsWrongOnTheCommandLine) {
  EXPECT_EQ(Options({"--chat", "maybe"}).code, kExitUsage);
  const Ended alone = Options({"--reason", kWhy});
  EXPECT_EQ(alone.code, kExitUsage);
  EXPECT_THAT(alone.err, HasSubstr("which option"));
  EXPECT_THAT(installation_.Run({"session", "options", "7"}).err,
              HasSubstr("SESSION_NOT_FOUND"));
}

TEST_F(SessionOptionsTest, WhatWasTightenedIsConfirmedByItsEtag) {
  ASSERT_EQ(Options({"--chat", "on", "--reason", kWhy}).code, kExitOk);
  Must({"session", "open", session_, "--meeting-options-confirmed"});
  EXPECT_THAT(Options({}).out, Not(HasSubstr("unconfirmed")));
  const Ended tight = Options({"--chat", "off"});
  EXPECT_THAT(tight.out, HasSubstr("meeting options  unconfirmed"));
  EXPECT_THAT(Must({"session", "show", session_}),
              HasSubstr("meeting options  unconfirmed"));
  EXPECT_THAT(Options({"--confirmed", "\"0-2\""}).err,
              HasSubstr("ETAG_MISMATCH"));
  const Ended confirmed = Options({"--confirmed", "\"2-2\""});
  EXPECT_EQ(confirmed.code, kExitOk) << confirmed.err;
  EXPECT_THAT(confirmed.out, Not(HasSubstr("unconfirmed")));
  EXPECT_THAT(Must({"session", "show", session_}),
              Not(HasSubstr("unconfirmed")));
}

}  // namespace
}  // namespace cwp::ctl
