#ifndef CWP_SERVICES_WEBINARS_DOMAIN_H_
#define CWP_SERVICES_WEBINARS_DOMAIN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
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
enum class State { kDraft = 1, kPublished = 2, kWithdrawn = 3 };

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
  // Stays the same wherever the part stands; 0 for one that has none yet.
  int64_t id = 0;
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
  // Set while it is published, and while it is withdrawn.
  std::optional<absl::Time> publish_time;
  std::optional<absl::Time> withdraw_time;
  // The last id that a part was given.
  int64_t last_part_id = 0;
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

// The fields of a webinar that can be changed.
enum class Field {
  kSlug,
  kTitle,
  kSummary,
  kDescription,
  kAudience,
  kParts,
  kHandouts
};

// What is to be changed of a webinar: these fields, as they are in `content`.
struct Changes {
  Webinar content;
  std::set<Field> fields;
};

// Changes a webinar. `files` holds what is stored of the files that `content`
// names, `slug_taken` is about its slug.
//
// Fails as Draft does, with FAILED_PRECONDITION `SLUG_FIXED`, and of a
// published one as Publish does; as UpdateWebinar says.
absl::StatusOr<Webinar> Update(Webinar webinar, const Changes& changes,
                               const Files& files, bool slug_taken,
                               absl::Time now);

// Shows a webinar to everybody; a published one comes back as it is.
//
// Fails with FAILED_PRECONDITION `WEBINAR_HAS_NO_PARTS` or `CAPTIONS_MISSING`,
// as PublishWebinar says.
absl::StatusOr<Webinar> Publish(Webinar webinar, absl::Time now);

// Shows a webinar to staff only; a withdrawn one comes back as it is.
//
// Fails with FAILED_PRECONDITION `WEBINAR_NOT_PUBLISHED`, as WithdrawWebinar
// says.
absl::StatusOr<Webinar> Withdraw(Webinar webinar, absl::Time now);

// ABORTED `ETAG_MISMATCH`.
absl::Status EtagMismatch();

// NOT_FOUND `WEBINAR_NOT_FOUND`.
absl::Status WebinarNotFound();

// NOT_FOUND `FILE_NOT_FOUND`.
absl::Status FileNotFound();

// How often a file of a webinar was fetched on a day; as
// cwp.webinars.v1.ViewCount.
struct ViewCount {
  int64_t webinar_id = 0;
  std::string file_hash;
  // YYYY-MM-DD.
  std::string day;
  int64_t count = 0;
};

// How often it was fetched, in all and lately; as cwp.webinars.v1.ViewTotal.
struct ViewTotal {
  int64_t webinar_id = 0;
  std::string file_hash;
  int64_t all = 0;
  int64_t recent = 0;
};

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
