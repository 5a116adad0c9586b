#include "services/webinars/domain.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::webinars {
namespace {

struct NamedType {
  FileType type;
  absl::string_view content_type;
  // For sentences.
  absl::string_view name;
};

constexpr NamedType kTypes[] = {
    {FileType::kMp4, "video/mp4", "an MP4 video"},
    {FileType::kWebVtt, "text/vtt", "WebVTT captions"},
    {FileType::kPdf, "application/pdf", "a PDF"},
};

const NamedType& Named(FileType type) {
  return *std::find_if(
      std::begin(kTypes), std::end(kTypes),
      [type](const NamedType& named) { return named.type == type; });
}

// The size of a stored file, which must be of the type given.
absl::StatusOr<int64_t> SizeOf(const Files& files, const std::string& hash,
                               FileType wanted) {
  const auto file = files.find(hash);
  if (file == files.end()) {
    return FailedPrecondition(
        "FILE_NOT_FOUND",
        absl::StrCat("no file with the hash ", hash, " was uploaded"),
        {{"hash", hash}});
  }
  if (file->second.type != wanted) {
    return FailedPrecondition(
        "FILE_WRONG_TYPE",
        absl::StrCat("the file ", hash, " is not ", Named(wanted).name),
        {{"hash", hash},
         {"content_type", std::string(ContentTypeOf(file->second.type))}});
  }
  return file->second.size_bytes;
}

}  // namespace

absl::string_view ContentTypeOf(FileType type) {
  return Named(type).content_type;
}

std::optional<FileType> FileTypeOf(absl::string_view content_type) {
  for (const NamedType& named : kTypes) {
    if (named.content_type == content_type) return named.type;
  }
  return std::nullopt;
}

std::vector<std::string> HashesOf(const Webinar& webinar) {
  std::set<std::string> hashes;
  for (const Part& part : webinar.parts) {
    hashes.insert(part.video_hash);
    hashes.insert(part.captions_hash);
  }
  for (const Handout& handout : webinar.handouts) {
    hashes.insert(handout.file_hash);
  }
  hashes.erase("");
  return {hashes.begin(), hashes.end()};
}

absl::StatusOr<Webinar> Draft(Webinar content, const Files& files,
                              bool slug_taken, int64_t id, absl::Time now) {
  if (slug_taken) {
    return MakeError(
        absl::StatusCode::kAlreadyExists, "SLUG_TAKEN",
        absl::StrCat("another webinar has the slug ", content.slug),
        {{"slug", content.slug}});
  }
  for (Part& part : content.parts) {
    if (!part.video_hash.empty()) {
      ASSIGN_OR_RETURN(part.video_size_bytes,
                       SizeOf(files, part.video_hash, FileType::kMp4));
    }
    if (!part.captions_hash.empty()) {
      RETURN_IF_ERROR(
          SizeOf(files, part.captions_hash, FileType::kWebVtt).status());
    }
  }
  for (Handout& handout : content.handouts) {
    ASSIGN_OR_RETURN(handout.size_bytes,
                     SizeOf(files, handout.file_hash, FileType::kPdf));
  }
  content.id = id;
  content.state = State::kDraft;
  content.create_time = now;
  content.update_time = now;
  content.publish_time = std::nullopt;
  return content;
}

absl::StatusOr<Webinar> Publish(Webinar webinar, absl::Time now) {
  if (webinar.state == State::kPublished) return webinar;
  if (webinar.parts.empty()) {
    return FailedPrecondition("WEBINAR_HAS_NO_PARTS",
                              "a webinar needs a part to be published");
  }
  for (size_t i = 0; i < webinar.parts.size(); ++i) {
    const Part& part = webinar.parts[i];
    if (part.video_hash.empty() || !part.captions_hash.empty()) continue;
    return FailedPrecondition(
        "CAPTIONS_MISSING",
        absl::StrCat("part ", i + 1, " has a video without captions"),
        {{"part", absl::StrCat(i + 1)}});
  }
  webinar.state = State::kPublished;
  webinar.update_time = now;
  webinar.publish_time = now;
  return webinar;
}

absl::Status WebinarNotFound() {
  return NotFound("WEBINAR_NOT_FOUND", "there is no such webinar");
}

absl::Status FileNotFound() {
  return NotFound("FILE_NOT_FOUND", "there is no such file");
}

absl::StatusOr<Range> ClipRange(int64_t size, int64_t offset, int64_t length) {
  if (offset >= size) {
    return MakeError(absl::StatusCode::kOutOfRange, "RANGE_NOT_SATISFIABLE",
                     absl::StrCat("the file has only ", size, " bytes"),
                     {{"size", absl::StrCat(size)}});
  }
  const int64_t rest = size - offset;
  const bool all = length == 0 || length > rest;
  return Range{.begin = offset, .end = all ? size : offset + length};
}

}  // namespace cwp::webinars
