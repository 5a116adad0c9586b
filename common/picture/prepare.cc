#include "common/picture/prepare.h"

#include <gd.h>

#include <algorithm>
#include <cstdarg>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/picture/orientation.h"
#include "common/picture/sniff.h"

namespace cwp::picture {
namespace {

// Of photographs, hardly anybody sees a difference to higher ones.
constexpr int kQuality = 75;

// What the small one may come down to where it would weigh too much, before it
// has fewer pixels instead: on a phone there are two for each that is seen.
constexpr int kLowestQuality = 25;
constexpr int kQualityStep = 10;

constexpr int kWhite = 0xFFFFFF;

struct Destroy {
  void operator()(gdImage* image) const { gdImageDestroy(image); }
};
using Image = std::unique_ptr<gdImage, Destroy>;

// Whether GD had to say anything about what this thread decodes. It says so
// also where it then makes up what is missing.
thread_local bool complained = false;

void Complain(int, const char*, va_list) { complained = true; }

// GD's way of saying it is one for all threads, and stderr at first.
void ListenToComplaints() {
  static std::once_flag once;
  std::call_once(once, [] { gdSetErrorMethod(Complain); });
}

absl::Status PictureInvalid(absl::string_view what) {
  return InvalidArgument("PICTURE_INVALID", absl::StrCat("the picture ", what));
}

absl::Status TooSmall() {
  return InvalidArgument(
      "PICTURE_TOO_SMALL",
      "the picture is narrower than 320 pixels, or much too high for its width",
      {{"limit", absl::StrCat(kMinWidth)}});
}

// A width and a height.
struct Size {
  int width = 0;
  int height = 0;
};

// The largest size of this shape that is not wider or higher than `most`.
Size Fit(const Size& size, int most) {
  const int longer = std::max(size.width, size.height);
  if (longer <= most) return size;
  const auto scaled = [longer, most](int side) {
    return std::max(1, static_cast<int>(int64_t{side} * most / longer));
  };
  return {.width = scaled(size.width), .height = scaled(size.height)};
}

absl::StatusOr<Image> Decode(Sniffed& sniffed) {
  ListenToComplaints();
  complained = false;
  const int size = static_cast<int>(sniffed.file.size());
  char* const bytes = sniffed.file.data();
  Image image;
  switch (sniffed.format) {
    case Format::kJpeg:
      // Warnings are complaints, too.
      image.reset(gdImageCreateFromJpegPtrEx(size, bytes, 0));
      break;
    case Format::kPng:
      image.reset(gdImageCreateFromPngPtr(size, bytes));
      break;
    case Format::kWebp:
      image.reset(gdImageCreateFromWebpPtr(size, bytes));
      break;
  }
  const bool whole = image != nullptr && !complained &&
                     image->sx == sniffed.width &&
                     image->sy == sniffed.height &&
                     gdImagePaletteToTrueColor(image.get()) != 0;
  if (!whole) {
    return PictureInvalid("is damaged; saving it anew from a program may help");
  }
  return image;
}

absl::StatusOr<Image> Scale(Image image, const Size& size) {
  if (image->sx == size.width && image->sy == size.height) return image;
  gdImageSetInterpolationMethod(image.get(), GD_TRIANGLE);
  Image scaled(gdImageScale(image.get(), static_cast<unsigned>(size.width),
                            static_cast<unsigned>(size.height)));
  if (scaled == nullptr) return PictureInvalid("cannot be scaled");
  return scaled;
}

// The pixel that is to stand at (x, y) of the upright picture.
int PixelFor(gdImage* from, int orientation, int x, int y) {
  const int right = from->sx - 1;
  const int bottom = from->sy - 1;
  switch (orientation) {
    case 2:
      return gdImageTrueColorPixel(from, right - x, y);
    case 3:
      return gdImageTrueColorPixel(from, right - x, bottom - y);
    case 4:
      return gdImageTrueColorPixel(from, x, bottom - y);
    case 5:
      return gdImageTrueColorPixel(from, y, x);
    case 6:
      return gdImageTrueColorPixel(from, y, bottom - x);
    case 7:
      return gdImageTrueColorPixel(from, right - y, bottom - x);
    case 8:
      return gdImageTrueColorPixel(from, right - y, x);
    default:
      return gdImageTrueColorPixel(from, x, y);
  }
}

// The picture turned upright, on white.
absl::StatusOr<Image> SetUpright(gdImage* from, int orientation) {
  const bool turned = IsTurned(orientation);
  Image upright(gdImageCreateTrueColor(turned ? from->sy : from->sx,
                                       turned ? from->sx : from->sy));
  if (upright == nullptr) return PictureInvalid("cannot be turned");
  for (int y = 0; y < upright->sy; ++y) {
    for (int x = 0; x < upright->sx; ++x) {
      upright->tpixels[y][x] =
          gdAlphaBlend(kWhite, PixelFor(from, orientation, x, y));
    }
  }
  return upright;
}

// Takes what GD has written, or nothing where it could not.
absl::StatusOr<std::string> TakeBytes(void* written, int size) {
  const std::unique_ptr<void, void (*)(void*)> bytes(written, gdFree);
  if (bytes == nullptr) return PictureInvalid("cannot be written anew");
  return std::string(static_cast<const char*>(bytes.get()),
                     static_cast<size_t>(size));
}

absl::StatusOr<std::string> EncodeJpeg(gdImage* image) {
  gdImageInterlace(image, 1);
  int size = 0;
  void* const written = gdImageJpegPtr(image, &size, kQuality);
  return TakeBytes(written, size);
}

absl::StatusOr<std::string> EncodeWebp(gdImage* image, int quality) {
  int size = 0;
  void* const written = gdImageWebpPtrEx(image, &size, quality);
  return TakeBytes(written, size);
}

// The best that is light enough: of lower quality, and then of fewer pixels,
// which looks better than a quality that is lower still.
absl::StatusOr<std::string> EncodeSmall(Image image) {
  int quality = kQuality;
  while (true) {
    ASSIGN_OR_RETURN(std::string webp, EncodeWebp(image.get(), quality));
    if (webp.size() <= kSmallBytes) return webp;
    if (quality > kLowestQuality) {
      quality -= kQualityStep;
      continue;
    }
    const Size less = Fit({.width = image->sx, .height = image->sy},
                          std::max(image->sx, image->sy) * 3 / 4);
    ASSIGN_OR_RETURN(image, Scale(std::move(image), less));
  }
}

absl::StatusOr<Prepared> MakePrepared(Image image) {
  Prepared prepared = {.width = image->sx, .height = image->sy};
  ASSIGN_OR_RETURN(prepared.large, EncodeJpeg(image.get()));
  const Size size =
      Fit({.width = prepared.width, .height = prepared.height}, kSmallSide);
  ASSIGN_OR_RETURN(Image small, Scale(std::move(image), size));
  ASSIGN_OR_RETURN(prepared.small, EncodeSmall(std::move(small)));
  return prepared;
}

}  // namespace

absl::StatusOr<Prepared> Prepare(absl::string_view bytes) {
  if (bytes.size() > kMaxBytes) {
    return InvalidArgument("PICTURE_TOO_LARGE",
                           "the picture has more than 1,000,000 bytes",
                           {{"limit", absl::StrCat(kMaxBytes)}});
  }
  std::optional<Sniffed> sniffed = Sniff(bytes);
  if (!sniffed.has_value()) {
    return PictureInvalid("is no JPEG, PNG or WebP, or is cut off");
  }
  if (int64_t{sniffed->width} * sniffed->height > kMaxPixels) {
    return InvalidArgument("PICTURE_TOO_LARGE",
                           "the picture has more than 25 million pixels",
                           {{"limit", absl::StrCat(kMaxPixels)}});
  }
  const int orientation = OrientationIn(sniffed->exif);
  const Size fitting =
      Fit({.width = sniffed->width, .height = sniffed->height}, kMaxSide);
  const int width = IsTurned(orientation) ? fitting.height : fitting.width;
  if (width < kMinWidth) return TooSmall();
  ASSIGN_OR_RETURN(Image image, Decode(*sniffed));
  ASSIGN_OR_RETURN(image, Scale(std::move(image), fitting));
  ASSIGN_OR_RETURN(Image upright, SetUpright(image.get(), orientation));
  return MakePrepared(std::move(upright));
}

}  // namespace cwp::picture
