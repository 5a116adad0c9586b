#include "services/webinars/pdf_check.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kHeader = "%PDF-";
constexpr absl::string_view kEndMark = "%%EOF";
constexpr size_t kTailBytes = 1024;

absl::Status NoHeader() {
  return WrongType("the file is not a PDF: it does not begin with %PDF-");
}

}  // namespace

absl::Status PdfCheck::Update(absl::string_view bytes) {
  if (head_.size() < kHeader.size()) {
    const absl::string_view more =
        bytes.substr(0, kHeader.size() - head_.size());
    head_.append(more.data(), more.size());
    if (!absl::StartsWith(kHeader, head_)) return NoHeader();
  }
  const absl::string_view last =
      bytes.substr(bytes.size() - std::min(bytes.size(), kTailBytes));
  tail_.append(last.data(), last.size());
  if (tail_.size() > kTailBytes) tail_.erase(0, tail_.size() - kTailBytes);
  return absl::OkStatus();
}

absl::Status PdfCheck::Finish() {
  if (head_ != kHeader) return NoHeader();
  if (!absl::StrContains(tail_, kEndMark)) {
    return WrongType("the PDF is not whole: %%EOF is missing at its end");
  }
  return absl::OkStatus();
}

}  // namespace cwp::webinars
