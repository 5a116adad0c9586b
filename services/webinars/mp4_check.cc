#include "services/webinars/mp4_check.h"

#include <algorithm>

namespace cwp::webinars {
namespace {

// A header is a size and a name; a size of 1 says that a longer one follows.
constexpr size_t kShortHeader = 8;
constexpr size_t kLongHeader = 16;
constexpr uint64_t kToTheEnd = 0;
constexpr uint64_t kSizeFollows = 1;

uint64_t BigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

uint64_t ShortSize(absl::string_view header) {
  return BigEndian(header.substr(0, 4));
}

// How long a header is, as far as it can be known.
size_t HeaderSize(absl::string_view header) {
  const bool is_long =
      header.size() >= kShortHeader && ShortSize(header) == kSizeFollows;
  return is_long ? kLongHeader : kShortHeader;
}

}  // namespace

absl::Status Mp4Check::Update(absl::string_view bytes) {
  while (!bytes.empty() && !endless_) {
    const size_t skipped =
        static_cast<size_t>(std::min<uint64_t>(body_left_, bytes.size()));
    bytes.remove_prefix(skipped);
    body_left_ -= skipped;
    if (body_left_ > 0) return absl::OkStatus();
    if (absl::Status status = TakeHeader(bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Mp4Check::TakeHeader(absl::string_view& bytes) {
  while (!bytes.empty() && header_.size() < HeaderSize(header_)) {
    const absl::string_view more =
        bytes.substr(0, HeaderSize(header_) - header_.size());
    header_.append(more.data(), more.size());
    bytes.remove_prefix(more.size());
  }
  if (header_.size() < HeaderSize(header_)) return absl::OkStatus();
  return ReadHeader();
}

absl::Status Mp4Check::ReadHeader() {
  const absl::string_view name = absl::string_view(header_).substr(4, 4);
  if (!has_type_ && name != "ftyp") {
    return WrongType("the file is not an MP4: it does not begin with ftyp");
  }
  has_type_ = true;
  has_index_ |= name == "moov";
  has_media_ |= name == "mdat";

  uint64_t size = ShortSize(header_);
  if (size == kSizeFollows) {
    size = BigEndian(absl::string_view(header_).substr(kShortHeader));
  }
  endless_ = size == kToTheEnd;
  if (!endless_ && size < header_.size()) {
    return WrongType("the MP4 is damaged: a box is smaller than its header");
  }
  body_left_ = endless_ ? 0 : size - header_.size();
  header_.clear();
  return absl::OkStatus();
}

absl::Status Mp4Check::Finish() {
  if (!has_type_) {
    return WrongType("the file is not an MP4: it does not begin with ftyp");
  }
  if (body_left_ > 0 || !header_.empty()) {
    return WrongType("the MP4 is not whole: it ends inside of a box");
  }
  if (!has_index_ || !has_media_) {
    return WrongType("the MP4 holds no video: moov or mdat is missing");
  }
  return absl::OkStatus();
}

}  // namespace cwp::webinars
