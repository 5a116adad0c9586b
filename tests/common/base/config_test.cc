#include "common/base/config.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A program with one setting of each kind, and its three sources.
class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() {
    std::string name = ::testing::TempDir() + "config_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~ConfigTest() override {
    for (const std::string& name : variables_) unsetenv(name.c_str());
    std::filesystem::remove_all(folder_);
  }

  void SetVariable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    variables_.push_back(name);
  }

  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  absl::StatusOr<Config::Next> Parse(std::vector<std::string> flags) {
    Config config("scheduling", "Serves cwp.scheduling.v1: workshops.");
    config.Add("listen", &listen_, "Address to serve gRPC on.");
    config.Add("max-calls", &max_calls_, "Calls at once.");
    config.Add("reflection", &reflection_, "Whether to serve reflection.");
    config.Add("peers", &peers_, "Services that may call.");
    flags.insert(flags.begin(), "cwp-scheduling");
    std::vector<const char*> argv;
    for (const std::string& flag : flags) argv.push_back(flag.c_str());
    return config.Parse(static_cast<int>(argv.size()), argv.data());
  }

  absl::StatusOr<Config::Next> ParseFile(const std::string& text) {
    return Parse({"--config", Write("cwp.toml", text)});
  }

  std::string folder_;
  std::vector<std::string> variables_;
  std::string listen_ = "127.0.0.1:8401";
  int64_t max_calls_ = 100;
  bool reflection_ = false;
  std::vector<std::string> peers_ = {"web"};
};

TEST_F(ConfigTest, KeepsDefaults) {
  ASSERT_EQ(Parse({}).value(), Config::Next::kRun);
  EXPECT_EQ(listen_, "127.0.0.1:8401");
  EXPECT_EQ(max_calls_, 100);
  EXPECT_FALSE(reflection_);
  EXPECT_THAT(peers_, ElementsAre("web"));
}

