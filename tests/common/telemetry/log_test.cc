#include "common/telemetry/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "boost/json.hpp"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    InitLog("registration");
    SetLogSink([this](absl::string_view line) { lines_.emplace_back(line); });
  }
  ~LogTest() override {
    SetLogSink(nullptr);
    InitLog("");
  }

  boost::json::object OnlyLine() {
    EXPECT_THAT(lines_, SizeIs(1));
    return boost::json::parse(lines_.at(0)).as_object();
  }

  std::vector<std::string> lines_;
};

TEST_F(LogTest, WritesFieldsWithTheirTypes) {
  const std::string method = "CreateBooking";
  Log(LogLevel::kWarning, "call_handled",
      {{"method", method},
       {"attempts", 3},
       {"revision", int64_t{1} << 62},
       {"duration_s", 0.25},
       {"late", true}});
  const boost::json::object line = OnlyLine();
  EXPECT_EQ(line.at("level"), "warning");
  EXPECT_EQ(line.at("service"), "registration");
  EXPECT_EQ(line.at("event"), "call_handled");
  EXPECT_EQ(line.at("method"), "CreateBooking");
  EXPECT_EQ(line.at("attempts").as_int64(), 3);
  EXPECT_EQ(line.at("revision").as_int64(), int64_t{1} << 62);
  EXPECT_EQ(line.at("duration_s").as_double(), 0.25);
  EXPECT_EQ(line.at("late").as_bool(), true);
}

TEST_F(LogTest, SaysWhenInUtcWithMicroseconds) {
  const absl::Time before = absl::Now();
  Log(LogLevel::kInfo, "started");
  const std::string text(OnlyLine().at("time").as_string());
  absl::Time time;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << text << ": " << error;
  EXPECT_THAT(text, SizeIs(std::string("2024-03-04T09:00:00.123456Z").size()));
  EXPECT_GE(time, absl::FromUnixMicros(absl::ToUnixMicros(before)));
  EXPECT_LE(time, absl::Now());
}

TEST_F(LogTest, StaysOneLineOfJsonWhateverItIsGiven) {
  Log(LogLevel::kError, "failed",
      {{"error", "line\nbreak \xFF \"quoted\""},
       {"ratio", std::numeric_limits<double>::quiet_NaN()},
       {"limit", HUGE_VAL}});
  const boost::json::object line = OnlyLine();
  EXPECT_EQ(line.at("error"), "line\nbreak \xEF\xBF\xBD \"quoted\"");
  EXPECT_TRUE(line.at("ratio").is_null());
  EXPECT_TRUE(line.at("limit").is_null());
  EXPECT_THAT(lines_[0], ::testing::Not(HasSubstr("\n")));
}

TEST_F(LogTest, DropsWhatIsBelowTheMinimum) {
  InitLog("registration", LogFormat::kJson, LogLevel::kWarning);
  Log(LogLevel::kInfo, "started");
  EXPECT_THAT(lines_, IsEmpty());
  Log(LogLevel::kWarning, "late");
  EXPECT_THAT(lines_, SizeIs(1));
}

TEST_F(LogTest, WritesTextForPeople) {
  InitLog("web", LogFormat::kText);
  Log(LogLevel::kInfo, "started", {{"listen", "127.0.0.1:8080"}, {"n", 2}});
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_THAT(lines_[0],
              HasSubstr(" info web started listen=\"127.0.0.1:8080\" n=2"));
}

TEST_F(LogTest, ReadsTheFormatSetting) {
  LogFormat format = LogFormat::kText;
  EXPECT_TRUE(ParseLogFormat("json", format).ok());
  EXPECT_EQ(format, LogFormat::kJson);
  EXPECT_TRUE(ParseLogFormat("text", format).ok());
  EXPECT_EQ(format, LogFormat::kText);
  EXPECT_EQ(ParseLogFormat("xml", format).code(),
            absl::StatusCode::kInvalidArgument);
}

// Lines longer than a pipe takes at once, from several threads: each arrives
// whole.
TEST_F(LogTest, LinesOfSeveralThreadsDoNotMix) {
  constexpr int kThreads = 4;
  constexpr int kLines = 50;
  const std::string path = ::testing::TempDir() + "/log_test.stderr";
  const int file =
      open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);
  ASSERT_GE(file, 0);
  SetLogSink(nullptr);
  const int stderr_before = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([i] {
        const std::string filler(10'000, static_cast<char>('a' + i));
        for (int j = 0; j < kLines; ++j) {
          Log(LogLevel::kInfo, "filled", {{"filler", filler}});
        }
      });
    }
  }
  dup2(stderr_before, STDERR_FILENO);
  close(stderr_before);
  close(file);

  std::ifstream lines(path);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_THAT(line, StartsWith("{\"time\":"));
    EXPECT_NO_THROW(boost::json::parse(line));
  }
  EXPECT_EQ(count, kThreads * kLines);
}

}  // namespace
}  // namespace cwp
