#include "common/picture/prepare.h"

#include <gd.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/picture/pictures.h"

namespace cwp::picture {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Image = std::unique_ptr<gdImage, void (*)(gdImage*)>;

// Of a WebP, or of a JPEG; nothing when it is neither.
Image Decoded(std::string file) {
  const int size = static_cast<int>(file.size());
  return Image(absl::StartsWith(file, "RIFF")
                   ? gdImageCreateFromWebpPtr(size, file.data())
                   : gdImageCreateFromJpegPtr(size, file.data()),
               gdImageDestroy);
}

// The colour at a place, of the few that there are: R, G, B, W, or `?`.
char ColourAt(const Image& image, int x, int y) {
  const int colour = gdImageGetTrueColorPixel(image.get(), x, y);
  const auto is = [&](int wanted) {
    return std::abs(gdTrueColorGetRed(colour) - gdTrueColorGetRed(wanted)) +
               std::abs(gdTrueColorGetGreen(colour) -
                        gdTrueColorGetGreen(wanted)) +
               std::abs(gdTrueColorGetBlue(colour) -
                        gdTrueColorGetBlue(wanted)) <
           60;
  };
  if (is(0xFF0000)) return 'R';
  if (is(0x00FF00)) return 'G';
  if (is(0x0000FF)) return 'B';
  if (is(0xFFFFFF)) return 'W';
  return '?';
}

// The quarters as one reads.
std::string QuartersOf(const std::string& file) {
  const Image image = Decoded(file);
  if (image == nullptr) return "no picture";
  const int right = image->sx * 3 / 4;
  const int low = image->sy * 3 / 4;
  return {ColourAt(image, image->sx / 4, image->sy / 4),
          ColourAt(image, right, image->sy / 4),
          ColourAt(image, image->sx / 4, low), ColourAt(image, right, low)};
}

std::string ReasonFor(absl::string_view file) {
  return ReasonOf(Prepare(file).status());
}

TEST(PrepareTest, MakesAProgressiveJpegAndASmallWebpOfAll) {
  for (const std::string& file :
       {MakeJpeg(800, 600), MakePng(800, 600), MakeWebp(800, 600)}) {
    ASSERT_OK_AND_ASSIGN(const Prepared made, Prepare(file));
    EXPECT_EQ(std::tuple(made.width, made.height), std::tuple(800, 600));
    EXPECT_EQ(QuartersOf(made.large), "RGBW");
    EXPECT_THAT(made.large, HasSubstr("\xFF\xC2"));
    EXPECT_THAT(made.small, StartsWith("RIFF"));
    EXPECT_EQ(QuartersOf(made.small), "RGBW");
  }
}

struct SizeCase {
  int width, height;
  // 0 where it is too small.
  int made_width, made_height;
  int small_width, small_height;
};

TEST(PrepareTest, ScalesDownAndNeverUp) {
  for (const SizeCase& size :
       std::vector<SizeCase>{{320, 200, 320, 200, 320, 200},
                             {319, 200, 0, 0, 0, 0},
                             {640, 100, 640, 100, 640, 100},
                             {1200, 1200, 1200, 1200, 640, 640},
                             {1201, 1200, 1200, 1199, 640, 639},
                             {4000, 3000, 1200, 900, 640, 480},
                             {3000, 4000, 900, 1200, 480, 640},
                             // Scaled down, it would be 319 and 320 wide.
                             {1000, 3751, 0, 0, 0, 0},
                             {1000, 3750, 320, 1200, 170, 640}}) {
    const absl::StatusOr<Prepared> made =
        Prepare(MakeJpeg(size.width, size.height));
    if (size.made_width == 0) {
      EXPECT_EQ(ReasonOf(made.status()), "PICTURE_TOO_SMALL") << size.width;
      continue;
    }
    ASSERT_OK(made.status());
    EXPECT_EQ(made->width, size.made_width);
    EXPECT_EQ(made->height, size.made_height);
    EXPECT_EQ(Decoded(made->large)->sx, size.made_width);
    EXPECT_EQ(Decoded(made->large)->sy, size.made_height);
    EXPECT_EQ(Decoded(made->small)->sx, size.small_width);
    EXPECT_EQ(Decoded(made->small)->sy, size.small_height);
  }
}

// What cameras write when they are turned, and what is seen then.
TEST(PrepareTest, TurnsUpright) {
  const std::string want[] = {"RGBW", "GRWB", "WBGR", "BWRG",
                              "RBGW", "BRWG", "WGBR", "GWRB"};
  const std::string jpeg = MakeJpeg(800, 600);
  const std::string png = MakePng(800, 600);
  const std::string webp = MakeWebp(800, 600);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string exif = MakeExif(orientation);
    for (const std::string& file :
         {JpegWithExif(jpeg, exif), PngWithExif(png, exif),
          WebpWithExif(webp, 800, 600, exif)}) {
      ASSERT_OK_AND_ASSIGN(const Prepared made, Prepare(file));
      EXPECT_EQ(QuartersOf(made.large), want[orientation - 1]) << orientation;
      EXPECT_EQ(made.width, orientation < 5 ? 800 : 600);
    }
  }
  for (const int nonsense : {0, 9, 60000}) {
    ASSERT_OK_AND_ASSIGN(const Prepared made,
                         Prepare(JpegWithExif(jpeg, MakeExif(nonsense))));
    EXPECT_EQ(QuartersOf(made.large), "RGBW");
  }
  EXPECT_OK(Prepare(JpegWithExif(jpeg, "II*no Exif at all")).status());
  // 320 wide as it lies, 200 as it stands.
  EXPECT_EQ(ReasonFor(JpegWithExif(MakeJpeg(320, 200), MakeExif(6))),
            "PICTURE_TOO_SMALL");
}

