#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/file_answer.h"
#include "services/web/page.h"
#include "services/web/pages.h"

namespace cwp::web {
namespace {

using Kind = PublicFile::Kind;

// Streams a file that a published webinar names; no other has an address here.
http::Answer Serve(const Site& site, const http::Request& request, Kind kind,
                   std::string hash) {
  const ProgrammePtr programme = site.catalogue->Get();
  const PublicFile* file = programme->FindFile(kind, hash);
  if (file == nullptr) {
    co_return NotFound("FILE_NOT_FOUND",
                       "no published webinar names this file");
  }
  const rpc::Caller caller = PublicCaller(site, request);
  FileFacts facts = {
      .kind = kind, .hash = hash, .size = file->size, .name = file->file_name};
  CO_ASSIGN_OR_RETURN(
      http::Response response,
      co_await AnswerWithFile(site, request, caller, std::move(facts)));
  if (response.code < 400) response.SetHeader("Cache-Control", kForever);
  // Captions come with their video.
  if (kind != Kind::kCaptions && BeginsFile(request, response)) {
    site.views->Count(file->webinar_id, hash);
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
