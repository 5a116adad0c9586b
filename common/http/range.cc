#include "common/http/range.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/http/response_head.h"

namespace cwp::http {
namespace {

// Digits only: SimpleAtoi would accept signs and spaces.
std::optional<uint64_t> ParseNumber(absl::string_view text) {
  uint64_t number = 0;
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(),
                                   [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

Range LastBytes(uint64_t count, uint64_t size) {
  if (count == 0 || size == 0) return {.kind = Range::Kind::kUnsatisfiable};
  const uint64_t length = std::min(count, size);
  return {.kind = Range::Kind::kPart, .first = size - length, .size = length};
}

// Whether the part that the browser has is of the content as it is now.
bool IfRangeHolds(absl::string_view if_range, const Content& content) {
  if (if_range.empty()) return true;
  if (absl::StartsWith(if_range, "\"")) return if_range == content.etag;
  return content.modified != absl::InfinitePast() &&
         if_range == FormatHttpTime(content.modified);
}

bool HasIt(const Request& request, const Content& content) {
  const absl::string_view etags = request.Header("If-None-Match");
  if (!etags.empty()) return EtagMatches(etags, content.etag);
  const absl::string_view since = request.Header("If-Modified-Since");
  return !since.empty() && content.modified != absl::InfinitePast() &&
         since == FormatHttpTime(content.modified);
}

}  // namespace

Range ParseRange(absl::string_view header, uint64_t size) {
  const Range whole = {.kind = Range::Kind::kWhole, .first = 0, .size = size};
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(header, absl::MaxSplits('=', 1));
  if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first),
                              "bytes")) {
    return whole;
  }
  const absl::string_view spec = absl::StripAsciiWhitespace(parts.second);
  const size_t dash = spec.find('-');
  if (dash == absl::string_view::npos) return whole;
  const std::optional<uint64_t> first = ParseNumber(spec.substr(0, dash));
  const std::optional<uint64_t> last = ParseNumber(spec.substr(dash + 1));
  if (dash == 0) return last.has_value() ? LastBytes(*last, size) : whole;
  const bool open_end = dash + 1 == spec.size();
  if (!first.has_value() || (!open_end && !last.has_value())) return whole;
  if (last.has_value() && *last < *first) return whole;
  if (*first >= size) return {.kind = Range::Kind::kUnsatisfiable};
  const uint64_t end = std::min(last.value_or(size - 1), size - 1);
  return {
      .kind = Range::Kind::kPart, .first = *first, .size = end - *first + 1};
}

Response ServeContent(const Request& request, const Content& content,
                      const OpenContent& open) {
  Response response;
  response.SetHeader("Accept-Ranges", "bytes");
  response.SetHeader("ETag", content.etag);
  if (content.modified != absl::InfinitePast()) {
    response.SetHeader("Last-Modified", FormatHttpTime(content.modified));
  }
  if (HasIt(request, content)) {
    response.code = 304;
    return response;
  }
  Range range = {.first = 0, .size = content.size};
  if (request.method() == "GET" &&
      IfRangeHolds(request.Header("If-Range"), content)) {
    range = ParseRange(request.Header("Range"), content.size);
  }
  if (range.kind == Range::Kind::kUnsatisfiable) {
    response.code = 416;
    response.SetHeader("Content-Range", absl::StrCat("bytes */", content.size));
    return response;
  }
  if (range.kind == Range::Kind::kPart) {
    response.code = 206;
    response.SetHeader(
        "Content-Range",
        absl::StrCat("bytes ", range.first, "-", range.first + range.size - 1,
                     "/", content.size));
  }
  response.SetHeader("Content-Type", content.type);
  response.source_size = range.size;
  response.source =
      request.method() == "HEAD" || range.size == 0
          ? MakeBodySource([]() -> Piece { co_return std::string(); })
          : open(range.first, range.size);
  return response;
}

}  // namespace cwp::http