// Nobody learns from a picture where it was taken, or by whom.
TEST(PrepareTest, KeepsNothingThatIsNotSeen) {
  const std::string exif = MakeExif(1);
  ASSERT_THAT(exif, HasSubstr(std::string(kLatitude)));
  for (const std::string& file :
       {JpegWithExif(MakeJpeg(800, 600), exif),
        PngWithExif(MakePng(800, 600), exif),
        WebpWithExif(MakeWebp(800, 600), 800, 600, exif),
        absl::StrCat(MakeJpeg(800, 600), kCameraOwner, kLatitude)}) {
    ASSERT_THAT(file, HasSubstr(std::string(kCameraOwner)));
    ASSERT_OK_AND_ASSIGN(const Prepared made, Prepare(file));
    for (const std::string& kept : {made.large, made.small}) {
      EXPECT_THAT(kept, Not(HasSubstr(std::string(kCameraOwner))));
      EXPECT_THAT(kept, Not(HasSubstr(std::string(kLatitude))));
      EXPECT_THAT(kept, Not(HasSubstr("Exif")));
    }
  }
}

TEST(PrepareTest, PutsWhatIsTransparentOnWhite) {
  const Image image(gdImageCreateTrueColor(800, 600), gdImageDestroy);
  gdImageAlphaBlending(image.get(), 0);
  gdImageSaveAlpha(image.get(), 1);
  gdImageFilledRectangle(image.get(), 0, 0, 799, 599,
                         gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
  gdImageFilledRectangle(image.get(), 0, 0, 399, 299, 0xFF0000);
  int size = 0;
  void* bytes = gdImagePngPtr(image.get(), &size);
  const std::string png(static_cast<const char*>(bytes), size);
  gdFree(bytes);
  ASSERT_OK_AND_ASSIGN(const Prepared made, Prepare(png));
  EXPECT_EQ(QuartersOf(made.large), "RWWW");
}

// A picture of noise, coarser the larger `grain` is.
std::string Noise(int grain, int strength) {
  const Image image(gdImageCreateTrueColor(1280, 800), gdImageDestroy);
  std::mt19937 random(5);
  for (int y = 0; y < image->sy; y += grain) {
    for (int x = 0; x < image->sx; x += grain) {
      const int grey = 128 + static_cast<int>(random() % strength);
      gdImageFilledRectangle(image.get(), x, y, x + grain - 1, y + grain - 1,
                             grey * 0x010101);
    }
  }
  int size = 0;
  void* bytes = gdImageJpegPtr(image.get(), &size, 60);
  std::string jpeg(static_cast<const char*>(bytes), static_cast<size_t>(size));
  gdFree(bytes);
  return jpeg;
}

TEST(PrepareTest, TheSmallOneIsLightWhateverIsOnIt) {
  ASSERT_OK_AND_ASSIGN(const Prepared much, Prepare(Noise(8, 32)));
  EXPECT_GT(much.large.size(), 2 * kSmallBytes);
  EXPECT_LE(much.small.size(), kSmallBytes);
  // Where that would look too bad, it has fewer pixels.
  ASSERT_OK_AND_ASSIGN(const Prepared too_much, Prepare(Noise(2, 127)));
  EXPECT_LE(too_much.small.size(), kSmallBytes);
  EXPECT_LT(Decoded(too_much.small)->sx, kSmallSide);
  EXPECT_GT(Decoded(too_much.small)->sx, kSmallSide / 8);
}

TEST(PrepareTest, RefusesWhatIsNoPicture) {
  EXPECT_EQ(ReasonFor(""), "PICTURE_INVALID");
  EXPECT_EQ(ReasonFor("%PDF-1.4\n%%EOF\n"), "PICTURE_INVALID");
  EXPECT_EQ(ReasonFor("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            "PICTURE_INVALID");
  EXPECT_EQ(ReasonFor(absl::StrCat("GIF89a=1;/*", MakeJpeg(800, 600))),
            "PICTURE_INVALID");
  EXPECT_EQ(ReasonFor(std::string(1000, 'x')), "PICTURE_INVALID");
}

// GD would make up what is missing.
TEST(PrepareTest, RefusesWhatIsCutOffAndEndedAnew) {
  const std::string jpeg = MakeJpeg(800, 600);
  EXPECT_EQ(ReasonFor(jpeg.substr(0, jpeg.size() / 2)), "PICTURE_INVALID");
  EXPECT_EQ(
      ReasonFor(absl::StrCat(jpeg.substr(0, jpeg.size() / 2), "\xFF\xD9")),
      "PICTURE_INVALID");
  const std::string png = MakePng(800, 600);
  EXPECT_EQ(ReasonFor(absl::StrCat(png.substr(0, 33), PngChunk("IEND", ""))),
            "PICTURE_INVALID");
  std::string webp = MakeWebp(800, 600);
  webp.resize(webp.size() / 2 & ~size_t{1});
  for (const size_t field : {size_t{4}, size_t{16}}) {
    const size_t size = webp.size() - field - 4;
    for (size_t i = 0; i < 4; ++i) {
      webp[field + i] = static_cast<char>(size >> 8 * i);
    }
  }
  EXPECT_EQ(ReasonFor(webp), "PICTURE_INVALID");
}

// The size is believed before anything is decoded: this one would take 16 GB.
TEST(PrepareTest, RefusesTooMuch) {
  EXPECT_EQ(ReasonFor(std::string(kMaxBytes + 1, 'x')), "PICTURE_TOO_LARGE");
  std::string bomb = MakeJpeg(800, 600);
  const size_t frame = bomb.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  bomb.replace(frame + 5, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(ReasonFor(bomb), "PICTURE_TOO_LARGE");
  EXPECT_EQ(ReasonFor(MakePng(5001, 5000)), "PICTURE_TOO_LARGE");
  EXPECT_OK(Prepare(MakePng(5000, 5000)).status());
}

// Whatever is done to a file, it stays one of these.
TEST(PrepareTest, DamagedFilesAreRefusedOrStillPictures) {
  std::mt19937 random(4);
  int refused = 0;
  for (const std::string& file : {JpegWithExif(MakeJpeg(400, 300), MakeExif(3)),
                                  MakePng(400, 300), MakeWebp(400, 300)}) {
    for (int round = 0; round < 300; ++round) {
      std::string damaged = file;
      const int changes = 1 + static_cast<int>(random() % 4);
      for (int i = 0; i < changes; ++i) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      if (random() % 4 == 0) damaged.resize(random() % damaged.size());
      const absl::StatusOr<Prepared> made = Prepare(damaged);
      if (made.ok()) {
        EXPECT_NE(Decoded(made->large), nullptr);
      } else {
        ++refused;
        EXPECT_TRUE(absl::StartsWith(ReasonOf(made.status()), "PICTURE_"));
      }
    }
  }
  EXPECT_GT(refused, 300);
}

// Whoever reads the program's log is told nothing by GD.
TEST(PrepareTest, SaysNothingOnStderr) {
  testing::internal::CaptureStderr();
  const std::string jpeg = MakeJpeg(800, 600);
  EXPECT_EQ(
      ReasonFor(absl::StrCat(jpeg.substr(0, jpeg.size() / 2), "\xFF\xD9")),
      "PICTURE_INVALID");
  std::string png = MakePng(800, 600);
  png[60] = 'x';
  EXPECT_EQ(ReasonFor(png), "PICTURE_INVALID");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace cwp::picture
