#ifndef CWP_COMMON_PICTURE_SNIFF_H_
#define CWP_COMMON_PICTURE_SNIFF_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::picture {

enum class Format { kJpeg, kPng, kWebp };

// What a file says of itself before anything of it is decoded.
struct Sniffed {
  Format format = Format::kJpeg;
  // As stored, before it is turned upright.
  int width = 0;
  int height = 0;
  // The Exif data, as a TIFF file; empty when there is none.
  std::string exif;
  // The file with nothing but what a decoder needs: not what stands behind its
  // end, nor, of a PNG, what is not the picture itself.
  std::string file;
};

// Walks through a JPEG, PNG or WebP from its first byte to its last part and
// looks into none of the compressed data. Nothing for any other file, for one
// that is cut off, and for what no camera or program makes: two frames, or more
// than 64 scans, each of which would cost as much as the whole picture.
std::optional<Sniffed> Sniff(absl::string_view bytes);

}  // namespace cwp::picture

#endif  // CWP_COMMON_PICTURE_SNIFF_H_
