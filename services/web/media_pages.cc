#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/range.h"
#include "services/web/page.h"
#include "services/web/pages.h"
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

absl::Status NoSuchFile() {
  return NotFound("FILE_NOT_FOUND", "no published webinar names this file");
}

// A size that the programme does not tell, webinars does.
http::asio::awaitable<absl::StatusOr<int64_t>> SizeOf(const Site& site,
                                                      const rpc::Caller& caller,
                                                      const PublicFile& file,
                                                      const std::string& hash) {
  if (file.size > 0) co_return file.size;
  const std::shared_ptr<Download> probe =
      site.webinars->Open(caller, hash, 0, 1);
  co_return co_await probe->Begin();
}

// Streams a file that a published webinar names; no other has an address here.
http::Answer Serve(const Site& site, const http::Request& request, Kind kind,
                   std::string hash) {
  const ProgrammePtr programme = site.catalogue->Get();
  const PublicFile* file = programme->FindFile(kind, hash);
  if (file == nullptr) co_return NoSuchFile();
  const rpc::Caller caller = PublicCaller(site, request);
  CO_ASSIGN_OR_RETURN(const int64_t size,
                      co_await SizeOf(site, caller, *file, hash));
  const http::Content content = {.size = static_cast<uint64_t>(size),
                                 .type = TypeOf(kind),
                                 .etag = absl::StrCat("\"", hash, "\"")};
  std::shared_ptr<Download> download;
  http::Response response = http::ServeContent(
      request, content, [&](uint64_t first, uint64_t length) {
        download =
            site.webinars->Open(caller, hash, static_cast<int64_t>(first),
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
  if (response.code < 400) response.SetHeader("Cache-Control", kForever);
  response.SetHeader("Content-Security-Policy", kFilePolicy);
  if (kind == Kind::kHandout) {
    // Its characters need no quoting: webinars' proto file says which.
    response.SetHeader("Content-Disposition",
                       absl::StrCat("attachment; filename=\"", file->file_name,
                                    "\"; filename*=UTF-8''",
                                    http::PercentEncode(file->file_name)));
  }
  co_return response;
}

http::Answer Media(const Site& site, const http::Request& request) {
  absl::string_view name = request.Param("file");
  if (absl::ConsumeSuffix(&name, ".mp4")) {
    return Serve(site, request, Kind::kVideo, std::string(name));
  }
  absl::ConsumeSuffix(&name, ".vtt");
  return Serve(site, request, Kind::kCaptions, std::string(name));
}

}  // namespace

void AddMediaPages(http::Router& router, const Site& site) {
  router.Add("GET", "/media/{file}",
             [&site](http::Request& request) { return Media(site, request); });
  // The name is for people and for what they save; the hash says which file.
  router.Add("GET", "/handouts/{hash}/{name}", [&site](http::Request& request) {
    return Serve(site, request, Kind::kHandout,
                 std::string(request.Param("hash")));
  });
}

}  // namespace cwp::web
