#include "common/http/form.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::http {
namespace {

constexpr size_t kMaxBoundary = 70;  // RFC 2046.
constexpr absl::string_view kLineEnd = "\r\n";

absl::Status Malformed() {
  return InvalidArgument("FORM_MALFORMED", "the form is not well-formed");
}

absl::Status WrongType(absl::string_view wanted) {
  return InvalidArgument("FORM_TYPE_WRONG",
                         absl::StrCat("the body must be ", wanted),
                         {{"type", std::string(wanted)}});
}

absl::Status TooLarge(absl::string_view reason, absl::string_view field,
                      size_t limit) {
  return InvalidArgument(
      reason, absl::StrCat("at most ", limit, " bytes are accepted here"),
      {{"field", std::string(field)}, {"limit", absl::StrCat(limit)}});
}

// Takes what stands before `mark` off the front of `text`, and `mark`.
std::optional<absl::string_view> TakeUntil(absl::string_view& text,
                                           absl::string_view mark) {
  const size_t at = text.find(mark);
  if (at == absl::string_view::npos) return std::nullopt;
  const absl::string_view taken = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return taken;
}

// Takes a parameter's value, quoted or not, off the front of `text`.
std::string TakeValue(absl::string_view& text) {
  if (!absl::ConsumePrefix(&text, "\"")) {
    const absl::string_view value = text.substr(0, text.find(';'));
    text.remove_prefix(value.size());
    return std::string(absl::StripAsciiWhitespace(value));
  }
  std::string value;
  while (!text.empty() && text[0] != '"') {
    // Old browsers write folders with backslashes here, so only a quote or a
    // backslash can be escaped.
    if (absl::StartsWith(text, "\\\"") || absl::StartsWith(text, "\\\\")) {
      text.remove_prefix(1);
    }
    value += text[0];
    text.remove_prefix(1);
  }
  absl::ConsumePrefix(&text, "\"");
  return value;
}

// Browsers encode just these in the names of fields and files.
std::string DecodeName(absl::string_view name) {
  return absl::StrReplaceAll(name,
                             {{"%22", "\""}, {"%0D", "\r"}, {"%0A", "\n"}});
}

std::string WithoutFolders(absl::string_view name) {
  const size_t slash = name.find_last_of("/\\");
  return std::string(slash == absl::string_view::npos ? name
                                                      : name.substr(slash + 1));
}

absl::Status AddPart(PartHead head, absl::string_view content,
                     const MultipartLimits& limits, MultipartForm& form) {
  if (!head.is_file) {
    if (content.size() > limits.field_bytes) {
      return TooLarge("FIELD_TOO_LONG", head.field, limits.field_bytes);
    }
    if (!IsValidUtf8(content) || absl::StrContains(content, '\0')) {
      return Malformed();
    }
    form.fields.Add(std::move(head.field), std::string(content));
    return absl::OkStatus();
  }
  if (content.size() > limits.file_bytes) {
    return TooLarge("FILE_TOO_LARGE", head.field, limits.file_bytes);
  }
  if (head.file_name.empty() && content.empty()) return absl::OkStatus();
  form.files.push_back({.field = std::move(head.field),
                        .name = std::move(head.file_name),
                        .type = std::move(head.type),
                        .content = std::string(content)});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Parameters> ParseForm(const Request& request,
                                     size_t most_fields) {
  if (request.ContentType() != "application/x-www-form-urlencoded") {
    return WrongType("application/x-www-form-urlencoded");
  }
  return ParseParameters(request.body(), most_fields);
}

absl::StatusOr<PartHead> TakePartHead(absl::string_view& text) {
  HeaderValue disposition;
  PartHead head;
  while (true) {
    const std::optional<absl::string_view> line = TakeUntil(text, kLineEnd);
    if (!line.has_value()) return Malformed();
    if (line->empty()) break;
    const size_t colon = line->find(':');
    if (colon == absl::string_view::npos) return Malformed();
    const absl::string_view name = line->substr(0, colon);
    const absl::string_view value =
        absl::StripAsciiWhitespace(line->substr(colon + 1));
    if (absl::EqualsIgnoreCase(name, "Content-Disposition")) {
      disposition = ParseHeaderValue(value);
    } else if (absl::EqualsIgnoreCase(name, "Content-Type")) {
      head.type = std::string(value);
    }
  }
  const Parameters& parameters = disposition.parameters;
  if (disposition.value != "form-data" || !parameters.Has("name")) {
    return Malformed();
  }
  head.field = DecodeName(parameters.Get("name"));
  head.is_file = parameters.Has("filename");
  head.file_name = WithoutFolders(DecodeName(parameters.Get("filename")));
  if (!IsValidUtf8(head.field) || !IsValidUtf8(head.file_name)) {
    return Malformed();
  }
  return head;
}

absl::StatusOr<std::string> MultipartMark(const Request& request) {
  const HeaderValue type = ParseHeaderValue(request.Header("Content-Type"));
  if (type.value != "multipart/form-data") {
    return WrongType("multipart/form-data");
  }
  const absl::string_view boundary = type.parameters.Get("boundary");
  if (boundary.empty() || boundary.size() > kMaxBoundary) return Malformed();
  return absl::StrCat("--", boundary);
}

absl::StatusOr<MultipartForm> ParseMultipart(const Request& request,
                                             const MultipartLimits& limits) {
  ASSIGN_OR_RETURN(const std::string line, MultipartMark(request));
  // Every boundary but the first has the end of a line before it that belongs
  // to it; so give the first one its own.
  const std::string mark = absl::StrCat(kLineEnd, line);
  const std::string body = absl::StrCat(kLineEnd, request.body());
  absl::string_view rest = body;
  if (!TakeUntil(rest, mark).has_value()) return Malformed();

  MultipartForm form;
  for (size_t parts = 0; !absl::StartsWith(rest, "--"); ++parts) {
    if (parts == limits.parts) {
      return InvalidArgument(
          "FORM_TOO_MANY_PARTS",
          absl::StrCat("a form may have ", limits.parts, " parts"));
    }
    if (!absl::ConsumePrefix(&rest, kLineEnd)) return Malformed();
    std::optional<absl::string_view> text = TakeUntil(rest, mark);
    if (!text.has_value()) return Malformed();
    ASSIGN_OR_RETURN(PartHead head, TakePartHead(*text));
    RETURN_IF_ERROR(AddPart(std::move(head), *text, limits, form));
  }
  return form;
}

HeaderValue ParseHeaderValue(absl::string_view text) {
  HeaderValue result;
  const absl::string_view value = text.substr(0, text.find(';'));
  text.remove_prefix(value.size());
  result.value = absl::AsciiStrToLower(absl::StripAsciiWhitespace(value));
  while (absl::ConsumePrefix(&text, ";")) {
    const size_t end = std::min(text.find_first_of("=;"), text.size());
    std::string name =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(text.substr(0, end)));
    text.remove_prefix(end);
    if (!absl::ConsumePrefix(&text, "=")) continue;
    text = absl::StripLeadingAsciiWhitespace(text);
    result.parameters.Add(std::move(name), TakeValue(text));
    text = absl::StripLeadingAsciiWhitespace(text);
  }
  return result;
}

}  // namespace cwp::http
