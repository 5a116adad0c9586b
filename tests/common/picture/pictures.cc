#include "tests/common/picture/pictures.h"

#include <gd.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"

namespace cwp::picture {
namespace {

// Where a JPEG's first segment, a PNG's second chunk and a WebP's first begin.
constexpr size_t kJpegStart = 2;
constexpr size_t kPngStart = 33;
constexpr size_t kWebpStart = 12;

using Image = std::unique_ptr<gdImage, void (*)(gdImage*)>;

Image Quarters(int width, int height) {
  Image image(gdImageCreateTrueColor(width, height), gdImageDestroy);
  const int right = width / 2;
  const int low = height / 2;
  gdImageFilledRectangle(image.get(), 0, 0, right - 1, low - 1, 0xFF0000);
  gdImageFilledRectangle(image.get(), right, 0, width - 1, low - 1, 0x00FF00);
  gdImageFilledRectangle(image.get(), 0, low, right - 1, height - 1, 0x0000FF);
  gdImageFilledRectangle(image.get(), right, low, width - 1, height - 1,
                         0xFFFFFF);
  return image;
}

std::string TakeBytes(void* bytes, int size) {
  std::string taken(static_cast<const char*>(bytes), static_cast<size_t>(size));
  gdFree(bytes);
  return taken;
}

std::string Number(uint32_t number, int size, bool low_first) {
  std::string bytes;
  for (int i = 0; i < size; ++i) {
    const int shift = 8 * (low_first ? i : size - 1 - i);
    bytes.push_back(static_cast<char>(number >> shift));
  }
  return bytes;
}

std::string Low(uint32_t number, int size) {
  return Number(number, size, true);
}

std::string High(uint32_t number, int size) {
  return Number(number, size, false);
}

// An entry of a TIFF folder.
std::string Entry(int tag, int type, uint32_t count, uint32_t value) {
  return absl::StrCat(Low(tag, 2), Low(type, 2), Low(count, 4), Low(value, 4));
}

uint32_t Crc32(absl::string_view bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
  }
  return ~crc;
}

}  // namespace

std::string MakeJpeg(int width, int height) {
  int size = 0;
  void* bytes = gdImageJpegPtr(Quarters(width, height).get(), &size, 90);
  return TakeBytes(bytes, size);
}

std::string MakePng(int width, int height) {
  int size = 0;
  void* bytes = gdImagePngPtr(Quarters(width, height).get(), &size);
  return TakeBytes(bytes, size);
}

std::string MakeWebp(int width, int height) {
  int size = 0;
  void* bytes = gdImageWebpPtrEx(Quarters(width, height).get(), &size, 90);
  return TakeBytes(bytes, size);
}

std::string MakeExif(int orientation) {
  const std::string owner = absl::StrCat(kCameraOwner, std::string(1, '\0'));
  const std::string place = absl::StrCat(kLatitude, std::string(1, '\0'));
  // The head, a folder of three entries, a folder of one, and their texts.
  constexpr uint32_t kFirst = 8;
  constexpr uint32_t kGps = kFirst + 2 + 3 * 12 + 4;
  constexpr uint32_t kOwner = kGps + 2 + 12 + 4;
  const auto owner_size = static_cast<uint32_t>(owner.size());
  const auto place_size = static_cast<uint32_t>(place.size());
  return absl::StrCat(
      "II*", std::string(1, '\0'), Low(kFirst, 4),
      absl::StrCat(Low(3, 2), Entry(0x112, 3, 1, orientation),
                   Entry(0x13B, 2, owner_size, kOwner),
                   Entry(0x8825, 4, 1, kGps), Low(0, 4)),
      absl::StrCat(Low(1, 2), Entry(0x1B, 7, place_size, kOwner + owner_size),
                   Low(0, 4)),
      absl::StrCat(owner, place));
}

std::string JpegWithExif(absl::string_view jpeg, absl::string_view exif) {
  const std::string content =
      absl::StrCat(absl::string_view("Exif\0\0", 6), exif);
  return absl::StrCat(jpeg.substr(0, kJpegStart), "\xFF\xE1",
                      High(static_cast<uint32_t>(content.size()) + 2, 2),
                      content, jpeg.substr(kJpegStart));
}

std::string PngWithExif(absl::string_view png, absl::string_view exif) {
  return absl::StrCat(png.substr(0, kPngStart), PngChunk("eXIf", exif),
                      png.substr(kPngStart));
}

std::string WebpWithExif(absl::string_view webp, int width, int height,
                         absl::string_view exif) {
  constexpr uint32_t kHasExif = 8;
  const std::string content = absl::StrCat(
      "WEBP", absl::StrCat("VP8X", Low(10, 4), Low(kHasExif, 4)),
      Low(width - 1, 3), Low(height - 1, 3), webp.substr(kWebpStart),
      absl::StrCat("EXIF", Low(static_cast<uint32_t>(exif.size()), 4), exif),
      std::string(exif.size() % 2, '\0'));
  return absl::StrCat("RIFF", Low(static_cast<uint32_t>(content.size()), 4),
                      content);
}

std::string PngChunk(absl::string_view type, absl::string_view content) {
  const std::string checked = absl::StrCat(type, content);
  return absl::StrCat(High(static_cast<uint32_t>(content.size()), 4), checked,
                      High(Crc32(checked), 4));
}

}  // namespace cwp::picture