TEST_F(ConfigTest, ReadsEachSource) {
  struct Case {
    std::string name;
    std::string file;
    std::vector<std::pair<std::string, std::string>> variables;
    std::vector<std::string> flags;
  };
  const std::vector<Case> cases = {
      {.name = "file",
       .file = "# Where to listen.\n"
               "listen = \"unix:a b#c, d\"  # a comment\n"
               "max-calls = 7\n"
               "\n"
               "reflection = true\n"
               "peers = [\"web\",  # people\n"
               "  \"gate way\",\n"
               "]\n"},
      {.name = "environment",
       .variables = {{"CWP_SCHEDULING_LISTEN", "unix:a b#c, d"},
                     {"CWP_SCHEDULING_MAX_CALLS", "7"},
                     {"CWP_SCHEDULING_REFLECTION", "1"},
                     {"CWP_SCHEDULING_PEERS", "web,gate way"}}},
      {.name = "flags",
       .flags = {"--listen", "unix:a b#c, d", "--max-calls=7", "--reflection",
                 "--peers", "web", "--peers=gate way"}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    listen_ = "";
    max_calls_ = 0;
    reflection_ = false;
    peers_ = {};
    for (const auto& [name, value] : c.variables) SetVariable(name, value);
    std::vector<std::string> flags = c.flags;
    if (!c.file.empty()) flags = {"--config", Write("cwp.toml", c.file)};
    const auto next = Parse(flags);
    for (const auto& [name, value] : c.variables) unsetenv(name.c_str());
    ASSERT_TRUE(next.ok()) << next.status();
    EXPECT_EQ(listen_, "unix:a b#c, d");
    EXPECT_EQ(max_calls_, 7);
    EXPECT_TRUE(reflection_);
    EXPECT_THAT(peers_, ElementsAre("web", "gate way"));
  }
}

TEST_F(ConfigTest, FlagsRuleOverEnvironmentAndThatOverTheFile) {
  const std::string path = Write("cwp.toml",
                                 "listen = \"file\"\n"
                                 "max-calls = 1\n"
                                 "reflection = true\n"
                                 "peers = [\"file\", \"more\"]\n");
  SetVariable("CWP_SCHEDULING_MAX_CALLS", "2");
  SetVariable("CWP_SCHEDULING_REFLECTION", "true");
  SetVariable("CWP_SCHEDULING_PEERS", "environment");
  SetVariable("CWP_SCHEDULING_CONFIG", path);
  ASSERT_TRUE(Parse({"--reflection=false", "--peers=flag"}).ok());
  EXPECT_EQ(listen_, "file");
  EXPECT_EQ(max_calls_, 2);
  EXPECT_FALSE(reflection_);
  EXPECT_THAT(peers_, ElementsAre("flag"));
}

TEST_F(ConfigTest, TheFlagNamesAnotherFileThanTheEnvironment) {
  SetVariable("CWP_SCHEDULING_CONFIG", folder_ + "/none.toml");
  ASSERT_TRUE(ParseFile("listen = \"file\"\n").ok());
  EXPECT_EQ(listen_, "file");
}

TEST_F(ConfigTest, ListsCanBeEmpty) {
  ASSERT_TRUE(ParseFile("peers = []\n").ok());
  EXPECT_THAT(peers_, IsEmpty());
  peers_ = {"web"};
  SetVariable("CWP_SCHEDULING_PEERS", "");
  ASSERT_TRUE(Parse({}).ok());
  EXPECT_THAT(peers_, IsEmpty());
}

TEST_F(ConfigTest, LeavesVariablesOfOtherProgramsAlone) {
  SetVariable("CWP_REGISTRATION_NONSENSE", "1");
  SetVariable("CWP_SCHEDULINGX", "1");
  EXPECT_TRUE(Parse({}).ok());
}

struct BadCase {
  std::string name;
  std::string file;
  std::string variable;
  std::vector<std::string> flags;
  std::string want;  // Part of the message.
};

class ConfigErrorTest : public ConfigTest,
                        public ::testing::WithParamInterface<BadCase> {};

TEST_P(ConfigErrorTest, NamesKeyAndPlace) {
  if (!GetParam().variable.empty()) {
    SetVariable(GetParam().variable, "12 apples");
  }
  const auto next = GetParam().file.empty() ? Parse(GetParam().flags)
                                            : ParseFile(GetParam().file);
  EXPECT_EQ(next.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(next.status()), "CONFIG_INVALID");
  EXPECT_THAT(std::string(next.status().message()), HasSubstr(GetParam().want));
}

INSTANTIATE_TEST_SUITE_P(
    File, ConfigErrorTest,
    ::testing::ValuesIn(std::vector<BadCase>{
        {.name = "UnknownInFile",
         .file = "\nport = 1\n",
         .want = "port in line 2 of "},
        {.name = "SettingOfEnvironmentSpellingInFile",
         .file = "max_calls = 1\n",
         .want = "max_calls in line 1 of "},
        {.name = "TableInFile", .file = "[scheduling]\n", .want = "line 1 of "},
        {.name = "DottedInFile",
         .file = "listen.port = 1\n",
         .want = "listen.port in line 1 of "},
        {.name = "ConfigInFile", .file = "config = 1\n", .want = "config in"},
        {.name = "NumberInFile",
         .file = "max-calls = many\n",
         .want = "max-calls in line 1"},
        {.name = "FractionInFile",
         .file = "max-calls = 1.5\n",
         .want = "a whole number, not \"1.5\""},
        {.name = "ListForOneInFile",
         .file = "listen = [\"a\", \"b\"]\n",
         .want = "takes one value"},
        {.name = "BareWordsInFile",
         .file = "listen = two words\n",
         .want = "stands in quotes"},
        {.name = "TwiceInFile",
         .file = "listen = \"a\"\nlisten = \"b\"\n",
         .want = "line 2 of"},
        {.name = "NoValueInFile", .file = "listen =\n", .want = "line 1 of"},
        {.name = "ShortLineInFile", .file = "ab\n", .want = "name = value"},
        {.name = "NoEqualsInFile",
         .file = "reflection\n",
         .want = "name = value"},
        {.name = "OpenQuotesInFile",
         .file = "listen = \"a\n",
         .want = "line 1 of"},
        {.name = "OpenListInFile",
         .file = "peers = [\"a\",\n\"b\"\n",
         .want = "inside a list"},
        {.name = "NoSuchFile",
         .flags = {"--config", "/nowhere/cwp.toml"},
         .want = "/nowhere/cwp.toml cannot be read: No such file"},
        {.name = "FolderForFile",
         .flags = {"--config", "/"},
         .want = "/ cannot be read: Is a directory"},
    }),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    EnvironmentAndFlags, ConfigErrorTest,
    ::testing::ValuesIn(std::vector<BadCase>{
        {.name = "UnknownInEnvironment",
         .variable = "CWP_SCHEDULING_PORT",
         .want = "the environment variable CWP_SCHEDULING_PORT"},
        {.name = "NumberInEnvironment",
         .variable = "CWP_SCHEDULING_MAX_CALLS",
         .want = "CWP_SCHEDULING_MAX_CALLS needs a whole number"},
        {.name = "BoolInEnvironment",
         .variable = "CWP_SCHEDULING_REFLECTION",
         .want = "CWP_SCHEDULING_REFLECTION needs true or false"},
        {.name = "UnknownFlag", .flags = {"--port=1"}, .want = "--port is no"},
        {.name = "ValueOfNoFlag",
         .flags = {"hello"},
         .want = "belongs to no flag"},
        {.name = "NumberInFlag",
         .flags = {"--max-calls", "x"},
         .want = "--max-calls needs a whole number, not \"x\""},
        {.name = "TooLargeInFlag",
         .flags = {"--max-calls=9223372036854775808"},
         .want = "--max-calls needs"},
        {.name = "BoolInFlag",
         .flags = {"--reflection=maybe"},
         .want = "--reflection needs true or false"},
        {.name = "NoValueInFlag", .flags = {"--listen"}, .want = "--listen"},
        {.name = "TwiceInFlags",
         .flags = {"--listen=a", "--listen=b"},
         .want = "--listen takes one value"},
    }),
    [](const auto& test) { return test.param.name; });

TEST_F(ConfigTest, ErrorsDoNotRepeatStrayValues) {
  for (const std::string flag : {"hunter2", "--password=hunter2"}) {
    const auto next = Parse({flag});
    EXPECT_FALSE(absl::StrContains(next.status().ToString(), "hunter2"));
  }
}

TEST_F(ConfigTest, HelpSuffices) {
  SetVariable("CWP_SCHEDULING_LISTEN", "ignored");
  ::testing::internal::CaptureStdout();
  const auto next = Parse({"--nonsense", "--help"});
  const std::string text = ::testing::internal::GetCapturedStdout();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(*next, Config::Next::kExit);
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Serves cwp.scheduling.v1: workshops."),
            HasSubstr("Usage: cwp-scheduling [--config FILE]"),
            HasSubstr("--listen TEXT\n      Address to serve gRPC on.\n"
                      "      CWP_SCHEDULING_LISTEN; default: 127.0.0.1:8401\n"),
            HasSubstr("--max-calls NUMBER"),
            HasSubstr("CWP_SCHEDULING_MAX_CALLS; default: 100"),
            HasSubstr("--reflection true|false"), HasSubstr("--peers TEXT"),
            HasSubstr("--version")));
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST_F(ConfigTest, PrintsItsVersion) {
  ::testing::internal::CaptureStdout();
  const auto next = Parse({"--version"});
  EXPECT_THAT(::testing::internal::GetCapturedStdout(),
              ::testing::MatchesRegex("cwp-scheduling [0-9.]+\n"));
  EXPECT_EQ(next.value(), Config::Next::kExit);
}

