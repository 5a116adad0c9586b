#include "common/http/range.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/response_head.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

constexpr uint64_t kSize = 1000;
constexpr auto kWhole = Range::Kind::kWhole;
constexpr auto kPart = Range::Kind::kPart;
constexpr auto kUnsatisfiable = Range::Kind::kUnsatisfiable;

struct RangeCase {
  std::string name;
  std::string header;
  Range want;
  uint64_t size = kSize;
};

class RangeTest : public ::testing::TestWithParam<RangeCase> {};

TEST_P(RangeTest, Parses) {
  const Range range = ParseRange(GetParam().header, GetParam().size);
  EXPECT_EQ(range.kind, GetParam().want.kind);
  if (range.kind == kUnsatisfiable) return;
  EXPECT_EQ(range.first, GetParam().want.first);
  EXPECT_EQ(range.size, GetParam().want.size);
}

INSTANTIATE_TEST_SUITE_P(
    All, RangeTest,
    ::testing::ValuesIn(std::vector<RangeCase>{
        {"None", "", {kWhole, 0, 1000}},
        {"First", "bytes=0-0", {kPart, 0, 1}},
        {"FirstTwoAsSafariAsks", "bytes=0-1", {kPart, 0, 2}},
        {"Middle", "bytes=100-199", {kPart, 100, 100}},
        {"OpenEnd", "bytes=900-", {kPart, 900, 100}},
        {"All", "bytes=0-", {kPart, 0, 1000}},
        {"Last", "bytes=-1", {kPart, 999, 1}},
        {"LastMoreThanThereIs", "bytes=-5000", {kPart, 0, 1000}},
        {"EndCutToSize", "bytes=990-5000", {kPart, 990, 10}},
        {"CaseOfUnit", "Bytes=1-2", {kPart, 1, 2}},
        {"AtTheEnd", "bytes=1000-", {kUnsatisfiable}},
        {"PastTheEnd", "bytes=2000-3000", {kUnsatisfiable}},
        {"LastNothing", "bytes=-0", {kUnsatisfiable}},
        {"OfNothing", "bytes=0-", {kUnsatisfiable}, 0},
        {"LastOfNothing", "bytes=-5", {kUnsatisfiable}, 0},
        {"Several", "bytes=0-1,5-6", {kWhole, 0, 1000}},
        {"Backwards", "bytes=5-4", {kWhole, 0, 1000}},
        {"OtherUnit", "items=0-1", {kWhole, 0, 1000}},
        {"NoDash", "bytes=5", {kWhole, 0, 1000}},
        {"NoNumbers", "bytes=-", {kWhole, 0, 1000}},
        {"NegativeNumbers", "bytes=--5", {kWhole, 0, 1000}},
        {"Plus", "bytes=+1-2", {kWhole, 0, 1000}},
        {"Hex", "bytes=0x1-2", {kWhole, 0, 1000}},
        {"TooLargeANumber", "bytes=0-99999999999999999999", {kWhole, 0, 1000}},
        {"LargestNumber", "bytes=1-18446744073709551615", {kPart, 1, 999}},
    }),
    [](const auto& test) { return test.param.name; });

const absl::Time kModified = absl::FromUnixSeconds(784111777);

struct ContentCase {
  std::string name;
  HeaderList headers;
  int code = 200;
  // What is opened: "first+size".
  std::string opened;
  std::string content_range;
  std::string method = "GET";
};

class ServeContentTest : public ::testing::TestWithParam<ContentCase> {};

TEST_P(ServeContentTest, Serves) {
  Request request;
  request.SetMethod(GetParam().method);
  for (const auto& [name, value] : GetParam().headers) {
    request.AddHeader(name, value);
  }
  std::string opened;
  const Response response = ServeContent(
      request,
      {.size = kSize,
       .type = "video/mp4",
       .etag = "\"v1\"",
       .modified = kModified},
      [&](uint64_t first, uint64_t size) {
        opened = absl::StrCat(first, "+", size);
        return MakeBodySource([]() -> Piece { co_return std::string(); });
      });
  EXPECT_EQ(response.code, GetParam().code);
  EXPECT_EQ(opened, GetParam().opened);
  EXPECT_EQ(response.Header("Content-Range"), GetParam().content_range);
  EXPECT_EQ(response.Header("Accept-Ranges"), "bytes");
  EXPECT_EQ(response.Header("ETag"), "\"v1\"");
  EXPECT_EQ(response.Header("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
}

INSTANTIATE_TEST_SUITE_P(
    All, ServeContentTest,
    ::testing::ValuesIn(std::vector<ContentCase>{
        {"Whole", {}, 200, "0+1000", ""},
        {"Part", {{"Range", "bytes=0-1"}}, 206, "0+2", "bytes 0-1/1000"},
        {"PastTheEnd", {{"Range", "bytes=1000-"}}, 416, "", "bytes */1000"},
        {"Head", {{"Range", "bytes=0-1"}}, 200, "", "", "HEAD"},
        {"SameVersion",
         {{"Range", "bytes=5-"}, {"If-Range", "\"v1\""}},
         206,
         "5+995",
         "bytes 5-999/1000"},
        {"OtherVersion",
         {{"Range", "bytes=5-"}, {"If-Range", "\"v0\""}},
         200,
         "0+1000",
         ""},
        {"WeakVersion",
         {{"Range", "bytes=5-"}, {"If-Range", "W/\"v1\""}},
         200,
         "0+1000",
         ""},
        {"SameTime",
         {{"Range", "bytes=5-"}, {"If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"}},
         206,
         "5+995",
         "bytes 5-999/1000"},
        {"OtherTime",
         {{"Range", "bytes=5-"}, {"If-Range", "Sun, 06 Nov 1994 08:49:38 GMT"}},
         200,
         "0+1000",
         ""},
        {"HasIt", {{"If-None-Match", "\"v1\""}}, 304, "", ""},
        {"HasItSince",
         {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}},
         304,
         "",
         ""},
        {"EtagBeforeTime",
         {{"If-None-Match", "\"v0\""},
          {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}},
         200,
         "0+1000",
         ""},
    }),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace cwp::http
