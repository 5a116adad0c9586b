#ifndef CWP_TESTS_WEBINARS_SAMPLES_H_
#define CWP_TESTS_WEBINARS_SAMPLES_H_

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cwp::webinars {

// Small files that pass for what they claim to be.

// A box of an MP4 file: size, name, content.
inline std::string Box(absl::string_view name, absl::string_view content) {
  const size_t size = 8 + content.size();
  std::string box;
  for (const int shift : {24, 16, 8, 0}) {
    box.push_back(static_cast<char>(size >> shift & 0xff));
  }
  absl::StrAppend(&box, name, content);
  return box;
}

// An MP4 with so many bytes of media, all of them `fill`.
inline std::string Mp4(size_t media = 100, char fill = 'm') {
  return absl::StrCat(Box("ftyp", "isom0000mp42"), Box("moov", "index"),
                      Box("mdat", std::string(media, fill)));
}

inline std::string WebVtt(absl::string_view text = "Hello.") {
  return absl::StrCat("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n", text, "\n");
}

// A PDF with so many bytes between its ends.
inline std::string Pdf(size_t middle = 50) {
  return absl::StrCat("%PDF-1.7\n", std::string(middle, 'p'), "\n%%EOF\n");
}

}  // namespace cwp::webinars

#endif  // CWP_TESTS_WEBINARS_SAMPLES_H_
