#include "services/web/urgent_help.h"

#include <sys/stat.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::web {
namespace {

using ::testing::HasSubstr;

const absl::CivilDay kToday(2026, 11, 28);

TEST(UrgentHelpTest, ADayThatIsOverIsRead) {
  struct Case {
    std::string checked;
    std::optional<absl::CivilDay> day;
  };
  for (const Case& one :
       {Case{"22 November 2026", absl::CivilDay(2026, 11, 22)},
        Case{"2 March 2026", absl::CivilDay(2026, 3, 2)},
        Case{"28 November 2026", kToday}, Case{"29 November 2026", kToday + 1},
        Case{"30 November 2026", std::nullopt}, Case{"soon", std::nullopt},
        Case{"2026-11-22", std::nullopt}, Case{"31 June 2026", std::nullopt}}) {
    const auto read = ReadUrgentSigning(one.checked, "Ada", kToday);
    if (one.day.has_value()) {
      ASSERT_OK(read) << one.checked;
      EXPECT_EQ(read->checked, *one.day) << one.checked;
      EXPECT_EQ(read->signed_by, "Ada");
    } else {
      EXPECT_THAT(read, HasReason("CONFIG_INVALID")) << one.checked;
    }
  }
}

TEST(UrgentHelpTest, SomebodyHasToSignEveryNinetyDays) {
  const auto alarm = [](const char* checked, const char* signed_by) {
    return UrgentAlarm(*ReadUrgentSigning(checked, signed_by, kToday), kToday);
  };
  EXPECT_EQ(alarm("30 August 2026", "Ada"), "") << "90 days";
  EXPECT_THAT(alarm("29 August 2026", "Ada"),
              HasSubstr("last checked on 29 August 2026, by Ada: 91 days ago"));
  EXPECT_THAT(alarm("22 November 2026", ""), HasSubstr("Nobody has signed"));
  EXPECT_THAT(alarm("", "Ada"), HasSubstr("Nobody has signed"));
  EXPECT_THAT(alarm("", ""), HasSubstr("Nobody has signed"));
}

TEST(UrgentHelpTest, TheCopyIsCompleteInItself) {
  const TempDir folder;
  const std::string file = folder.File("urgent-help.html");
  const std::string page =
      "<html><link rel=\"stylesheet\" href=\"/assets/style.1.css\">999</html>";
  ASSERT_OK(WriteUrgentHelpCopy(file, page, "/assets/style.1.css",
                                "body{color:#212b32}"));
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_EQ(text.str(), "<html><style>body{color:#212b32}</style>999</html>");
  struct stat status = {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644) << "the proxy is somebody else";
  EXPECT_THAT(WriteUrgentHelpCopy(folder.File("no/such.html"), page, "", ""),
              HasReason("URGENT_HELP_COPY_FAILED"));
}

}  // namespace
}  // namespace cwp::web
