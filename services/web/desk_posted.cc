#include "services/web/desk_posted.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/http/body_source.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"

namespace cwp::web {
namespace {

using boost::asio::awaitable;

// Of a form with a file.
constexpr size_t kMostParts = 64;

bool HasFiles(const http::Request& request) {
  return request.ContentType() == "multipart/form-data";
}

absl::Status TooLong() {
  return InvalidArgument("FIELD_TOO_LONG", "the form is too long");
}

absl::Status Malformed() {
  return InvalidArgument("FORM_MALFORMED", "the form is not well-formed");
}

// The value of a field, no longer than a form may be.
awaitable<absl::StatusOr<std::string>> ReadValue(http::MultipartReader& reader,
                                                 size_t room) {
  std::string value;
  while (true) {
    CO_ASSIGN_OR_RETURN(const std::string piece, co_await reader.NextPiece());
    if (piece.empty()) break;
    if (piece.size() > room - value.size()) co_return TooLong();
    absl::StrAppend(&value, piece);
  }
  if (!IsValidUtf8(value) || absl::StrContains(value, '\0')) {
    co_return Malformed();
  }
  co_return value;
}

// A file, cut off one byte past the room there is for it: what is larger is
// read away, so that the form can be shown again.
awaitable<absl::StatusOr<std::string>> ReadFile(http::MultipartReader& reader,
                                                size_t room) {
  std::string content;
  while (true) {
    CO_ASSIGN_OR_RETURN(const std::string piece, co_await reader.NextPiece());
    if (piece.empty()) break;
    absl::StrAppend(&content, absl::string_view(piece).substr(
                                  0, room + 1 - content.size()));
  }
  co_return content;
}

// The whole of a body that is streamed, for a form without a file.
awaitable<absl::Status> ReadWhole(http::Request& request) {
  std::string body;
  while (true) {
    CO_ASSIGN_OR_RETURN(const std::string piece,
                        co_await request.body_source()->Next());
    if (piece.empty()) break;
    if (piece.size() > kLongestDeskForm - body.size()) co_return TooLong();
    absl::StrAppend(&body, piece);
  }
  request.mutable_body() = std::move(body);
  co_return absl::OkStatus();
}

std::string AsBody(const http::Parameters& form) {
  std::string body;
  for (const auto& [name, value] : form.entries()) {
    absl::StrAppend(&body, body.empty() ? "" : "&", http::PercentEncode(name),
                    "=", http::PercentEncode(value));
  }
  return body;
}

}  // namespace

awaitable<absl::Status> PostedForm::Read(const DeskRoute& route,
                                         http::Request& request,
                                         DeskVisit& visit) {
  if (route.max_file > 0) {
    if (HasFiles(request)) co_return co_await ReadParts(route, request, visit);
    CO_RETURN_IF_ERROR(co_await ReadWhole(request));
  }
  CO_ASSIGN_OR_RETURN(visit.form, http::ParseForm(request, route.max_fields));
  co_return absl::OkStatus();
}

awaitable<absl::Status> PostedForm::ReadParts(const DeskRoute& route,
                                              http::Request& request,
                                              DeskVisit& visit) {
  CO_ASSIGN_OR_RETURN(http::MultipartReader reader,
                      http::MultipartReader::Open(request));
  reader_.emplace(std::move(reader));
  size_t room = kLongestDeskForm;
  size_t file_room = route.max_file;
  for (size_t parts = 0; parts <= kMostParts; ++parts) {
    CO_ASSIGN_OR_RETURN(std::optional<http::PartHead> part,
                        co_await reader_->NextPart());
    if (!part.has_value()) co_return absl::OkStatus();
    if (part->is_file && !route.streams_file) {
      CO_ASSIGN_OR_RETURN(std::string content,
                          co_await ReadFile(*reader_, file_room));
      file_room -= std::min(file_room, content.size());
      if (part->file_name.empty() && content.empty()) continue;
      visit.files.push_back({.field = std::move(part->field),
                             .name = std::move(part->file_name),
                             .type = std::move(part->type),
                             .content = std::move(content)});
      continue;
    }
    if (part->is_file) {
      // As browsers send a field that was left empty.
      if (!part->file_name.empty()) {
        visit.arriving = {.name = std::move(part->file_name),
                          .reader = &*reader_};
      }
      co_return absl::OkStatus();
    }
    CO_ASSIGN_OR_RETURN(std::string value, co_await ReadValue(*reader_, room));
    room -= value.size();
    visit.form.Add(std::move(part->field), std::move(value));
  }
  co_return TooLong();
}

awaitable<std::string> BodyToKeep(const DeskRoute& route,
                                  http::Request& request) {
  if (route.max_file == 0) co_return request.body();
  DeskVisit visit;
  PostedForm posted;
  const absl::Status read = co_await posted.Read(route, request, visit);
  if (!read.ok()) co_return std::string();
  co_return AsBody(visit.form);
}

http::Handler ReadingOn(http::Handler handler) {
  return
      [handler = std::move(handler)](http::Request& request) -> http::Answer {
        absl::StatusOr<http::Response> answer = co_await handler(request);
        while (true) {
          const absl::StatusOr<std::string> rest =
              co_await request.body_source()->Next();
          if (!rest.ok() || rest->empty()) break;
        }
        co_return answer;
      };
}

}  // namespace cwp::web
