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

absl::Status SlugTaken(const std::string& slug) {
  return MakeError(absl::StatusCode::kAlreadyExists, "SLUG_TAKEN",
                   absl::StrCat("another webinar has the slug ", slug),
                   {{"slug", slug}});
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

// Looks up the files of parts, and takes over their sizes.
absl::Status CheckParts(const Files& files, std::vector<Part>& parts) {
  for (Part& part : parts) {
    part.video_size_bytes = 0;
    if (!part.video_hash.empty()) {
      ASSIGN_OR_RETURN(part.video_size_bytes,
                       SizeOf(files, part.video_hash, FileType::kMp4));
    }
    if (!part.captions_hash.empty()) {
      RETURN_IF_ERROR(
          SizeOf(files, part.captions_hash, FileType::kWebVtt).status());
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHandouts(const Files& files, std::vector<Handout>& handouts) {
  for (Handout& handout : handouts) {
    ASSIGN_OR_RETURN(handout.size_bytes,
                     SizeOf(files, handout.file_hash, FileType::kPdf));
  }
  return absl::OkStatus();
}

// Whether it can be shown to everybody.
absl::Status CheckWhole(const Webinar& webinar) {
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
  return absl::OkStatus();
}

// Where a part stands in the order, from 1; 0 when it is not there.
int PlaceOf(const std::vector<Part>& parts, int64_t id) {
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].id == id) return static_cast<int>(i) + 1;
  }
  return 0;
}

// Puts parts in the place of those there are. Whoever has an id of one of
// these, for the first time, is that part; all others are new.
void ReplaceParts(std::vector<Part> parts, Webinar& webinar) {
  std::set<int64_t> known;
  for (const Part& part : webinar.parts) known.insert(part.id);
  for (Part& part : parts) {
    if (known.erase(part.id) == 0) part.id = ++webinar.last_part_id;
  }
  webinar.parts = std::move(parts);
}

// Each handout stays with its part.
void KeepHandoutsWithParts(const std::vector<Part>& before, Webinar& webinar) {
  for (Handout& handout : webinar.handouts) {
    if (handout.part == 0) continue;
    const size_t index = static_cast<size_t>(handout.part) - 1;
    handout.part =
        index < before.size() ? PlaceOf(webinar.parts, before[index].id) : 0;
  }
}

// Each handout must belong to a part that there is.
absl::Status CheckPlaces(const Webinar& webinar) {
  for (size_t i = 0; i < webinar.handouts.size(); ++i) {
    if (webinar.handouts[i].part <= static_cast<int>(webinar.parts.size())) {
      continue;
    }
    const std::string field = absl::StrCat("webinar.handouts[", i, "].part");
    return InvalidArgument("FIELD_INVALID",
                           absl::StrCat(field, " is not the number of a part"),
                           {{"field", field}});
  }
  return absl::OkStatus();
}

void UpdateTexts(const Changes& changes, Webinar& webinar) {
  const Webinar& content = changes.content;
  const auto takes = [&](Field field) {
    return changes.fields.count(field) > 0;
  };
  if (takes(Field::kSlug)) webinar.slug = content.slug;
  if (takes(Field::kTitle)) webinar.title = content.title;
  if (takes(Field::kSummary)) webinar.summary = content.summary;
  if (takes(Field::kDescription)) webinar.description = content.description;
  if (takes(Field::kAudience)) webinar.audience = content.audience;
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
  if (slug_taken) return SlugTaken(content.slug);
  RETURN_IF_ERROR(CheckParts(files, content.parts));
  RETURN_IF_ERROR(CheckHandouts(files, content.handouts));
  content.last_part_id = 0;
  ReplaceParts(std::exchange(content.parts, {}), content);
  content.id = id;
  content.state = State::kDraft;
  content.create_time = now;
  content.update_time = now;
  content.publish_time = std::nullopt;
  content.withdraw_time = std::nullopt;
  return content;
}

absl::StatusOr<Webinar> Update(Webinar webinar, const Changes& changes,
                               const Files& files, bool slug_taken,
                               absl::Time now) {
  const bool other_slug = changes.fields.count(Field::kSlug) > 0 &&
                          changes.content.slug != webinar.slug;
  if (other_slug && webinar.state != State::kDraft) {
    return FailedPrecondition(
        "SLUG_FIXED", "links lead to the slug of a webinar that was published");
  }
  if (other_slug && slug_taken) return SlugTaken(changes.content.slug);
  UpdateTexts(changes, webinar);
  const bool with_handouts = changes.fields.count(Field::kHandouts) > 0;
  if (with_handouts) {
    webinar.handouts = changes.content.handouts;
    RETURN_IF_ERROR(CheckHandouts(files, webinar.handouts));
  }
  if (changes.fields.count(Field::kParts) > 0) {
    const std::vector<Part> before = webinar.parts;
    std::vector<Part> parts = changes.content.parts;
    RETURN_IF_ERROR(CheckParts(files, parts));
    ReplaceParts(std::move(parts), webinar);
    if (!with_handouts) KeepHandoutsWithParts(before, webinar);
  }
  RETURN_IF_ERROR(CheckPlaces(webinar));
  if (webinar.state == State::kPublished) RETURN_IF_ERROR(CheckWhole(webinar));
  webinar.update_time = now;
  return webinar;
}

absl::StatusOr<Webinar> Publish(Webinar webinar, absl::Time now) {
  if (webinar.state == State::kPublished) return webinar;
  RETURN_IF_ERROR(CheckWhole(webinar));
  webinar.state = State::kPublished;
  webinar.update_time = now;
  webinar.publish_time = now;
  webinar.withdraw_time = std::nullopt;
  return webinar;
}

absl::StatusOr<Webinar> Withdraw(Webinar webinar, absl::Time now) {
  if (webinar.state == State::kWithdrawn) return webinar;
  if (webinar.state != State::kPublished) {
    return FailedPrecondition("WEBINAR_NOT_PUBLISHED",
                              "a draft cannot be withdrawn");
  }
  webinar.state = State::kWithdrawn;
  webinar.update_time = now;
  webinar.publish_time = std::nullopt;
  webinar.withdraw_time = now;
  return webinar;
}

absl::Status EtagMismatch() {
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   "the webinar has changed since it was read");
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
