#include "tests/simulation/store_audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/db/value.h"

namespace cwp::simulation {
namespace {

using Lines = std::vector<std::string>;

constexpr absl::string_view kBookings =
    "SELECT id, session_id, places, state, channel, version, cancel_reason, "
    "from_allotment, revision, contact_key, generation, contact_kept "
    "FROM bookings ORDER BY id";
constexpr absl::string_view kAttendees =
    "SELECT booking_id, count(*) FROM attendees GROUP BY booking_id "
    "ORDER BY booking_id";
constexpr absl::string_view kHolds =
    "SELECT id, session_id, places, state, expire_micros, extensions, "
    "CASE WHEN state = 1 THEN passed ELSE 0 END, revision, browser_key, "
    "client_key FROM holds ORDER BY id";
constexpr absl::string_view kEntries =
    "SELECT id, workshop_id, topic, places, least, state, passed, offer_id, "
    "version, revision, contact_key, generation, contact_kept "
    "FROM waitlist_entries ORDER BY id";
constexpr absl::string_view kEntrySessions =
    "SELECT s.entry_id, s.session_id, s.join_revision "
    "FROM waitlist_sessions s JOIN waitlist_entries e ON e.id = s.entry_id "
    "WHERE e.state <= 2 ORDER BY s.entry_id, s.session_id";
constexpr absl::string_view kOffers =
    "SELECT id, entry_id, session_id, places, state, expire_micros, revision "
    "FROM offers ORDER BY id";
constexpr absl::string_view kAllotments =
    "SELECT session_id, channel, places, sold, revision FROM allotments "
    "ORDER BY session_id, channel";
constexpr absl::string_view kPools =
    "SELECT session_id, capacity, confirmed, held, offered, allotted, queued, "
    "collecting, revision, booking_open_micros, booking_close_micros, "
    "start_micros, end_micros, workshop_id FROM pools ORDER BY session_id";

constexpr absl::string_view kNotices =
    "SELECT id, session_id, audience, booking_id, state, author, recipients, "
    "without_email, create_micros, send_micros, revision, "
    "CASE WHEN sealed_text IS NULL THEN 0 ELSE 1 END FROM notices ORDER BY id";

// What is personal of those who were erased, and what is not there of others.
#define CWP_HAS_CONTACT                                               \
  "(length(contact_name) > 0 OR contact_email IS NOT NULL "           \
  "OR contact_phone IS NOT NULL OR contact_relationship IS NOT NULL " \
  "OR access_needs IS NOT NULL)"
constexpr absl::string_view kMisplacedContacts =
    "SELECT id FROM bookings WHERE (contact_kept = 1) <> " CWP_HAS_CONTACT
    " UNION ALL SELECT id FROM waitlist_entries "
    "WHERE (contact_kept = 1) <> " CWP_HAS_CONTACT
    " UNION ALL SELECT b.id FROM bookings b JOIN attendees a "
    "ON a.booking_id = b.id WHERE b.contact_kept = 0 AND a.name IS NOT NULL "
    "ORDER BY 1";
constexpr absl::string_view kFarewells =
    "SELECT subject_id, expire_micros FROM farewells ORDER BY subject_id";

std::string TextOf(const db::Rows::Row& row, int column) {
  switch (row.type(column)) {
    case db::Type::kNull:
      return "-";
    case db::Type::kInt:
      return absl::StrCat(row.Int(column));
    default:
      return absl::CHexEscape(row.Text(column));
  }
}

Lines LinesOf(const db::Rows& rows) {
  Lines lines;
  for (const db::Rows::Row row : rows) {
    Lines cells;
    for (int column = 0; column < rows.columns(); ++column) {
      cells.push_back(TextOf(row, column));
    }
    lines.push_back(absl::StrJoin(cells, "|"));
  }
  return lines;
}

template <class... Cells>
std::string Line(const Cells&... cells) {
  std::string line;
  ((absl::StrAppend(&line, line.empty() ? "" : "|", cells)), ...);
  return line;
}

Lines BookingLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, booking] : replay.bookings) {
    lines.push_back(Line(id, booking.session_id, booking.places,
                         booking.live ? 1 : 2, booking.channel, booking.version,
                         booking.cancel_reason, booking.from_allotment,
                         booking.revision, booking.contact, booking.generation,
                         booking.erased ? 0 : 1));
  }
  return lines;
}

Lines AttendeeLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, booking] : replay.bookings) {
    lines.push_back(Line(id, booking.places));
  }
  return lines;
}

Lines HoldLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, hold] : replay.holds) {
    if (hold.pruned) continue;
    const bool waits = hold.state == v1::Hold::IN_LINE;
    lines.push_back(Line(id, hold.session_id, hold.places,
                         static_cast<int>(hold.state),
                         absl::ToUnixMicros(hold.expire_time), hold.extensions,
                         waits ? hold.passed : 0, hold.revision,
                         replay.KeysOf(id).browser, replay.KeysOf(id).client));
  }
  return lines;
}

Lines FarewellLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, expire_time] : replay.farewells) {
    lines.push_back(Line(id, absl::ToUnixMicros(expire_time)));
  }
  return lines;
}

Lines EntryLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, entry] : replay.entries) {
    lines.push_back(
        Line(id, entry.workshop_id, entry.topic ? 1 : 0, entry.places,
             entry.least, static_cast<int>(entry.state), entry.passed,
             entry.offer_id, entry.version, entry.revision, entry.contact,
             entry.generation, entry.erased ? 0 : 1));
  }
  return lines;
}

