#ifndef CWP_SERVICES_WEBINARS_MP4_CHECK_H_
#define CWP_SERVICES_WEBINARS_MP4_CHECK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/webinars/file_check.h"

namespace cwp::webinars {

// See MakeFileCheck(). Walks over the boxes of the top level (ISO/IEC 14496-12)
// and skips what is in them.
class Mp4Check final : public FileCheck {
 public:
  absl::Status Update(absl::string_view bytes) override;
  absl::Status Finish() override;

 private:
  // Takes what the header of a box still lacks; once it is there, reads it.
  absl::Status TakeHeader(absl::string_view& bytes);
  absl::Status ReadHeader();

  // The header of the box that begins, as far as it came.
  std::string header_;
  // Bytes of the present box that are still to come.
  uint64_t body_left_ = 0;
  // Whether the present box goes on to the end of the file.
  bool endless_ = false;
  bool has_type_ = false;
  bool has_index_ = false;
  bool has_media_ = false;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_MP4_CHECK_H_
