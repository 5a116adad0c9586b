#ifndef CWP_SERVICES_WEBINARS_PDF_CHECK_H_
#define CWP_SERVICES_WEBINARS_PDF_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/webinars/file_check.h"

namespace cwp::webinars {

// See MakeFileCheck().
class PdfCheck final : public FileCheck {
 public:
  absl::Status Update(absl::string_view bytes) override;
  absl::Status Finish() override;

 private:
  // The first bytes, as many as the header has.
  std::string head_;
  // The last bytes, no more than may follow the end mark.
  std::string tail_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_PDF_CHECK_H_