Lines EntrySessionLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, entry] : replay.entries) {
    if (!entry.live()) continue;
    for (const int64_t session_id : entry.sessions) {
      lines.push_back(Line(id, session_id, entry.join_revision));
    }
  }
  return lines;
}

Lines OfferLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, offer] : replay.offers) {
    lines.push_back(Line(id, offer.entry_id, offer.session_id, offer.places,
                         static_cast<int>(offer.state),
                         absl::ToUnixMicros(offer.expire_time),
                         offer.revision));
  }
  return lines;
}

Lines AllotmentLines(const Replay& replay) {
  Lines lines;
  for (const auto& [key, allotment] : replay.allotments) {
    lines.push_back(Line(key.first, key.second, allotment.places,
                         allotment.sold, allotment.revision));
  }
  return lines;
}

Lines NoticeLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, seen] : replay.notices) {
    const registration::Notice& notice = seen.notice;
    lines.push_back(Line(id, notice.session_id,
                         static_cast<int>(notice.audience), notice.booking_id,
                         static_cast<int>(notice.state), notice.author,
                         notice.recipients, notice.without_email,
                         absl::ToUnixMicros(notice.create_time),
                         absl::ToUnixMicros(notice.send_time), notice.revision,
                         seen.has_words ? 1 : 0));
  }
  return lines;
}

Lines PoolLines(const Replay& replay) {
  Lines lines;
  for (const auto& [id, pool] : replay.pools) {
    const v1::SeatCount& count = pool.count;
    lines.push_back(
        Line(id, count.capacity(), pool.confirmed, pool.held, pool.offered,
             pool.allotted, count.queued() ? 1 : 0, count.collecting() ? 1 : 0,
             count.revision(), absl::ToUnixMicros(pool.said.booking_open_time),
             absl::ToUnixMicros(pool.said.booking_close_time),
             absl::ToUnixMicros(pool.said.start()),
             absl::ToUnixMicros(pool.said.end()), pool.said.workshop_id));
  }
  return lines;
}

void Compare(absl::string_view what, const Lines& stored, const Lines& replayed,
             std::vector<std::string>& faults) {
  if (stored == replayed) return;
  const size_t both = std::min(stored.size(), replayed.size());
  const size_t at = static_cast<size_t>(
      std::mismatch(stored.begin(), stored.begin() + both, replayed.begin())
          .first -
      stored.begin());
  faults.push_back(
      absl::StrCat(what, ": ", stored.size(), " rows are stored, ",
                   replayed.size(), " follow from the feed; first ",
                   at < stored.size() ? stored[at] : "nothing", " instead of ",
                   at < replayed.size() ? replayed[at] : "nothing"));
}

}  // namespace

absl::Status CompareStore(db::Database& database, const Replay& replay,
                          std::vector<std::string>& faults) {
  struct Table {
    absl::string_view what;
    absl::string_view sql;
    Lines replayed;
  };
  const Table tables[] = {
      {"bookings", kBookings, BookingLines(replay)},
      {"attendees", kAttendees, AttendeeLines(replay)},
      {"holds", kHolds, HoldLines(replay)},
      {"waitlist entries", kEntries, EntryLines(replay)},
      {"their sessions", kEntrySessions, EntrySessionLines(replay)},
      {"offers", kOffers, OfferLines(replay)},
      {"allotments", kAllotments, AllotmentLines(replay)},
      {"notices", kNotices, NoticeLines(replay)},
      {"pools", kPools, PoolLines(replay)},
      {"misplaced contacts", kMisplacedContacts, {}},
      {"farewells", kFarewells, FarewellLines(replay)},
  };
  return database.Read([&](db::Transaction& tx) -> absl::Status {
    for (const Table& table : tables) {
      ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(table.sql));
      Compare(table.what, LinesOf(rows), table.replayed, faults);
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<std::string>> DumpRows(db::Database& database) {
  // Every column of every table that the commands write.
  constexpr absl::string_view kTables[] = {
      "SELECT * FROM sessions ORDER BY session_id",
      "SELECT * FROM meetings ORDER BY session_id, position",
      "SELECT * FROM pools ORDER BY session_id",
      "SELECT * FROM bookings ORDER BY id",
      "SELECT * FROM attendees ORDER BY booking_id, position",
      "SELECT * FROM holds ORDER BY id",
      "SELECT * FROM waitlist_entries ORDER BY id",
      "SELECT * FROM waitlist_sessions ORDER BY session_id, join_revision",
      "SELECT * FROM offers ORDER BY id",
      "SELECT * FROM allotments ORDER BY session_id, channel",
      "SELECT * FROM notices ORDER BY id",
      "SELECT * FROM blocked_contacts ORDER BY contact_key",
      "SELECT * FROM requests ORDER BY key",
      "SELECT * FROM farewells ORDER BY subject_id",
      "SELECT * FROM feed_entries ORDER BY revision",
  };
  std::vector<std::string> dump;
  const absl::Status status =
      database.Read([&](db::Transaction& tx) -> absl::Status {
        for (const absl::string_view table : kTables) {
          ASSIGN_OR_RETURN(const db::Rows rows, tx.Run(table));
          for (std::string& line : LinesOf(rows)) {
            dump.push_back(absl::StrCat(table, ": ", line));
          }
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return dump;
}

}  // namespace cwp::simulation
