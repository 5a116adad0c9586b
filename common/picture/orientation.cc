#include "common/picture/orientation.h"

#include <libexif/exif-data.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace cwp::picture {
namespace {

// What libexif takes for the beginning of Exif data.
constexpr absl::string_view kHead("Exif\0\0", 6);

struct Unref {
  void operator()(ExifData* data) const { exif_data_unref(data); }
};

}  // namespace

int OrientationIn(absl::string_view exif) {
  if (exif.empty()) return 1;
  const std::string bytes = absl::StrCat(kHead, exif);
  const std::unique_ptr<ExifData, Unref> data(exif_data_new_from_data(
      reinterpret_cast<const unsigned char*>(bytes.data()),
      static_cast<unsigned int>(bytes.size())));
  if (data == nullptr) return 1;
  const ExifEntry* entry =
      exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT ||
      entry->components != 1) {
    return 1;
  }
  const int orientation =
      exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

}  // namespace cwp::picture
