#ifndef CWP_SERVICES_WEBINARS_WEBVTT_CHECK_H_
#define CWP_SERVICES_WEBINARS_WEBVTT_CHECK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/webinars/file_check.h"

namespace cwp::webinars {

// See MakeFileCheck(). Reads line by line, more strictly than browsers do:
// what they would pass over in silence is a caption that nobody sees.
class WebVttCheck final : public FileCheck {
 public:
  absl::Status Update(absl::string_view bytes) override;
  absl::Status Finish() override;

 private:
  // Where in the file the next line stands.
  enum class Place { kStart, kHeader, kBetween, kCueTimes, kCueText, kNote };

  absl::Status TakeLine();
  absl::Status ReadLine(absl::string_view line);
  absl::Status ReadStart(absl::string_view line);
  absl::Status ReadBetween(absl::string_view line);
  absl::Status ReadTimes(absl::string_view line);
  absl::Status Refuse(absl::string_view problem) const;

  Place place_ = Place::kStart;
  // The line that is coming in, and its number.
  std::string line_;
  int64_t number_ = 0;
  // Whether a line feed would belong to the line break before it.
  bool after_return_ = false;
  int64_t cues_ = 0;
  absl::Duration last_start_ = absl::ZeroDuration();
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_WEBVTT_CHECK_H_
