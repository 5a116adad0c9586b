#include "services/webinars/webvtt_check.h"

#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr absl::string_view kSignature = "WEBVTT";
constexpr absl::string_view kArrow = "-->";
constexpr size_t kMaxLineBytes = 64 << 10;

// Whether a line is a word alone, or a word and something after a blank.
bool BeginsWithWord(absl::string_view line, absl::string_view word) {
  if (!absl::ConsumePrefix(&line, word)) return false;
  return line.empty() || line[0] == ' ' || line[0] == '\t';
}

bool IsNote(absl::string_view line) {
  return BeginsWithWord(line, "NOTE") || BeginsWithWord(line, "STYLE") ||
         BeginsWithWord(line, "REGION");
}

// Reads a number of `digits` digits, or of two and more when that is 0.
bool ReadDigits(absl::string_view text, size_t digits, int64_t& number) {
  if (digits == 0 ? text.size() < 2 || text.size() > 6
                  : text.size() != digits) {
    return false;
  }
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return absl::SimpleAtoi(text, &number);
}

// Reads `mm:ss.ttt` or `hh:mm:ss.ttt`.
std::optional<absl::Duration> ReadTime(absl::string_view text) {
  std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  if (parts.size() == 2) parts.insert(parts.begin(), "00");
  if (parts.size() != 3) return std::nullopt;
  const std::vector<absl::string_view> last = absl::StrSplit(parts[2], '.');
  int64_t hours = 0;
  int64_t minutes = 0;
  int64_t seconds = 0;
  int64_t millis = 0;
  if (last.size() != 2 || !ReadDigits(parts[0], 0, hours) ||
      !ReadDigits(parts[1], 2, minutes) || !ReadDigits(last[0], 2, seconds) ||
      !ReadDigits(last[1], 3, millis) || minutes > 59 || seconds > 59) {
    return std::nullopt;
  }
  return absl::Hours(hours) + absl::Minutes(minutes) + absl::Seconds(seconds) +
         absl::Milliseconds(millis);
}

}  // namespace

absl::Status WebVttCheck::Update(absl::string_view bytes) {
  for (const char byte : bytes) {
    const bool same_break = byte == '\n' && after_return_;
    after_return_ = byte == '\r';
    if (same_break) continue;
    if (byte == '\n' || byte == '\r') {
      if (absl::Status status = TakeLine(); !status.ok()) return status;
      continue;
    }
    line_.push_back(byte);
    if (line_.size() > kMaxLineBytes) {
      ++number_;
      return Refuse("the line is too long");
    }
  }
  return absl::OkStatus();
}

absl::Status WebVttCheck::Finish() {
  if (!line_.empty()) {
    if (absl::Status status = TakeLine(); !status.ok()) return status;
  }
  if (place_ == Place::kStart) return ReadStart("");
  if (place_ == Place::kCueTimes) return Refuse("a cue has no times");
  if (cues_ == 0) return WrongType("the WebVTT file holds no cue");
  return absl::OkStatus();
}

absl::Status WebVttCheck::TakeLine() {
  ++number_;
  if (!IsValidUtf8(line_) || absl::StrContains(line_, '\0')) {
    return Refuse("the line is not UTF-8 text");
  }
  absl::Status status = ReadLine(line_);
  line_.clear();
  return status;
}

absl::Status WebVttCheck::ReadLine(absl::string_view line) {
  switch (place_) {
    case Place::kStart:
      return ReadStart(line);
    case Place::kBetween:
      return ReadBetween(line);
    case Place::kCueTimes:
      return ReadTimes(line);
    case Place::kHeader:
    case Place::kCueText:
    case Place::kNote:
      if (line.empty()) place_ = Place::kBetween;
      if (absl::StrContains(line, kArrow)) {
        return Refuse("an empty line is missing before a cue");
      }
  }
  return absl::OkStatus();
}

absl::Status WebVttCheck::ReadStart(absl::string_view line) {
  absl::ConsumePrefix(&line, kByteOrderMark);
  if (!BeginsWithWord(line, kSignature)) {
    return WrongType("the file is not WebVTT: it does not begin with WEBVTT");
  }
  place_ = Place::kHeader;
  return absl::OkStatus();
}

absl::Status WebVttCheck::ReadBetween(absl::string_view line) {
  if (line.empty()) return absl::OkStatus();
  if (absl::StrContains(line, kArrow)) return ReadTimes(line);
  place_ = IsNote(line) ? Place::kNote : Place::kCueTimes;
  return absl::OkStatus();
}

absl::Status WebVttCheck::ReadTimes(absl::string_view line) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.size() < 3 || words[1] != kArrow) {
    return Refuse("a cue has no times");
  }
  const std::optional<absl::Duration> start = ReadTime(words[0]);
  const std::optional<absl::Duration> end = ReadTime(words[2]);
  if (!start.has_value() || !end.has_value()) {
    return Refuse("a time is not of the form 00:00:00.000");
  }
  if (*end <= *start) return Refuse("a cue ends before it has begun");
  if (*start < last_start_) return Refuse("cues are not in order of time");
  last_start_ = *start;
  ++cues_;
  place_ = Place::kCueText;
  return absl::OkStatus();
}

absl::Status WebVttCheck::Refuse(absl::string_view problem) const {
  return WrongType(
      absl::StrCat("line ", number_, " of the WebVTT file: ", problem));
}

}  // namespace cwp::webinars
