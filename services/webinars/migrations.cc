#include "services/webinars/migrations.h"

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/db/requests.h"
#include "common/feed/log.h"

namespace cwp::webinars {
namespace {

// Types are those of the domain's FileType.
constexpr absl::string_view kCreateFiles =
    "CREATE TABLE files ("
    "hash TEXT PRIMARY KEY CHECK (length(hash) = 64), "
    "size_bytes BIGINT NOT NULL CHECK (size_bytes > 0), "
    "type BIGINT NOT NULL CHECK (type BETWEEN 1 AND 3), "
    "create_micros BIGINT NOT NULL)";

constexpr absl::string_view kCreateWebinars =
    "CREATE TABLE webinars ("
    "id BIGINT PRIMARY KEY CHECK (id > 0), "
    "slug TEXT NOT NULL UNIQUE, "
    "title TEXT NOT NULL, "
    "summary TEXT NOT NULL, "
    "description TEXT NOT NULL, "
    "audience BIGINT NOT NULL CHECK (audience BETWEEN 1 AND 3), "
    "state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 2), "
    "create_micros BIGINT NOT NULL, "
    "update_micros BIGINT NOT NULL, "
    "publish_micros BIGINT, "
    "revision BIGINT NOT NULL, "
    "CHECK ((state = 2) = (publish_micros IS NOT NULL)))";

constexpr absl::string_view kCreateParts =
    "CREATE TABLE parts ("
    "webinar_id BIGINT NOT NULL REFERENCES webinars (id), "
    "position BIGINT NOT NULL CHECK (position > 0), "
    "title TEXT NOT NULL, "
    "description TEXT NOT NULL, "
    "video_hash TEXT REFERENCES files (hash), "
    "video_uri TEXT, "
    "captions_hash TEXT REFERENCES files (hash), "
    "duration_micros BIGINT CHECK (duration_micros > 0), "
    "PRIMARY KEY (webinar_id, position), "
    "CHECK ((video_hash IS NULL) <> (video_uri IS NULL)))";

constexpr absl::string_view kCreateHandouts =
    "CREATE TABLE handouts ("
    "webinar_id BIGINT NOT NULL REFERENCES webinars (id), "
    "position BIGINT NOT NULL CHECK (position > 0), "
    "title TEXT NOT NULL, "
    "file_hash TEXT NOT NULL REFERENCES files (hash), "
    "file_name TEXT NOT NULL, "
    "part BIGINT NOT NULL CHECK (part >= 0), "
    "PRIMARY KEY (webinar_id, position))";

// For the question which webinars use a file.
constexpr absl::string_view kIndexVideos =
    "CREATE INDEX parts_by_video ON parts (video_hash)";
constexpr absl::string_view kIndexCaptions =
    "CREATE INDEX parts_by_captions ON parts (captions_hash)";
constexpr absl::string_view kIndexHandouts =
    "CREATE INDEX handouts_by_file ON handouts (file_hash)";

// So that a part is known wherever it stands.
constexpr absl::string_view kAddPartId =
    "ALTER TABLE parts ADD COLUMN part_id BIGINT";
constexpr absl::string_view kAddLastPartId =
    "ALTER TABLE webinars ADD COLUMN last_part_id BIGINT";
constexpr absl::string_view kAddWithdrawn =
    "ALTER TABLE webinars ADD COLUMN withdraw_micros BIGINT";

// How often files were fetched. Days are YYYY-MM-DD. Files that webinars have
// no more stay counted.
constexpr absl::string_view kCreateViews =
    "CREATE TABLE views ("
    "webinar_id BIGINT NOT NULL, "
    "file_hash TEXT NOT NULL CHECK (length(file_hash) = 64), "
    "day TEXT NOT NULL CHECK (length(day) = 10), "
    "count BIGINT NOT NULL CHECK (count > 0), "
    "PRIMARY KEY (webinar_id, file_hash, day))";

}  // namespace

std::vector<db::Migration> Migrations() {
  std::vector<std::string> first = feed::CreateFeedStatements();
  for (const absl::string_view statement :
       {db::kCreateRequests, kCreateFiles, kCreateWebinars, kCreateParts,
        kCreateHandouts, kIndexVideos, kIndexCaptions, kIndexHandouts}) {
    first.emplace_back(statement);
  }
  return {
      {.version = 1,
       .name = "feed, requests, files, webinars, parts, handouts",
       .statements = std::move(first)},
      {.version = 2,
       .name = "ids of parts, withdrawn webinars, views",
       .statements = {std::string(kAddPartId), std::string(kAddLastPartId),
                      std::string(kAddWithdrawn), std::string(kCreateViews)}}};
}

}  // namespace cwp::webinars
