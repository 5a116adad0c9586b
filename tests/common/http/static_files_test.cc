#include "common/http/static_files.h"

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cwp::http {
namespace {

using ::testing::MatchesRegex;

std::string Gunzip(const std::string& gzipped) {
  z_stream stream{};
  inflateInit2(&stream, MAX_WBITS + 16);
  std::string content(1 << 20, '\0');
  std::string input = gzipped;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(content.data());
  stream.avail_out = static_cast<uInt>(content.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  content.resize(stream.total_out);
  inflateEnd(&stream);
  return content;
}

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    Write("main.css", style_);
    Write("images/logo.png", std::string(5000, 'p'));
    Write("short.txt", "hi");
    Write(".hidden/secret.txt", "secret");
    Write(".secret", "secret");
    std::ofstream(dir_.path() + "-outside.txt") << "outside";
  }
  ~StaticFilesTest() override {
    std::filesystem::remove(dir_.path() + "-outside.txt");
  }

  void Write(const std::string& path, const std::string& content) {
    const std::filesystem::path file = dir_.File(path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
  }

  StaticFiles Load() {
    absl::StatusOr<StaticFiles> files = StaticFiles::Load(dir_.path(), {});
    EXPECT_OK(files);
    return *std::move(files);
  }

  static Request Asking(const HeaderList& headers) {
    Request request;
    request.SetMethod("GET");
    for (const auto& [name, value] : headers) request.AddHeader(name, value);
    return request;
  }

  const std::string style_ = std::string(5000, ' ') + "body {}";
  TempDir dir_;
};

TEST_F(StaticFilesTest, ServesFiles) {
  const StaticFiles files = Load();
  ASSERT_OK_AND_ASSIGN(const Response response,
                       files.Serve(Asking({}), "images/logo.png"));
  EXPECT_EQ(*response.shared_body, std::string(5000, 'p'));
  EXPECT_EQ(response.Header("Content-Type"), "image/png");
  EXPECT_EQ(response.Header("Cache-Control"), "public, no-cache");
  EXPECT_EQ(response.Header("Vary"), "");
}

TEST_F(StaticFilesTest, GivesAddressesThatNeverChange) {
  const StaticFiles files = Load();
  const std::string url = files.Url("main.css");
  EXPECT_THAT(url, MatchesRegex("/static/main\\.[0-9a-f]{16}\\.css"));
  ASSERT_OK_AND_ASSIGN(
      const Response response,
      files.Serve(Asking({}), url.substr(std::string("/static/").size())));
  EXPECT_EQ(*response.shared_body, style_);
  EXPECT_EQ(response.Header("Cache-Control"),
            "public, max-age=31536000, immutable");

  Write("main.css", style_ + " ");
  EXPECT_NE(Load().Url("main.css"), url);
  EXPECT_EQ(files.Url("none.css"), "/static/none.css");
}

TEST_F(StaticFilesTest, CompressesWhatGains) {
  const StaticFiles files = Load();
  ASSERT_OK_AND_ASSIGN(
      const Response zipped,
      files.Serve(Asking({{"Accept-Encoding", "br, gzip"}}), "main.css"));
  EXPECT_EQ(zipped.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(zipped.Header("Vary"), "Accept-Encoding");
  EXPECT_EQ(Gunzip(*zipped.shared_body), style_);

  ASSERT_OK_AND_ASSIGN(const Response plain,
                       files.Serve(Asking({}), "main.css"));
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
  EXPECT_NE(plain.Header("ETag"), zipped.Header("ETag"));

  ASSERT_OK_AND_ASSIGN(
      const Response small,
      files.Serve(Asking({{"Accept-Encoding", "gzip"}}), "short.txt"));
  EXPECT_EQ(small.Header("Content-Encoding"), "");
}

TEST_F(StaticFilesTest, SaysNothingToABrowserThatHasIt) {
  const StaticFiles files = Load();
  ASSERT_OK_AND_ASSIGN(const Response first,
                       files.Serve(Asking({}), "main.css"));
  const std::string etag(first.Header("ETag"));
  ASSERT_OK_AND_ASSIGN(
      const Response again,
      files.Serve(Asking({{"If-None-Match", etag}}), "main.css"));
  EXPECT_EQ(again.code, 304);
  EXPECT_EQ(again.shared_body, nullptr);
}

TEST_F(StaticFilesTest, NoPathLeadsOut) {
  const StaticFiles files = Load();
  const std::string outside =
      "../" + std::filesystem::path(dir_.path()).filename().string() +
      "-outside.txt";
  EXPECT_THAT(files.Serve(Asking({}), outside), HasReason("PAGE_NOT_FOUND"));
  for (const std::string path :
       {"", "/", ".", "..", "images", "images/", "images/../main.css",
        "./main.css", "/main.css", ".secret", ".hidden/secret.txt", "main.css/",
        "MAIN.CSS"}) {
    EXPECT_THAT(files.Serve(Asking({}), path), HasReason("PAGE_NOT_FOUND"))
        << path;
  }
}

TEST_F(StaticFilesTest, RefusesWhatItCannotHold) {
  EXPECT_THAT(StaticFiles::Load(dir_.File("none"), {}),
              HasReason("STATIC_FILES_UNREADABLE"));
  EXPECT_THAT(StaticFiles::Load(dir_.path(), {.max_bytes = 4096}),
              HasReason("STATIC_FILES_TOO_LARGE"));
}

TEST(AcceptsGzipTest, ReadsWeights) {
  for (const char* const yes :
       {"gzip", "GZIP", "deflate, gzip;q=0.5", "*", "gzip;q=1, *;q=0"}) {
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  }
  for (const char* const no : {"", "identity", "gzip;q=0", "gzip; q=0.0",
                               "*;q=0", "*, gzip;q=0", "xgzip", "gzip;q=x"}) {
    EXPECT_FALSE(AcceptsGzip(no)) << no;
  }
}

}  // namespace
}  // namespace cwp::http
