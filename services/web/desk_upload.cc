#include "services/web/desk_upload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/crypto/random.h"
#include "common/http/co_status_macros.h"
#include "common/http/multipart_reader.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/desk_form.h"
#include "services/web/security.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using boost::asio::awaitable;
using Webinars = WebinarCalls::Async;

// As webinars takes them.
constexpr UploadKind kKinds[] = {
    {kVideoUpload, "video/mp4", int64_t{2} << 30},
    {kCaptionsUpload, "text/vtt", int64_t{20} << 20},
    {kHandoutUpload, "application/pdf", int64_t{20} << 20}};

// A large video is read once more, and written where it stays.
constexpr absl::Duration kFinishPatience = absl::Minutes(2);

// Of a browser's name for a file, which is only shown.
constexpr size_t kLongestName = 200;

struct Upload {
  std::string id;
  int64_t size = 0;
};

awaitable<absl::Status> Append(const Desk& desk, const DeskVisit& visit,
                               const http::Request& request,
                               const UploadKind& kind, Upload& upload,
                               std::string piece) {
  webinars::AppendUploadRequest append;
  append.set_upload_id(upload.id);
  append.set_content_type(std::string(kind.content_type));
  append.set_offset(upload.size);
  append.set_data(std::move(piece));
  const absl::StatusOr<webinars::Upload> taken = co_await desk.webinars->Call(
      &Webinars::AppendUpload, StaffCaller(desk, visit, request),
      std::move(append));
  if (taken.ok()) upload.size = taken->received_bytes();
  co_return taken.status();
}

// Sends a file on as it arrives; no more of it is in memory than a piece.
awaitable<absl::StatusOr<Upload>> SendOn(const Desk& desk,
                                         const DeskVisit& visit,
                                         const http::Request& request,
                                         const UploadKind& kind) {
  Upload upload = {.id = crypto::RandomToken()};
  std::string waiting;
  bool more = true;
  while (more) {
    CO_ASSIGN_OR_RETURN(const std::string piece,
                        co_await visit.arriving->reader->NextPiece());
    more = !piece.empty();
    absl::StrAppend(&waiting, piece);
    if (more && waiting.size() < kUploadPiece) continue;
    while (!waiting.empty() && (!more || waiting.size() >= kUploadPiece)) {
      std::string next = waiting.substr(0, kUploadPiece);
      waiting.erase(0, next.size());
      CO_RETURN_IF_ERROR(
          co_await Append(desk, visit, request, kind, upload, std::move(next)));
    }
  }
  if (upload.size == 0) {
    co_return InvalidArgument("FILE_EMPTY", "the file has no bytes");
  }
  co_return upload;
}

awaitable<absl::StatusOr<std::string>> Finish(const Desk& desk,
                                              const DeskVisit& visit,
                                              const http::Request& request,
                                              const UploadKind& kind,
                                              const Upload& upload) {
  webinars::FinishUploadRequest finish;
  finish.set_upload_id(upload.id);
  finish.set_content_type(std::string(kind.content_type));
  finish.set_size_bytes(upload.size);
  CO_ASSIGN_OR_RETURN(
      const webinars::File file,
      co_await desk.webinars->Call(&Webinars::FinishUpload,
                                   StaffCaller(desk, visit, request),
                                   std::move(finish), kFinishPatience));
  co_return file.hash();
}

// What the script sent before the form.
std::optional<Upload> SentBefore(const DeskVisit& visit) {
  Upload upload = {.id = TypedIn(visit.form, "upload_id")};
  if (upload.id.empty() ||
      !absl::SimpleAtoi(visit.form.Get("upload_size"), &upload.size)) {
    return std::nullopt;
  }
  return upload;
}

}  // namespace

const UploadKind* FindUploadKind(absl::string_view name) {
  const auto* const found = std::find_if(
      std::begin(kKinds), std::end(kKinds),
      [name](const UploadKind& kind) { return kind.name == name; });
  return found == std::end(kKinds) ? nullptr : found;
}

DeskRoute TakesUpload(DeskRoute route) {
  route.has_form = true;
  route.max_file = kLongestUpload;
  route.streams_file = true;
  return route;
}

bool BringsFile(const DeskVisit& visit) {
  return visit.arriving.has_value() || SentBefore(visit).has_value();
}

awaitable<absl::StatusOr<std::optional<UploadedMedia>>> TakeFile(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const UploadKind& kind) {
  std::optional<Upload> upload = SentBefore(visit);
  std::string name = TypedIn(visit.form, "upload_name");
  // A file that was chosen anew goes before one that was sent before.
  if (visit.arriving.has_value()) {
    CO_ASSIGN_OR_RETURN(upload, co_await SendOn(desk, visit, request, kind));
    name = visit.arriving->name;
  }
  if (!upload.has_value()) co_return std::nullopt;
  CO_ASSIGN_OR_RETURN(std::string hash,
                      co_await Finish(desk, visit, request, kind, *upload));
  co_return UploadedMedia{.hash = std::move(hash), .name = std::move(name)};
}

std::optional<FieldError> FileErrorOf(const absl::Status& status) {
  struct Row {
    absl::string_view reason;
    const char* error;
  };
  constexpr Row kRows[] = {
      {"FILE_WRONG_TYPE", "wrong_type"}, {"FILE_TOO_LARGE", "too_large"},
      {"FILE_EMPTY", "empty"},           {"UPLOAD_NOT_FOUND", "lost"},
      {"UPLOAD_OFFSET_WRONG", "lost"},   {"UPLOAD_BUSY", "busy"}};
  const std::string reason = ReasonOf(status);
  for (const Row& row : kRows) {
    if (row.reason == reason) return FieldError{"file", row.error};
  }
  return std::nullopt;
}

void AddUpload(const DeskVisit& visit, const UploadKind& kind, View& view) {
  View upload = {{"upload_kind", std::string(kind.name)},
                 {"upload_most", absl::StrCat(kind.max_bytes)},
                 {"upload_most_words", SizeWords(kind.max_bytes)},
                 {"upload_piece", absl::StrCat(kUploadPiece)}};
  const std::optional<Upload> before = SentBefore(visit);
  if (before.has_value()) {
    upload["uploaded"] =
        View{{"uploaded_name",
              TypedIn(visit.form, "upload_name").substr(0, kLongestName)}};
    json::array& hidden = view.at("form").as_object().at("hidden").as_array();
    for (const char* const field :
         {"upload_id", "upload_size", "upload_name"}) {
      hidden.push_back(
          View{{"name", field}, {"value", TypedIn(visit.form, field)}});
    }
  }
  view["upload"] = std::move(upload);
}

http::Response WithUploadScript(http::Response response) {
  response.SetHeader("Content-Security-Policy", kLivePolicy);
  return response;
}

}  // namespace cwp::web
