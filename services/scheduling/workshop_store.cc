#include "services/scheduling/workshop_store.h"

#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "services/scheduling/delivery_store.h"

namespace cwp::scheduling {
namespace {

// The columns of a workshop, in the order that ReadWorkshop takes.
#define CWP_WORKSHOP_COLUMNS                                                \
  "id, slug, title, summary, description, audience, min_years, max_years, " \
  "topics, meeting_minutes, delivery_mode, venue_name, venue_address, "     \
  "venue_postcode, state, create_micros, update_micros, publish_micros, "   \
  "revision, attendee_names_reason, what_to_bring, content_note, "          \
  "languages, default_capacity, supervised_pair, picture_id, "              \
  "picture_text, picture_width, picture_height"

constexpr absl::string_view kSelectById =
    "SELECT " CWP_WORKSHOP_COLUMNS " FROM workshops WHERE id = $1";

constexpr absl::string_view kSelectBySlug =
    "SELECT " CWP_WORKSHOP_COLUMNS " FROM workshops WHERE slug = $1";

constexpr absl::string_view kSelectSlugHolder =
    "SELECT id FROM workshops WHERE slug = $1";

constexpr absl::string_view kSelectByPicture =
    "SELECT " CWP_WORKSHOP_COLUMNS
    " FROM workshops WHERE picture_id = $1 ORDER BY id";

constexpr absl::string_view kSelectPage =
    "SELECT " CWP_WORKSHOP_COLUMNS
    " FROM workshops WHERE id > $1 ORDER BY id LIMIT $2";

constexpr absl::string_view kInsert =
    "INSERT INTO workshops (" CWP_WORKSHOP_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, "
    "$29)";

// With the same arguments.
constexpr absl::string_view kReplace =
    "UPDATE workshops SET slug = $2, title = $3, summary = $4, "
    "description = $5, audience = $6, min_years = $7, max_years = $8, "
    "topics = $9, meeting_minutes = $10, delivery_mode = $11, "
    "venue_name = $12, venue_address = $13, venue_postcode = $14, "
    "state = $15, create_micros = $16, update_micros = $17, "
    "publish_micros = $18, revision = $19, attendee_names_reason = $20, "
    "what_to_bring = $21, content_note = $22, languages = $23, "
    "default_capacity = $24, supervised_pair = $25, picture_id = $26, "
    "picture_text = $27, picture_width = $28, picture_height = $29 "
    "WHERE id = $1";

// Texts of one line stand one to a line.
std::vector<std::string> SplitLines(absl::string_view lines) {
  if (lines.empty()) return {};
  return absl::StrSplit(lines, '\n');
}

Workshop ReadWorkshop(const db::Rows::Row& row) {
  Workshop workshop;
  workshop.id = row.Int(0);
  WorkshopContent& content = workshop.content;
  content.slug = row.String(1);
  content.title = row.String(2);
  content.summary = row.String(3);
  content.description = row.String(4);
  content.audience = static_cast<Audience>(row.Int(5));
  content.age_range = {.min_years = static_cast<int>(row.Int(6)),
                       .max_years = static_cast<int>(row.Int(7))};
  content.topics = SplitLines(row.Text(8));
  content.meeting_duration = absl::Minutes(row.Int(9));
  content.delivery = ReadDelivery(row, 10);
  workshop.state = static_cast<WorkshopState>(row.Int(14));
  workshop.create_time = row.Time(15);
  workshop.update_time = row.Time(16);
  workshop.publish_time = row.OptionalTime(17);
  workshop.revision = row.Int(18);
  content.attendee_names_reason = row.String(19);
  content.what_to_bring = row.String(20);
  content.content_note = row.String(21);
  content.languages = SplitLines(row.Text(22));
  content.default_capacity = static_cast<int>(row.Int(23));
  content.supervised_pair = row.Int(24) != 0;
  if (row.IsNull(25)) return workshop;
  workshop.picture = Picture{.id = row.String(25),
                             .alternative_text = row.String(26),
                             .width = static_cast<int>(row.Int(27)),
                             .height = static_cast<int>(row.Int(28))};
  return workshop;
}

std::vector<Workshop> ReadWorkshops(const db::Rows& rows) {
  std::vector<Workshop> workshops;
  workshops.reserve(rows.size());
  for (const db::Rows::Row row : rows) workshops.push_back(ReadWorkshop(row));
  return workshops;
}

absl::StatusOr<std::optional<Workshop>> FindOne(db::Transaction& tx,
                                                absl::string_view sql,
                                                const db::Value& key) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(sql, {key}));
  if (rows.empty()) return std::optional<Workshop>();
  return std::optional<Workshop>(ReadWorkshop(rows[0]));
}

absl::Status Write(db::Transaction& tx, absl::string_view sql,
                   const Workshop& workshop) {
  const WorkshopContent& content = workshop.content;
  const bool has_picture = workshop.picture.has_value();
  const Picture picture = workshop.picture.value_or(Picture());
  return tx
      .Run(sql,
           {workshop.id,
            content.slug,
            content.title,
            content.summary,
            content.description,
            static_cast<int>(content.audience),
            content.age_range.min_years,
            content.age_range.max_years,
            absl::StrJoin(content.topics, "\n"),
            absl::ToInt64Minutes(content.meeting_duration),
            static_cast<int>(content.delivery.mode),
            VenuePart(content.delivery, &Venue::name),
            VenuePart(content.delivery, &Venue::address),
            VenuePart(content.delivery, &Venue::postcode),
            static_cast<int>(workshop.state),
            workshop.create_time,
            workshop.update_time,
            workshop.publish_time,
            workshop.revision,
            content.attendee_names_reason,
            content.what_to_bring,
            content.content_note,
            absl::StrJoin(content.languages, "\n"),
            content.default_capacity,
            content.supervised_pair,
            has_picture ? db::Value(picture.id) : db::Value(),
            has_picture ? db::Value(picture.alternative_text) : db::Value(),
            has_picture ? db::Value(picture.width) : db::Value(),
            has_picture ? db::Value(picture.height) : db::Value()})
      .status();
}

}  // namespace

absl::StatusOr<std::optional<Workshop>> FindWorkshop(db::Transaction& tx,
                                                     int64_t id) {
  return FindOne(tx, kSelectById, id);
}

absl::StatusOr<std::optional<Workshop>> FindWorkshopBySlug(
    db::Transaction& tx, absl::string_view slug) {
  return FindOne(tx, kSelectBySlug, slug);
}

absl::StatusOr<std::optional<int64_t>> FindSlugHolder(db::Transaction& tx,
                                                      absl::string_view slug) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectSlugHolder, {slug}));
  if (rows.empty()) return std::optional<int64_t>();
  return std::optional<int64_t>(rows[0].Int(0));
}

absl::StatusOr<std::vector<Workshop>> ListWorkshops(db::Transaction& tx,
                                                    int64_t after_id,
                                                    int limit) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectPage, {after_id, limit}));
  return ReadWorkshops(rows);
}

absl::StatusOr<std::vector<Workshop>> ListWorkshopsWithPicture(
    db::Transaction& tx, absl::string_view picture_id) {
  ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(kSelectByPicture, {picture_id}));
  return ReadWorkshops(rows);
}

absl::Status InsertWorkshop(db::Transaction& tx, const Workshop& workshop) {
  return Write(tx, kInsert, workshop);
}

absl::Status ReplaceWorkshop(db::Transaction& tx, const Workshop& workshop) {
  return Write(tx, kReplace, workshop);
}

}  // namespace cwp::scheduling