class SecretFileTest : public ConfigTest {
 protected:
  absl::StatusOr<std::string> Read(const std::string& text, mode_t mode) {
    const std::string path = Write("secret", text);
    chmod(path.c_str(), mode);
    return ReadSecretFile(path);
  }
};

TEST_F(SecretFileTest, ReadsWithoutTheLineBreak) {
  EXPECT_EQ(Read("hunter2\n", 0600).value(), "hunter2");
  EXPECT_EQ(Read("hunter2\r\n", 0640).value(), "hunter2");
  EXPECT_EQ(Read(" hunter2 ", 0400).value(), " hunter2 ");
  EXPECT_EQ(Read("two\nlines\n\n", 0440).value(), "two\nlines\n");
}

TEST_F(SecretFileTest, RefusesWhatEverybodyMayTouch) {
  for (const mode_t mode : {0604, 0644, 0602, 0601}) {
    const absl::Status status = Read("hunter2", mode).status();
    EXPECT_EQ(ReasonOf(status), "SECRET_UNREADABLE");
    EXPECT_THAT(std::string(status.message()), HasSubstr("its mode is 06"));
  }
}

TEST_F(SecretFileTest, RefusesWhatIsNoSecret) {
  EXPECT_EQ(ReasonOf(Read("", 0600).status()), "SECRET_UNREADABLE");
  EXPECT_EQ(ReasonOf(Read("\n", 0600).status()), "SECRET_UNREADABLE");
  EXPECT_EQ(ReasonOf(Read(std::string(70'000, 'x'), 0600).status()),
            "SECRET_UNREADABLE");
  EXPECT_EQ(ReasonOf(ReadSecretFile(folder_).status()), "SECRET_UNREADABLE");
  EXPECT_EQ(ReasonOf(ReadSecretFile(folder_ + "/none").status()),
            "SECRET_UNREADABLE");
}

}  // namespace
}  // namespace cwp
