#include "services/webinars/file_check.h"

#include "common/base/check.h"
#include "common/base/error.h"
#include "services/webinars/mp4_check.h"
#include "services/webinars/pdf_check.h"
#include "services/webinars/webvtt_check.h"

namespace cwp::webinars {

std::unique_ptr<FileCheck> MakeFileCheck(FileType type) {
  switch (type) {
    case FileType::kMp4:
      return std::make_unique<Mp4Check>();
    case FileType::kWebVtt:
      return std::make_unique<WebVttCheck>();
    case FileType::kPdf:
      return std::make_unique<PdfCheck>();
  }
  CWP_CHECK(false, "there is no such file type");
}

absl::Status WrongType(absl::string_view message) {
  return InvalidArgument("FILE_WRONG_TYPE", message);
}

}  // namespace cwp::webinars
