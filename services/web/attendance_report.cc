#include "services/web/attendance_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/any_text.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::web {
namespace {

using Row = std::vector<std::string>;

constexpr size_t kMostCharacters = 100;

absl::Status Refuse(absl::string_view reason, absl::string_view message) {
  return InvalidArgument(reason, message);
}

absl::StatusOr<std::string> ToText(absl::string_view bytes) {
  absl::StatusOr<AnyText> read = ReadAnyText(bytes);
  if (ReasonOf(read.status()) == "TEXT_KIND") {
    return Refuse("REPORT_KIND", "the file is no text");
  }
  if (!read.ok() || read->guessed) {
    return Refuse("REPORT_ENCODING", "the file is neither UTF-16 nor UTF-8");
  }
  return std::move(read->text);
}

char DelimiterOf(absl::string_view text) {
  char best = '\t';
  for (const char candidate : {',', ';'}) {
    if (std::count(text.begin(), text.end(), candidate) >
        2 * std::count(text.begin(), text.end(), best)) {
      best = candidate;
    }
  }
  return best;
}

// The rows of a table as of RFC 4180, with whichever delimiter.
std::vector<Row> RowsOf(absl::string_view text, char delimiter) {
  std::vector<Row> rows(1, Row(1));
  bool quoted = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    std::string& cell = rows.back().back();
    if (quoted) {
      if (c != '"') {
        cell.push_back(c);
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        cell.push_back(text[++at]);
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == delimiter) {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1);
    } else if (c != '\r') {
      cell.push_back(c);
    }
  }
  for (Row& row : rows) {
    for (std::string& cell : row) absl::StripAsciiWhitespace(&cell);
  }
  return rows;
}

bool IsEmpty(const Row& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

// Where the columns of a table of people stand; -1 for one that is not there.
struct Columns {
  int name = -1;
  int email = -1;
  int stayed = -1;
  int role = -1;
};

// Nothing when the row is not the head of such a table.
std::optional<Columns> ReadHead(const Row& row) {
  Columns columns;
  bool of_people = false;
  for (int i = 0; i < static_cast<int>(row.size()); ++i) {
    const std::string head = absl::AsciiStrToLower(row[i]);
    if (head == "name" || head == "full name") {
      columns.name = i;
    } else if (head == "email") {
      columns.email = i;
    } else if (absl::StrContains(head, "duration")) {
      columns.stayed = i;
      of_people = true;
    } else if (head == "role") {
      columns.role = i;
    } else if (absl::StrContains(head, "join") || head == "user action" ||
               head == "timestamp") {
      of_people = true;
    }
  }
  if (columns.name < 0 || !of_people) return std::nullopt;
  return columns;
}

std::string CellAt(const Row& row, int column) {
  const bool there = column >= 0 && column < static_cast<int>(row.size());
  return there ? row[column] : std::string();
}

// Long texts are no names, and nobody is found by them.
std::string Shortened(std::string text) {
  return CountCharacters(text) > kMostCharacters ? "" : std::move(text);
}

// What Teams adds to the names of those from outside.
std::string WithoutRemark(absl::string_view name) {
  for (const absl::string_view remark :
       {"(guest)", "(external)", "(unverified)", "(anonymous)"}) {
    if (!absl::EndsWithIgnoreCase(name, remark)) continue;
    name.remove_suffix(remark.size());
    name = absl::StripAsciiWhitespace(name);
  }
  return std::string(name);
}

// The people of the first table of them; those that are in it several times
// once.
std::vector<Participant> PeopleIn(const std::vector<Row>& rows, size_t head,
                                  const Columns& columns) {
  std::vector<Participant> people;
  std::map<std::string, size_t> known;
  for (size_t i = head + 1; i < rows.size(); ++i) {
    const Row& row = rows[i];
    // The next section begins with its title.
    if (IsEmpty(row) || row.size() == 1 || ReadHead(row).has_value()) break;
    const std::string role = CellAt(row, columns.role);
    if (absl::EqualsIgnoreCase(role, "organizer") ||
        absl::EqualsIgnoreCase(role, "organiser")) {
      continue;
    }
    Participant one = {
        .name = Shortened(WithoutRemark(CellAt(row, columns.name))),
        .email = Shortened(absl::AsciiStrToLower(CellAt(row, columns.email))),
        .stayed = Shortened(CellAt(row, columns.stayed))};
    if (one.name.empty() && one.email.empty()) continue;
    const std::string key = absl::StrCat(one.name, "\n", one.email);
    if (!known.emplace(key, people.size()).second) continue;
    people.push_back(std::move(one));
  }
  return people;
}

// A name to compare: in small letters, words alone.
std::string Plain(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  const std::vector<absl::string_view> words =
      absl::StrSplit(lower, absl::ByAnyChar(" \t.,_"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

std::string FirstOf(const std::string& plain) {
  return plain.substr(0, plain.find(' '));
}

// A party as it is compared: its names, and the first of each.
struct PlainParty {
  std::string email;
  std::vector<std::string> names;
  std::vector<std::string> firsts;
};

PlainParty ToPlain(const Party& party) {
  PlainParty plain = {.email = absl::AsciiStrToLower(party.contact_email)};
  std::vector<std::string> names = party.names;
  names.push_back(party.contact_name);
  for (const std::string& name : names) {
    std::string words = Plain(name);
    if (words.empty()) continue;
    plain.firsts.push_back(FirstOf(words));
    plain.names.push_back(std::move(words));
  }
  return plain;
}

bool IsIn(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// `name` is the participant's, plain.
bool Fits(const Participant& one, const std::string& name,
          const PlainParty& party, MatchedBy by) {
  switch (by) {
    case MatchedBy::kEmail:
      return !one.email.empty() && one.email == party.email;
    case MatchedBy::kName:
      return IsIn(party.names, name);
    case MatchedBy::kFirstName:
      return IsIn(party.firsts, FirstOf(name));
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<Participant>> ReadAttendanceReport(
    absl::string_view bytes) {
  ASSIGN_OR_RETURN(const std::string text, ToText(bytes));
  const std::vector<Row> rows = RowsOf(text, DelimiterOf(text));
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::optional<Columns> columns = ReadHead(rows[i]);
    if (!columns.has_value()) continue;
    std::vector<Participant> people = PeopleIn(rows, i, *columns);
    if (people.empty()) return Refuse("REPORT_EMPTY", "nobody is in it");
    if (people.size() > kMostParticipants) {
      return Refuse("REPORT_TOO_LONG", "too many are in it");
    }
    return people;
  }
  return Refuse("REPORT_COLUMNS", "there is no table of people in it");
}

std::vector<Match> MatchParticipants(
    const std::vector<Participant>& participants,
    const std::vector<Party>& parties) {
  std::vector<PlainParty> plain;
  for (const Party& party : parties) plain.push_back(ToPlain(party));
  std::vector<Match> matches;
  for (size_t i = 0; i < participants.size(); ++i) {
    const std::string name = Plain(participants[i].name);
    for (const MatchedBy by :
         {MatchedBy::kEmail, MatchedBy::kName, MatchedBy::kFirstName}) {
      const size_t before = matches.size();
      for (size_t j = 0; j < plain.size(); ++j) {
        if (!Fits(participants[i], name, plain[j], by)) continue;
        matches.push_back({.participant = i, .party = j, .by = by});
      }
      const size_t found = matches.size() - before;
      if (found == 0) continue;
      const bool sure = found == 1 && by != MatchedBy::kFirstName;
      for (size_t k = before; k < matches.size(); ++k) matches[k].sure = sure;
      break;
    }
  }
  return matches;
}

}  // namespace cwp::web
