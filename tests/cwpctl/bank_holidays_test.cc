#include "services/cwpctl/bank_holidays.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/clock.h"
#include "common/http/handler.h"
#include "common/http/response.h"
#include "common/http/router.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// GOV.UK's form, with the first of every month of some years, and no others.
std::string FeedOf(const std::vector<int>& years) {
  std::string events;
  for (const int year : years) {
    for (int month = 1; month <= 12; ++month) {
      absl::StrAppend(&events, events.empty() ? "" : ",",
                      R"({"title": "First of the month", "date": ")",
                      absl::FormatCivilTime(absl::CivilDay(year, month, 1)),
                      R"(", "notes": "", "bunting": false})");
    }
  }
  return absl::StrCat(R"({"england-and-wales": {"division": )",
                      R"("england-and-wales", "events": [)", events, "]}}");
}

struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

class BankHolidaysTest : public ::testing::Test {
 protected:
  Ended Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"cwpctl", "bank-holidays"});
    arguments.insert(arguments.end(), {"--data", data_.path()});
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) {
      argv.push_back(argument.c_str());
    }
    const SystemClock clock;
    std::ostringstream out;
    std::ostringstream err;
    Ended ended;
    ended.code =
        ctl::Run(static_cast<int>(argv.size()), argv.data(), clock, out, err);
    ended.out = out.str();
    ended.err = err.str();
    return ended;
  }

  std::string Write(const std::string& text) {
    const std::string path = other_.File("feed.json");
    std::ofstream(path) << text;
    return path;
  }

  std::string Installed() const {
    std::ifstream file(BankHolidaysFile(data_.path()));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // Everything in the folder of the file.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    const std::string folder = data_.File("config");
    if (!std::filesystem::exists(folder)) return names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  TempDir data_;
  TempDir other_;
};

TEST_F(BankHolidaysTest, ListsThoseThatCameWithTheProgram) {
  const Ended ended = Run({"list"});
  EXPECT_EQ(ended.code, kExitOk);
  EXPECT_THAT(ended.out, HasSubstr("2026-12-28  Boxing Day\n"));
  EXPECT_THAT(ended.out, HasSubstr("2028-01-03  New Year’s Day\n"));
}

TEST_F(BankHolidaysTest, BringsInAFile) {
  const std::string feed = FeedOf({2028, 2029});
  const Ended ended = Run({"import", Write(feed)});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("added    2029-01-01  First of the month"));
  EXPECT_THAT(ended.out, HasSubstr("removed  2028-12-26  Boxing Day"));
  EXPECT_THAT(ended.err, HasSubstr("until the end of 2029"));
  EXPECT_EQ(Installed(), feed);
  EXPECT_THAT(Names(), ::testing::ElementsAre("bank-holidays.json"));
  struct stat status = {};
  ASSERT_EQ(stat(BankHolidaysFile(data_.path()).c_str(), &status), 0);
  // Services may run as somebody else.
  EXPECT_EQ(status.st_mode & 0777, 0644u);
  EXPECT_THAT(Run({"list"}).out, HasSubstr("2029-07-01  First of the month"));
  EXPECT_THAT(Run({"list"}).out, HasSubstr("2026-12-28  Boxing Day"));

  // The same once more changes nothing.
  EXPECT_THAT(Run({"import", Write(feed)}).out, IsEmpty());
  EXPECT_THAT(Run({"import", Write(feed), "--output", "json"}).out,
              HasSubstr("\"known_until_year\": 2029"));
}

TEST_F(BankHolidaysTest, ABadFileChangesNothing) {
  struct Case {
    std::string text;
    int code;
    std::string problem;
  };
  const std::string good = FeedOf({2028, 2029});
  ASSERT_EQ(Run({"import", Write(good)}).code, kExitOk);
  for (const Case& c : std::vector<Case>{
           {"<!DOCTYPE html>", kExitUsage, "not JSON in line 1, column 1"},
           {"{\"scotland\": {}}", kExitUsage, "no events of england-and-wales"},
           {good.substr(0, good.size() / 2), kExitUsage, "not JSON in line 1"},
           {FeedOf({2029}) + "{}", kExitUsage, "not JSON"},
           {FeedOf({2027, 2028}), kExitRefused, "BANK_HOLIDAYS_OLDER"},
           {std::string((1 << 20) + 1, ' '), kExitUsage, "is larger"}}) {
    const Ended ended = Run({"import", Write(c.text)});
    EXPECT_EQ(ended.code, c.code) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(c.problem));
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_EQ(Installed(), good);
    EXPECT_THAT(Names(), ::testing::ElementsAre("bank-holidays.json"));
  }
  EXPECT_THAT(Run({"import", other_.File("none.json")}).err,
              HasSubstr("cannot be read"));
}

TEST_F(BankHolidaysTest, SaysWhenItCannotWrite) {
  // A file where the folder should be.
  std::ofstream(data_.File("config")) << "in the way";
  const Ended ended = Run({"import", Write(FeedOf({2029}))});
  EXPECT_EQ(ended.code, kExitRefused);
  EXPECT_THAT(ended.err, HasSubstr("FILE_NOT_WRITTEN"));
}

// Something that serves the feed on loopback.
class Website {
 public:
  explicit Website(std::string text) {
    http::Router router;
    router.Add("GET", "/bank-holidays.json",
               [text = std::move(text)](http::Request&) -> http::Answer {
                 co_return http::Json(text);
               });
    server_ = std::make_unique<http::Server>(http::ServerOptions(),
                                             std::move(router), metrics_);
    EXPECT_TRUE(server_->Start().ok());
  }

  std::string Url(const std::string& path) const {
    return absl::StrCat("http://127.0.0.1:", server_->port(), path);
  }

 private:
  Metrics metrics_{"website"};
  std::unique_ptr<http::Server> server_;
};

TEST_F(BankHolidaysTest, BringsInWhatIsAtAnAddress) {
  const std::string feed = FeedOf({2028, 2029});
  const Website website(feed);
  const Ended ended = Run({"import", website.Url("/bank-holidays.json")});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_EQ(Installed(), feed);
}

TEST_F(BankHolidaysTest, SaysWhyAnAddressGivesNothing) {
  const Website website(FeedOf({2028, 2029}));
  const Ended missing = Run({"import", website.Url("/none.json")});
  EXPECT_EQ(missing.code, kExitUnreachable);
  EXPECT_THAT(missing.err, HasSubstr("it answered with 404 (DOWNLOAD_FAILED)"));
  const Website endless(std::string((1 << 20) + 1, ' '));
  EXPECT_THAT(Run({"import", endless.Url("/bank-holidays.json")}).err,
              HasSubstr("it is larger than 1048576 bytes"));
  EXPECT_EQ(Run({"import", "http://127.0.0.1:1/x"}).code, kExitUnreachable);
  for (const std::string address :
       {"http://www.gov.uk/bank-holidays.json", "ftp://127.0.0.1/x",
        "file:///etc/passwd"}) {
    const Ended ended = Run({"import", address});
    EXPECT_EQ(ended.code, kExitUsage) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("is not an https address"));
  }
  EXPECT_THAT(Names(), IsEmpty());
}

}  // namespace
}  // namespace cwp::ctl
