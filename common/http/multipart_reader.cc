#include "common/http/multipart_reader.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/http/co_status_macros.h"

namespace cwp::http {
namespace {

// Of what stands above the content of a part.
constexpr size_t kLongestHead = 8 << 10;
constexpr absl::string_view kLineEnd = "\r\n";
constexpr char kHeadEnd[] = "\r\n\r\n";

absl::Status Malformed() {
  return InvalidArgument("FORM_MALFORMED", "the form is not well-formed");
}

}  // namespace

absl::StatusOr<MultipartReader> MultipartReader::Open(const Request& request) {
  ASSIGN_OR_RETURN(const std::string mark, MultipartMark(request));
  if (request.body_source() == nullptr) return Malformed();
  return MultipartReader(*request.body_source(), mark);
}

// What stands before the first part is one more that nobody asks for; so it
// begins where the end of a line would have ended.
MultipartReader::MultipartReader(BodySource& body, std::string mark)
    : body_(&body),
      mark_(absl::StrCat(kLineEnd, mark)),
      buffer_(std::string(kLineEnd)) {}

asio::awaitable<absl::Status> MultipartReader::Fill() {
  if (body_done_) co_return Malformed();
  CO_ASSIGN_OR_RETURN(const std::string more, co_await body_->Next());
  body_done_ = more.empty();
  if (body_done_) co_return Malformed();
  absl::StrAppend(&buffer_, more);
  co_return absl::OkStatus();
}

asio::awaitable<absl::Status> MultipartReader::FillTo(size_t bytes) {
  while (buffer_.size() < bytes) {
    CO_RETURN_IF_ERROR(co_await Fill());
  }
  co_return absl::OkStatus();
}

asio::awaitable<absl::StatusOr<std::optional<PartHead>>>
MultipartReader::NextPart() {
  while (in_part_) {
    CO_ASSIGN_OR_RETURN(const std::string skipped, co_await NextPiece());
    static_cast<void>(skipped);
  }
  CO_RETURN_IF_ERROR(co_await FillTo(kLineEnd.size()));
  if (absl::StartsWith(buffer_, "--")) co_return std::nullopt;
  if (!absl::StartsWith(buffer_, kLineEnd)) co_return Malformed();
  // A part without a head is none, so the head's end is not right here.
  size_t end = buffer_.find(kHeadEnd, kLineEnd.size());
  while (end == std::string::npos) {
    if (buffer_.size() > kLongestHead) co_return Malformed();
    CO_RETURN_IF_ERROR(co_await Fill());
    end = buffer_.find(kHeadEnd, kLineEnd.size());
  }
  absl::string_view text =
      absl::string_view(buffer_).substr(kLineEnd.size(), end + 2);
  CO_ASSIGN_OR_RETURN(PartHead head, TakePartHead(text));
  buffer_.erase(0, end + absl::string_view(kHeadEnd).size());
  // The mark may follow at once, and then the end of the head's line is part of
  // it.
  in_part_ = true;
  co_return std::optional<PartHead>(std::move(head));
}

Piece MultipartReader::NextPiece() {
  if (!in_part_) co_return std::string();
  while (true) {
    const size_t at = buffer_.find(mark_);
    if (at == 0) {
      buffer_.erase(0, mark_.size());
      in_part_ = false;
      co_return std::string();
    }
    if (at != std::string::npos) {
      std::string piece = buffer_.substr(0, at);
      buffer_.erase(0, at);
      co_return piece;
    }
    // The end of what is here may be the beginning of a mark.
    if (buffer_.size() > mark_.size()) {
      const size_t sure = buffer_.size() - mark_.size();
      std::string piece = buffer_.substr(0, sure);
      buffer_.erase(0, sure);
      co_return piece;
    }
    CO_RETURN_IF_ERROR(co_await Fill());
  }
}

asio::awaitable<absl::Status> MultipartReader::Skip() {
  buffer_.clear();
  while (!body_done_) {
    CO_ASSIGN_OR_RETURN(const std::string more, co_await body_->Next());
    body_done_ = more.empty();
  }
  co_return absl::OkStatus();
}

}  // namespace cwp::http
