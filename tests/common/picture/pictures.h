#ifndef CWP_TESTS_COMMON_PICTURE_PICTURES_H_
#define CWP_TESTS_COMMON_PICTURE_PICTURES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp::picture {

// A picture of which the four quarters are red, green, blue and white, from the
// upper left on as one reads.
std::string MakeJpeg(int width, int height);
std::string MakePng(int width, int height);
std::string MakeWebp(int width, int height);

// What stands in the metadata of those that have some.
inline constexpr absl::string_view kCameraOwner = "Asha Example";
inline constexpr absl::string_view kLatitude = "51 degrees 48 minutes N";

// Exif data as a TIFF file: orientation, owner, and where it was taken.
std::string MakeExif(int orientation);

// The file with Exif data in it.
std::string JpegWithExif(absl::string_view jpeg, absl::string_view exif);
std::string PngWithExif(absl::string_view png, absl::string_view exif);
std::string WebpWithExif(absl::string_view webp, int width, int height,
                         absl::string_view exif);

// A part of a PNG, with its length and checksum.
std::string PngChunk(absl::string_view type, absl::string_view content);

}  // namespace cwp::picture

#endif  // CWP_TESTS_COMMON_PICTURE_PICTURES_H_
