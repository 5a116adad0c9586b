#include "services/web/file_answer.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/range.h"
#include "services/web/security.h"

namespace cwp::web {
namespace {

using Kind = PublicFile::Kind;

const char* TypeOf(Kind kind) {
  switch (kind) {
    case Kind::kVideo:
      return "video/mp4";
    case Kind::kCaptions:
      return "text/vtt; charset=utf-8";
    case Kind::kHandout:
      return "application/pdf";
  }
  return "application/octet-stream";
}

// A size that the programme does not tell, webinars does.
http::asio::awaitable<absl::StatusOr<int64_t>> SizeOf(const Site& site,
                                                      const rpc::Caller& caller,
                                                      const FileFacts& file) {
  if (file.size > 0) co_return file.size;
  const std::shared_ptr<Download> probe =
      site.webinars->Open(caller, file.hash, 0, 1);
  co_return co_await probe->Begin();
}

}  // namespace

http::Answer AnswerWithFile(const Site& site, const http::Request& request,
                            const rpc::Caller& caller, FileFacts file) {
  CO_ASSIGN_OR_RETURN(const int64_t size, co_await SizeOf(site, caller, file));
  const http::Content content = {.size = static_cast<uint64_t>(size),
                                 .type = TypeOf(file.kind),
                                 .etag = absl::StrCat("\"", file.hash, "\"")};
  std::shared_ptr<Download> download;
  http::Response response = http::ServeContent(
      request, content, [&](uint64_t first, uint64_t length) {
        download =
            site.webinars->Open(caller, file.hash, static_cast<int64_t>(first),
                                static_cast<int64_t>(length));
        return download;
      });
  if (download != nullptr) {
    // Failures show now, while there can still be a page about them.
    CO_ASSIGN_OR_RETURN(const int64_t whole, co_await download->Begin());
    if (whole != size) {
      co_return MakeError(absl::StatusCode::kDataLoss, "FILE_SIZE_DIFFERS",
                          "the file is not as large as the webinar says");
    }
  }
  response.SetHeader("Content-Security-Policy", kFilePolicy);
  if (file.kind == Kind::kHandout) {
    // Its characters need no quoting: webinars' proto file says which.
    response.SetHeader(
        "Content-Disposition",
        absl::StrCat("attachment; filename=\"", file.name,
                     "\"; filename*=UTF-8''", http::PercentEncode(file.name)));
  }
  co_return response;
}

}  // namespace cwp::web
