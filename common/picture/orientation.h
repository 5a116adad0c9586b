#ifndef CWP_COMMON_PICTURE_ORIENTATION_H_
#define CWP_COMMON_PICTURE_ORIENTATION_H_

#include "absl/strings/string_view.h"

namespace cwp::picture {

// How a camera was held, as of Exif: 1 (upright) to 8. 1 where `exif`, which is
// a TIFF file, does not say.
int OrientationIn(absl::string_view exif);

// Whether such a picture lies on its side.
inline bool IsTurned(int orientation) { return orientation >= 5; }

}  // namespace cwp::picture

#endif  // CWP_COMMON_PICTURE_ORIENTATION_H_
