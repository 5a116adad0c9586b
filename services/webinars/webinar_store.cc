#include "services/webinars/webinar_store.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace cwp::webinars {
namespace {

constexpr absl::string_view kSelectById =
    "SELECT id, slug, title, summary, description, audience, state, "
    "create_micros, update_micros, publish_micros, revision, "
    "withdraw_micros, last_part_id "
    "FROM webinars WHERE id = $1";

constexpr absl::string_view kSelectBySlug =
    "SELECT id, slug, title, summary, description, audience, state, "
    "create_micros, update_micros, publish_micros, revision, "
    "withdraw_micros, last_part_id "
    "FROM webinars WHERE slug = $1";

constexpr absl::string_view kSelectSlug =
    "SELECT id FROM webinars WHERE slug = $1";

constexpr absl::string_view kSelectAfter =
    "SELECT id, slug, title, summary, description, audience, state, "
    "create_micros, update_micros, publish_micros, revision, "
    "withdraw_micros, last_part_id "
    "FROM webinars WHERE id > $1 AND state >= $2 ORDER BY id LIMIT $3";

// Those of all webinars with ids in a range; drafts that were not asked for are
// passed over.
constexpr absl::string_view kSelectParts =
    "SELECT p.webinar_id, p.title, p.description, p.video_hash, p.video_uri, "
    "p.captions_hash, p.duration_micros, f.size_bytes, "
    "COALESCE(p.part_id, p.position) "
    "FROM parts p LEFT JOIN files f ON f.hash = p.video_hash "
    "WHERE p.webinar_id >= $1 AND p.webinar_id <= $2 "
    "ORDER BY p.webinar_id, p.position";

constexpr absl::string_view kSelectHandouts =
    "SELECT h.webinar_id, h.title, h.file_hash, h.file_name, h.part, "
    "f.size_bytes "
    "FROM handouts h JOIN files f ON f.hash = h.file_hash "
    "WHERE h.webinar_id >= $1 AND h.webinar_id <= $2 "
    "ORDER BY h.webinar_id, h.position";

constexpr absl::string_view kInsertWebinar =
    "INSERT INTO webinars (id, slug, title, summary, description, audience, "
    "state, create_micros, update_micros, publish_micros, revision, "
    "withdraw_micros, last_part_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

constexpr absl::string_view kInsertPart =
    "INSERT INTO parts (webinar_id, position, title, description, video_hash, "
    "video_uri, captions_hash, duration_micros, part_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

constexpr absl::string_view kInsertHandout =
    "INSERT INTO handouts (webinar_id, position, title, file_hash, file_name, "
    "part) VALUES ($1, $2, $3, $4, $5, $6)";

constexpr absl::string_view kUpdateState =
    "UPDATE webinars SET state = $2, update_micros = $3, publish_micros = $4, "
    "revision = $5, withdraw_micros = $6 WHERE id = $1";

constexpr absl::string_view kUpdateContent =
    "UPDATE webinars SET slug = $2, title = $3, summary = $4, "
    "description = $5, audience = $6, update_micros = $7, revision = $8, "
    "last_part_id = $9 WHERE id = $1";

constexpr absl::string_view kDeleteParts =
    "DELETE FROM parts WHERE webinar_id = $1";

constexpr absl::string_view kDeleteHandouts =
    "DELETE FROM handouts WHERE webinar_id = $1";

// Webinars from before parts had ids have none of the last one; their parts
// then have those of their places.
constexpr int64_t kMostPlaces = 20;

// A withdrawn one is a draft that says when it was withdrawn: so a release that
// knows of no more than drafts shows it to nobody.
int StoredState(State state) {
  return static_cast<int>(state == State::kWithdrawn ? State::kDraft : state);
}

// Text that may be absent: NULL in the database, empty here.
db::Value OrNull(const std::string& text) {
  return text.empty() ? db::Value() : db::Value(text);
}
std::string OrEmpty(const db::Rows::Row& row, int column) {
  return row.IsNull(column) ? std::string() : row.String(column);
}

Webinar WebinarFrom(const db::Rows::Row& row) {
  Webinar webinar;
  webinar.id = row.Int(0);
  webinar.slug = row.String(1);
  webinar.title = row.String(2);
  webinar.summary = row.String(3);
  webinar.description = row.String(4);
  webinar.audience = static_cast<Audience>(row.Int(5));
  webinar.state = static_cast<State>(row.Int(6));
  webinar.create_time = row.Time(7);
  webinar.update_time = row.Time(8);
  webinar.publish_time = row.OptionalTime(9);
  webinar.revision = row.Int(10);
  webinar.withdraw_time = row.OptionalTime(11);
  if (webinar.withdraw_time.has_value()) webinar.state = State::kWithdrawn;
  webinar.last_part_id = row.IsNull(12) ? kMostPlaces : row.Int(12);
  return webinar;
}

Part PartFrom(const db::Rows::Row& row) {
  Part part;
  part.title = row.String(1);
  part.description = row.String(2);
  part.video_hash = OrEmpty(row, 3);
  part.video_uri = OrEmpty(row, 4);
  part.captions_hash = OrEmpty(row, 5);
  if (!row.IsNull(6)) part.duration = absl::Microseconds(row.Int(6));
  if (!row.IsNull(7)) part.video_size_bytes = row.Int(7);
  part.id = row.Int(8);
  return part;
}

Handout HandoutFrom(const db::Rows::Row& row) {
  return {.title = row.String(1),
          .file_hash = row.String(2),
          .file_name = row.String(3),
          .part = static_cast<int>(row.Int(4)),
          .size_bytes = row.Int(5)};
}

// Adds parts and handouts to webinars, which are in order of id.
absl::Status Complete(db::Transaction& tx, std::vector<Webinar>& webinars) {
  if (webinars.empty()) return absl::OkStatus();
  const int64_t first = webinars.front().id;
  const int64_t last = webinars.back().id;
  std::map<int64_t, Webinar*> by_id;
  for (Webinar& webinar : webinars) by_id[webinar.id] = &webinar;

  ASSIGN_OR_RETURN(const db::Rows parts, tx.Run(kSelectParts, {first, last}));
  for (const db::Rows::Row row : parts) {
    const auto found = by_id.find(row.Int(0));
    if (found != by_id.end()) found->second->parts.push_back(PartFrom(row));
  }
  ASSIGN_OR_RETURN(const db::Rows handouts,
                   tx.Run(kSelectHandouts, {first, last}));
  for (const db::Rows::Row row : handouts) {
    const auto found = by_id.find(row.Int(0));
    if (found == by_id.end()) continue;
    found->second->handouts.push_back(HandoutFrom(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Webinar>> CompleteOne(db::Transaction& tx,
                                                   const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  std::vector<Webinar> found = {WebinarFrom(rows[0])};
  RETURN_IF_ERROR(Complete(tx, found));
  return std::move(found[0]);
}

absl::Status InsertParts(db::Transaction& tx, const Webinar& webinar) {
  std::vector<std::vector<db::Value>> rows;
  for (const Part& part : webinar.parts) {
    const db::Value duration =
        part.duration.has_value()
            ? db::Value(absl::ToInt64Microseconds(*part.duration))
            : db::Value();
    rows.push_back({webinar.id, static_cast<int64_t>(rows.size() + 1),
                    part.title, part.description, OrNull(part.video_hash),
                    OrNull(part.video_uri), OrNull(part.captions_hash),
                    duration, part.id});
  }
  if (rows.empty()) return absl::OkStatus();
  return tx.RunEach(kInsertPart, rows).status();
}

absl::Status InsertHandouts(db::Transaction& tx, const Webinar& webinar) {
  std::vector<std::vector<db::Value>> rows;
  for (const Handout& handout : webinar.handouts) {
    rows.push_back({webinar.id, static_cast<int64_t>(rows.size() + 1),
                    handout.title, handout.file_hash, handout.file_name,
                    handout.part});
  }
  if (rows.empty()) return absl::OkStatus();
  return tx.RunEach(kInsertHandout, rows).status();
}

}  // namespace

absl::StatusOr<std::optional<Webinar>> LoadWebinar(db::Transaction& tx,
                                                   int64_t id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectById, {id}));
  return CompleteOne(tx, rows);
}

absl::StatusOr<std::optional<Webinar>> LoadWebinarBySlug(
    db::Transaction& tx, absl::string_view slug) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectBySlug, {slug}));
  return CompleteOne(tx, rows);
}

