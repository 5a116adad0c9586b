#ifndef CWP_SERVICES_WEBINARS_DOMAIN_H_
#define CWP_SERVICES_WEBINARS_DOMAIN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::webinars {

// The rules for webinars. Nothing here reads a clock, a file or a database.

// As cwp.webinars.v1.Audience.
enum class Audience {
  kParentsAndCarers = 1,
  kYoungPeople = 2,
  kProfessionals = 3
};

// As cwp.webinars.v1.Webinar.State.
enum class State { kDraft = 1, kPublished = 2 };

// The types of file that are taken in.
enum class FileType { kMp4 = 1, kWebVtt = 2, kPdf = 3 };

// `video/mp4`, `text/vtt` or `application/pdf`.
absl::string_view ContentTypeOf(FileType type);
std::optional<FileType> FileTypeOf(absl::string_view content_type);

// A stored file; as cwp.webinars.v1.File.
struct File {
  std::string hash;
  int64_t size_bytes = 0;
  FileType type = FileType::kMp4;
};

// Stored files by hash.
using Files = std::map<std::string, File>;

// One video of a webinar; as cwp.webinars.v1.Part. Exactly one of `video_hash`
// and `video_uri` is not empty; `captions_hash` may be empty.
struct Part {
  std::string title;
  std::string description;
  std::string video_hash;
  std::string video_uri;
  std::string captions_hash;
  std::optional<absl::Duration> duration;
  int64_t video_size_bytes = 0;
};

// A file to take along; as cwp.webinars.v1.Handout.
struct Handout {
  std::string title;
  std::string file_hash;
  std::string file_name;
  // Counts from 1; 0 for the whole webinar.
  int part = 0;
  int64_t size_bytes = 0;
};

// A recorded webinar; as cwp.webinars.v1.Webinar.
struct Webinar {
  int64_t id = 0;
  std::string slug;
  std::string title;
  std::string summary;
  std::string description;
  Audience audience = Audience::kParentsAndCarers;
  std::vector<Part> parts;
  std::vector<Handout> handouts;
  State state = State::kDraft;
  absl::Time create_time;
  absl::Time update_time;
  std::optional<absl::Time> publish_time;
  // The feed revision of its last change.
  int64_t revision = 0;
};

// The hashes of all files that a webinar names, each once, in byte order.
std::vector<std::string> HashesOf(const Webinar& webinar);

// Makes a draft of what was asked for. `files` holds what is stored of the
// files that it names.
//
// Fails with ALREADY_EXISTS `SLUG_TAKEN`, FAILED_PRECONDITION `FILE_NOT_FOUND`
// or `FILE_WRONG_TYPE`, as CreateWebinar says.
absl::StatusOr<Webinar> Draft(Webinar content, const Files& files,
                              bool slug_taken, int64_t id, absl::Time now);

// Shows a webinar to everybody; a published one comes back as it is.
//
// Fails with FAILED_PRECONDITION `WEBINAR_HAS_NO_PARTS` or `CAPTIONS_MISSING`,
// as PublishWebinar says.
absl::StatusOr<Webinar> Publish(Webinar webinar, absl::Time now);

// NOT_FOUND `WEBINAR_NOT_FOUND`.
absl::Status WebinarNotFound();

// NOT_FOUND `FILE_NOT_FOUND`.
absl::Status FileNotFound();

// A piece of a file: the bytes from `begin` up to but not including `end`.
struct Range {
  int64_t begin = 0;
  int64_t end = 0;
};

// What a file of `size` bytes has of a wanted range, whose offset and length
// are not negative; length 0 is all the rest. Fails with OUT_OF_RANGE
// `RANGE_NOT_SATISFIABLE` when it has nothing of it.
absl::StatusOr<Range> ClipRange(int64_t size, int64_t offset, int64_t length);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_DOMAIN_H_
