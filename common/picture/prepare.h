#ifndef CWP_COMMON_PICTURE_PREPARE_H_
#define CWP_COMMON_PICTURE_PREPARE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::picture {

// What is taken: so many bytes fit into one message of gRPC, 1 MiB, with room
// for what else is in it; so many pixels take 320 MB at the most while they are
// decoded.
inline constexpr size_t kMaxBytes = 1'000'000;
inline constexpr int64_t kMaxPixels = 25'000'000;
inline constexpr int kMinWidth = 320;

// What is made: nothing wider or higher, and one that is light.
inline constexpr int kMaxSide = 1200;
inline constexpr int kSmallSide = 640;

// What the small one weighs at the most, whatever is to be seen on it: so a
// page with it stays below 14 KB, all in all.
inline constexpr size_t kSmallBytes = 8'000;

// A picture as browsers take it: what is seen, upright, and nothing else.
struct Prepared {
  // A progressive JPEG, which every browser can show.
  std::string large;
  int width = 0;
  int height = 0;
  // The same as a WebP, nowhere wider or higher than kSmallSide.
  std::string small;
};

// Makes a picture of a JPEG, PNG or WebP. Its size is looked at before anything
// is decoded. Takes up to a second and 320 MB. Safe to call from several
// threads at once.
//
// Fails with INVALID_ARGUMENT
// - `PICTURE_INVALID`: it is none of these, or cut off or damaged;
// - `PICTURE_TOO_LARGE`: more than kMaxBytes or kMaxPixels; metadata `limit`;
// - `PICTURE_TOO_SMALL`: narrower than kMinWidth, as it is or once it is scaled
//   down; metadata `limit`.
absl::StatusOr<Prepared> Prepare(absl::string_view bytes);

}  // namespace cwp::picture

#endif  // CWP_COMMON_PICTURE_PREPARE_H_