absl::StatusOr<bool> IsSlugTaken(db::Transaction& tx, absl::string_view slug) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectSlug, {slug}));
  return !rows.empty();
}

absl::StatusOr<std::vector<Webinar>> ListWebinars(db::Transaction& tx,
                                                  bool only_published,
                                                  int64_t after_id, int limit) {
  const State least = only_published ? State::kPublished : State::kDraft;
  ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Run(kSelectAfter, {after_id, static_cast<int>(least), limit}));
  std::vector<Webinar> webinars;
  for (const db::Rows::Row row : rows) webinars.push_back(WebinarFrom(row));
  RETURN_IF_ERROR(Complete(tx, webinars));
  return webinars;
}

absl::Status InsertWebinar(db::Transaction& tx, const Webinar& webinar) {
  RETURN_IF_ERROR(
      tx.Run(kInsertWebinar,
             {webinar.id, webinar.slug, webinar.title, webinar.summary,
              webinar.description, static_cast<int>(webinar.audience),
              StoredState(webinar.state), webinar.create_time,
              webinar.update_time, webinar.publish_time, webinar.revision,
              webinar.withdraw_time, webinar.last_part_id})
          .status());
  RETURN_IF_ERROR(InsertParts(tx, webinar));
  return InsertHandouts(tx, webinar);
}

absl::Status SaveState(db::Transaction& tx, const Webinar& webinar) {
  return tx
      .Run(kUpdateState,
           {webinar.id, StoredState(webinar.state), webinar.update_time,
            webinar.publish_time, webinar.revision, webinar.withdraw_time})
      .status();
}

absl::Status SaveContent(db::Transaction& tx, const Webinar& webinar) {
  RETURN_IF_ERROR(
      tx.Run(kUpdateContent,
             {webinar.id, webinar.slug, webinar.title, webinar.summary,
              webinar.description, static_cast<int>(webinar.audience),
              webinar.update_time, webinar.revision, webinar.last_part_id})
          .status());
  RETURN_IF_ERROR(tx.Run(kDeleteParts, {webinar.id}).status());
  RETURN_IF_ERROR(tx.Run(kDeleteHandouts, {webinar.id}).status());
  RETURN_IF_ERROR(InsertParts(tx, webinar));
  return InsertHandouts(tx, webinar);
}

}  // namespace cwp::webinars
