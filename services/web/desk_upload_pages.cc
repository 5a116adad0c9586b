#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "cwp/webinars/v1/webinars_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_upload.h"
#include "services/web/desk_webinar.h"

namespace cwp::web {
namespace {

namespace webinars = ::cwp::webinars::v1;

using Webinars = WebinarCalls::Async;

constexpr int64_t kMostBytes = int64_t{1} << 40;

// For the script: how much is there, and what is wrong, in words that stay on
// its page.
http::Response Say(int code, int64_t received, absl::string_view problem) {
  json::object answer = {{"received", received}};
  if (!problem.empty()) answer["problem"] = std::string(problem);
  http::Response response;
  response.code = code;
  response.body = json::serialize(answer);
  response.SetHeader("Content-Type", "application/json");
  return ForDeskAlone(std::move(response));
}

// An upload that is further along, or not so far, than the script believes: it
// goes on from there.
http::Answer SayHowFar(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request, const UploadKind& kind,
                       std::string upload_id) {
  webinars::GetUploadRequest wanted;
  wanted.set_upload_id(std::move(upload_id));
  wanted.set_content_type(std::string(kind.content_type));
  CO_ASSIGN_OR_RETURN(
      const webinars::Upload upload,
      co_await desk.webinars->Call(&Webinars::GetUpload,
                                   StaffCaller(desk, visit, request),
                                   std::move(wanted)));
  co_return Say(200, upload.received_bytes(), "");
}

http::Response SayWhyNot(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "FILE_WRONG_TYPE") return Say(400, 0, "wrong_type");
  if (reason == "FILE_TOO_LARGE") return Say(400, 0, "too_large");
  if (reason == "UPLOAD_FINISHED") return Say(409, 0, "finished");
  const std::string words = WebinarWordsFor(status);
  return Say(503, 0, words.empty() ? "later" : words);
}

// A piece of a file, or without one the question how much of it is there.
http::Answer Take(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  const UploadKind* const kind = FindUploadKind(visit.form.Get("kind"));
  const std::string id = TypedIn(visit.form, "upload_id");
  const std::optional<int64_t> offset =
      TypedNumber(visit.form, "offset", 0, kMostBytes);
  if (kind == nullptr || id.empty() || !offset.has_value()) {
    co_return InvalidArgument("FIELD_INVALID", "this is no piece of a file");
  }
  if (visit.files.empty()) {
    co_return co_await SayHowFar(desk, visit, request, *kind, id);
  }
  if (visit.files.front().content.size() > kUploadPiece) {
    co_return InvalidArgument("FIELD_INVALID", "this is no piece of a file");
  }
  webinars::AppendUploadRequest append;
  append.set_upload_id(id);
  append.set_content_type(std::string(kind->content_type));
  append.set_offset(*offset);
  append.set_data(visit.files.front().content);
  const absl::StatusOr<webinars::Upload> taken = co_await desk.webinars->Call(
      &Webinars::AppendUpload, StaffCaller(desk, visit, request),
      std::move(append));
  if (taken.ok()) co_return Say(200, taken->received_bytes(), "");
  const std::string reason = ReasonOf(taken.status());
  if (reason == "UPLOAD_OFFSET_WRONG" || reason == "UPLOAD_FINISHED") {
    co_return co_await SayHowFar(desk, visit, request, *kind, id);
  }
  co_return SayWhyNot(taken.status());
}

}  // namespace

std::vector<DeskRoute> DeskUploadRoutes() {
  return {{.method = "POST",
           .pattern = "/desk/uploads",
           .permission = Permission::kPlan,
           // Nobody sees what is put up here until a form says to which webinar
           // it belongs, which is in the log.
           .audit = DeskAudit::Nothing(),
           .handler = &Take,
           .max_file = kUploadPiece}};
}

}  // namespace cwp::web
