#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

Ended RunWith(std::vector<std::string> arguments) {
  std::vector<const char*> argv = {"cwpctl"};
  for (const std::string& argument : arguments) {
    argv.push_back(argument.c_str());
  }
  const SystemClock clock;
  std::ostringstream out;
  std::ostringstream err;
  Ended ended;
  ended.code = Run(static_cast<int>(argv.size()), argv.data(), clock, out, err);
  ended.out = out.str();
  ended.err = err.str();
  return ended;
}

TEST(RunTest, HelpsAtEveryLevel) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"workshop", "--help"},
                                             {"session", "create", "--help"},
                                             {"programme", "import", "--help"},
                                             {"series", "edit", "--help"},
                                             {"bank-holidays", "--help"},
                                             {"backup", "restore", "--help"},
                                             {"--version"}}) {
    const Ended ended = RunWith(arguments);
    EXPECT_EQ(ended.code, kExitOk);
    EXPECT_THAT(ended.out, Not(IsEmpty()));
    EXPECT_THAT(ended.err, IsEmpty());
  }
}

TEST(RunTest, SaysWhatCouldHaveBeenMeant) {
  EXPECT_THAT(RunWith({"programme", "load", "x.yaml"}).err,
              HasSubstr("'load' is no command of cwpctl programme, which has "
                        "import, export\nSee cwpctl programme --help."));
  EXPECT_THAT(RunWith({"programme"}).err,
              HasSubstr("cwpctl programme needs a command: import, export"));
  EXPECT_THAT(RunWith({"sesion", "list"}).err,
              HasSubstr("'sesion' is no command of cwpctl, which has workshop, "
                        "session,"));
  EXPECT_THAT(
      RunWith({"session", "show"}).err,
      HasSubstr("session is required\nSee cwpctl session show --help."));
  EXPECT_THAT(RunWith({"session", "list", "--pst"}).err, HasSubstr("--pst"));
  EXPECT_THAT(RunWith({"session", "update", "7", "--capacity", "0"}).err,
              HasSubstr("--capacity: Value 0 not in range"));
  EXPECT_THAT(RunWith({"session", "update", "7"}).err,
              HasSubstr("there is nothing to change"));
  EXPECT_THAT(RunWith({"workshop", "update", "sleep"}).err,
              HasSubstr("there is nothing to change"));
  EXPECT_THAT(RunWith({"workshop", "show", "\xff"}).err,
              HasSubstr("argument 3 is not UTF-8"));
}

TEST(RunTest, EndsWithTwoWhenTheCommandLineIsWrong) {
  const TempDir folder;
  for (std::vector<std::string> arguments :
       std::vector<std::vector<std::string>>{
           {},
           {"workshop"},
           {"workshop", "paint"},
           {"workshop", "show"},
           {"workshop", "list", "--colour"},
           {"workshop", "list", "--output", "xml"},
           {"session", "show", "abc"},
           {"message", "resend"},
           {"teams"},
           {"teams", "retry"},
           {"teams", "retry", "abc"},
           {"teams", "retry", "7", "--all"},
           {"message", "resend", "abc"},
           {"file", "upload", "x.mp4", "--type", "image/png"},
           {"programme", "import", folder.File("none.yaml")},
           {"workshop", "list"}}) {
    arguments.insert(arguments.end(), {"--data", folder.path()});
    const Ended ended = RunWith(arguments);
    EXPECT_EQ(ended.code, kExitUsage) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("cwpctl: "));
    EXPECT_THAT(ended.out, IsEmpty());
  }
}

// The file is read from the data folder; nothing listens on port 1.
TEST(RunTest, EndsWithThreeWhenAServiceDoesNotAnswer) {
  const TempDir folder;
  ASSERT_EQ(std::system(("mkdir " + folder.File("config")).c_str()), 0);
  const std::string key = folder.File("cwpctl.key");
  std::ofstream(key) << "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  ASSERT_EQ(std::system(("chmod 600 " + key).c_str()), 0);
  std::ofstream(folder.File("config/cwpctl.conf"))
      << "scheduling = \"127.0.0.1:1\"\nkey-file = \"" << key << "\"\n";
  const Ended ended =
      RunWith({"--data", folder.path(), "workshop", "list", "--timeout", "5"});
  EXPECT_EQ(ended.code, kExitUnreachable);
  EXPECT_THAT(ended.err, HasSubstr("scheduling at 127.0.0.1:1"));
}

TEST(RunTest, RefusesSettingsThatAreUnknown) {
  const TempDir folder;
  ASSERT_EQ(std::system(("mkdir " + folder.File("config")).c_str()), 0);
  std::ofstream(folder.File("config/cwpctl.conf")) << "paint = \"red\"\n";
  const Ended ended = RunWith({"--data", folder.path(), "workshop", "list"});
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("paint in line 1"));
  EXPECT_THAT(ended.err, HasSubstr("CONFIG_INVALID"));
}

}  // namespace
}  // namespace cwp::ctl
