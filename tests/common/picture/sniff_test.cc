#include "common/picture/sniff.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/picture/pictures.h"

namespace cwp::picture {
namespace {

struct FormatCase {
  std::string name;
  Format format;
  std::string file;
};

class SniffTest : public ::testing::TestWithParam<FormatCase> {};

TEST_P(SniffTest, SaysTheSizeAndLeavesOutWhatFollows) {
  const std::string& file = GetParam().file;
  const std::optional<Sniffed> found =
      Sniff(absl::StrCat(file, "PK\x03\x04 <script>alert(1)</script>"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->format, GetParam().format);
  EXPECT_EQ(found->width, 400);
  EXPECT_EQ(found->height, 321);
  EXPECT_EQ(found->exif, "");
  EXPECT_THAT(found->file, ::testing::Not(::testing::HasSubstr("script")));
}

// Wherever a file is cut off.
TEST_P(SniffTest, RefusesWhatIsCutOff) {
  const std::string& file = GetParam().file;
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(Sniff(absl::string_view(file).substr(0, size)).has_value())
        << size << " of " << file.size();
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, SniffTest,
    ::testing::ValuesIn(std::vector<FormatCase>{
        {.name = "Jpeg", .format = Format::kJpeg, .file = MakeJpeg(400, 321)},
        {.name = "Png", .format = Format::kPng, .file = MakePng(400, 321)},
        {.name = "Webp", .format = Format::kWebp, .file = MakeWebp(400, 321)},
    }),
    [](const auto& test) { return test.param.name; });

TEST(SniffJpegTest, RefusesTwoFramesAndManyScans) {
  const std::string jpeg = MakeJpeg(400, 321);
  const size_t frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  // Its length is 17, as of three components.
  const std::string twice = absl::StrCat(
      jpeg.substr(0, frame), jpeg.substr(frame, 19), jpeg.substr(frame));
  EXPECT_FALSE(Sniff(twice).has_value());

  const size_t scan = jpeg.find("\xFF\xDA");
  ASSERT_NE(scan, std::string::npos);
  const std::string one = jpeg.substr(scan, jpeg.size() - 2 - scan);
  const auto with_scans = [&](int scans) {
    std::string file = jpeg.substr(0, scan);
    for (int i = 0; i < scans; ++i) file += one;
    return file + "\xFF\xD9";
  };
  EXPECT_TRUE(Sniff(with_scans(64)).has_value());
  EXPECT_FALSE(Sniff(with_scans(65)).has_value());
  EXPECT_FALSE(Sniff(with_scans(0)).has_value());
}

TEST(SniffPngTest, KeepsThePictureAlone) {
  const std::string png = MakePng(400, 321);
  const std::string exif = MakeExif(6);
  const std::string text =
      PngChunk("tEXt", absl::StrCat("Author", std::string(1, '\0'), "Asha"));
  const std::string with_all =
      PngWithExif(absl::StrCat(png.substr(0, 33), text, png.substr(33)), exif);
  const std::optional<Sniffed> found = Sniff(with_all);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->exif, exif);
  EXPECT_THAT(found->file, ::testing::Not(::testing::HasSubstr("tEXt")));
  EXPECT_THAT(found->file, ::testing::Not(::testing::HasSubstr("eXIf")));
}

// The decoder may go by either of them.
TEST(SniffWebpTest, SaysOneSizeAlone) {
  const std::string webp = MakeWebp(400, 321);
  const std::string exif = MakeExif(3);
  ASSERT_TRUE(Sniff(WebpWithExif(webp, 400, 321, exif)).has_value());
  EXPECT_EQ(Sniff(WebpWithExif(webp, 400, 321, exif))->exif, exif);
  EXPECT_FALSE(Sniff(WebpWithExif(webp, 16, 16, exif)).has_value());
}

TEST(SniffOtherTest, RefusesOtherFiles) {
  for (const char* other :
       {"", "GIF89a", "%PDF-1.4\n%%EOF\n", "<svg xmlns=\"\"/>",
        "<html><script>alert(1)</script></html>", "\xFF\xD8", "RIFF", "BM"}) {
    EXPECT_FALSE(Sniff(other).has_value()) << other;
  }
  // One that is something else first.
  EXPECT_FALSE(Sniff(absl::StrCat("GIF89a/*", MakeJpeg(400, 321))).has_value());
}

}  // namespace
}  // namespace cwp::picture
