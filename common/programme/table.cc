#include "common/programme/table.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/programme/csv_file.h"

namespace cwp::programme {
namespace {

// In the order in which they are written.
constexpr TableColumn kColumns[] = {
    {"slug", "Names the workshop, as in its address. In every row."},
    {"title", "Of a workshop."},
    {"summary", "One or two sentences, at most 140 characters."},
    {"description", "Markdown, at most 8,000 characters."},
    {"audience", "parents and carers, young people, or professionals."},
    {"ages", "Such as 5 to 11."},
    {"topics", "With semicolons between them."},
    {"minutes", "How long a meeting is. A session may say otherwise."},
    {"venue_name", "Where it is, when not on Microsoft Teams."},
    {"venue_address", "Lines with commas between them."},
    {"venue_postcode", "Of the venue."},
    {"online", "yes for a session on Teams of a workshop with a venue."},
    {"bring", "What people should have at hand."},
    {"content_note", "What in it may be hard to hear."},
    {"languages", "Such as en; cy. Without, English."},
    {"names_reason", "Why names are asked for, if they are."},
    {"supervised_pair", "yes where no trainee leads without a colleague."},
    {"capacity", "Places. Of a workshop: of its sessions that say none."},
    {"state",
     "Of a workshop: published, or draft. Of a session: open, draft, "
     "scheduled, closed, or cancelled. Without: published, and open."},
    {"start",
     "Such as 12/01/2027 18:00, day first; makes a row a session. Several "
     "meetings stand with semicolons between them."},
    {"moved_from", "The start that a session had until now."},
    {"join", "The address of the Teams meeting."},
    {"book_from", "From when it can be booked. Without, at once."},
    {"book_until", "Until when. Without, until it starts."},
    {"facilitators", "Names or numbers, with semicolons between them."},
    {"format", "workshop, or live webinar."}};

// Those whose cells may hold several texts.
constexpr absl::string_view kLists[] = {"topics", "languages", "facilitators"};

constexpr absl::string_view kVenue = "venue_";

// A row by the names of its columns, without empty cells.
using Cells = std::map<std::string, CsvCell>;

bool IsColumn(absl::string_view name) {
  return std::any_of(
      std::begin(kColumns), std::end(kColumns),
      [name](const TableColumn& column) { return column.name == name; });
}

std::vector<std::string> ColumnNames() {
  std::vector<std::string> names;
  for (const TableColumn& column : kColumns) names.emplace_back(column.name);
  return names;
}

bool IsList(absl::string_view name) {
  return std::find(std::begin(kLists), std::end(kLists), name) !=
         std::end(kLists);
}

std::vector<std::string> Parts(absl::string_view text) {
  std::vector<std::string> parts;
  for (const absl::string_view part :
       absl::StrSplit(text, ';', absl::SkipWhitespace())) {
    parts.emplace_back(absl::StripAsciiWhitespace(part));
  }
  return parts;
}

FileNode At(const FilePlace& place, FileNode node) {
  node.place = place;
  for (FileNode& item : node.items) item.place = place;
  return node;
}

absl::StatusOr<std::vector<std::string>> ReadHeadings(const std::string& path,
                                                      const CsvRow& row) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const CsvCell& cell : row) {
    names.push_back(absl::AsciiStrToLower(cell.text));
    if (cell.text.empty()) continue;
    if (!IsColumn(names.back())) {
      return Misplaced(path, cell.place,
                       absl::StrCat("is no column that is known; there are ",
                                    absl::StrJoin(ColumnNames(), ", ")),
                       names.back());
    }
    if (!seen.insert(names.back()).second) {
      return Misplaced(path, cell.place, "is there twice", names.back());
    }
  }
  if (seen.count("slug") > 0) return names;
  return Misplaced(path, {.line = 1, .column = 1},
                   "is missing in the first row, which names the columns",
                   "slug");
}

absl::StatusOr<Cells> ReadCells(const std::string& path,
                                const std::vector<std::string>& names,
                                const CsvRow& row) {
  Cells cells;
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i].text.empty()) continue;
    if (i >= names.size() || names[i].empty()) {
      return Misplaced(path, row[i].place, "this cell has no column");
    }
    cells.emplace(names[i], row[i]);
  }
  if (cells.count("slug") > 0) return cells;
  return Misplaced(path, {.line = row.front().place.line, .column = 1},
                   "is missing", "slug");
}

// `start` and `minutes` of a session: meetings where there are several.
absl::Status AddMeetings(const std::string& path, Cells& cells,
                         FileNode& session) {
  const CsvCell start = cells.extract("start").mapped();
  const std::vector<std::string> starts = Parts(start.text);
  if (starts.size() < 2) {
    session.Add("start", At(start.place, FileNode::Text(start.text)));
    return absl::OkStatus();
  }
  std::vector<std::string> minutes;
  if (auto cell = cells.extract("minutes"); !cell.empty()) {
    minutes = Parts(cell.mapped().text);
    if (minutes.size() == 1) minutes.resize(starts.size(), minutes[0]);
    if (minutes.size() != starts.size()) {
      return Misplaced(path, cell.mapped().place,
                       "must be one number, or one for each start", "minutes");
    }
  }
  FileNode meetings = At(start.place, FileNode::List({}));
  for (size_t i = 0; i < starts.size(); ++i) {
    FileNode meeting = At(start.place, {});
    meeting.Add("start", At(start.place, FileNode::Text(starts[i])));
    if (!minutes.empty()) {
      meeting.Add("minutes", At(start.place, FileNode::Text(minutes[i])));
    }
    meetings.items.push_back(std::move(meeting));
  }
  session.Add("meetings", std::move(meetings));
  return absl::OkStatus();
}

// What the rest of the cells say, under the keys of YAML.
void AddCells(const Cells& cells, FileNode& node) {
  FileNode venue;
  for (const auto& [name, cell] : cells) {
    absl::string_view key = name;
    if (absl::ConsumePrefix(&key, kVenue)) {
      venue.place = cell.place;
      venue.Add(key, At(cell.place, FileNode::Text(cell.text)));
      continue;
    }
    node.Add(key, At(cell.place, IsList(key) ? FileNode::List(Parts(cell.text))
                                             : FileNode::Text(cell.text)));
  }
  if (venue.kind == FileNode::Kind::kMap) node.Add("venue", std::move(venue));
}

// The workshops of a table, in the order in which they come up.
class Workshops {
 public:
  explicit Workshops(const std::string& path) : path_(path) {}

  absl::Status AddRow(Cells cells) {
    const CsvCell slug = cells.extract("slug").mapped();
    const auto [known, is_new] = places_.emplace(slug.text, workshops_.size());
    if (is_new) {
      workshops_.push_back({.slug = slug});
    }
    Workshop& workshop = workshops_[known->second];
    if (cells.count("start") > 0) {
      FileNode session = At({.line = slug.place.line, .column = 1}, {});
      RETURN_IF_ERROR(AddMeetings(path_, cells, session));
      AddCells(cells, session);
      workshop.sessions.push_back(std::move(session));
      return absl::OkStatus();
    }
    if (workshop.described) {
      return Misplaced(path_, slug.place,
                       "is described twice; a session has a start", slug.text);
    }
    workshop.described = true;
    workshop.slug = slug;
    AddCells(cells, workshop.node);
    return absl::OkStatus();
  }

  FileNode Take() {
    FileNode list = FileNode::List({});
    for (Workshop& workshop : workshops_) {
      FileNode node = At({.line = workshop.slug.place.line, .column = 1}, {});
      node.Add("slug",
               At(workshop.slug.place, FileNode::Text(workshop.slug.text)));
      for (FileNode::Entry& entry : workshop.node.entries) {
        node.Add(entry.key, std::move(entry.value));
      }
      if (!workshop.sessions.empty()) {
        FileNode sessions = FileNode::List({});
        sessions.items = std::move(workshop.sessions);
        node.Add("sessions", std::move(sessions));
      }
      list.items.push_back(std::move(node));
    }
    FileNode programme;
    programme.Add("workshops", std::move(list));
    return programme;
  }

 private:
  struct Workshop {
    CsvCell slug;
    bool described = false;
    FileNode node;
    std::vector<FileNode> sessions;
  };

  const std::string& path_;
  std::map<std::string, size_t> places_;
  std::vector<Workshop> workshops_;
};

std::string CellText(const FileNode& node) {
  if (node.kind != FileNode::Kind::kList) return node.text;
  return absl::StrJoin(node.items, "; ",
                       [](std::string* out, const FileNode& item) {
                         absl::StrAppend(out, item.text);
                       });
}

// The meetings of a session as `start` and `minutes`.
void WriteMeetings(const FileNode& meetings,
                   std::map<std::string, std::string>& cells) {
  std::vector<std::string> starts;
  std::vector<std::string> minutes;
  for (const FileNode& meeting : meetings.items) {
    for (const FileNode::Entry& entry : meeting.entries) {
      (entry.key == "start" ? starts : minutes).push_back(entry.value.text);
    }
  }
  cells["start"] = absl::StrJoin(starts, "; ");
  if (!minutes.empty()) cells["minutes"] = absl::StrJoin(minutes, "; ");
}

std::vector<std::string> WriteRow(const std::string& slug,
                                  const FileNode& node) {
  std::map<std::string, std::string> cells = {{"slug", slug}};
  for (const FileNode::Entry& entry : node.entries) {
    if (entry.key == "meetings") {
      WriteMeetings(entry.value, cells);
    } else if (entry.key == "venue") {
      for (const FileNode::Entry& part : entry.value.entries) {
        cells[absl::StrCat(kVenue, part.key)] = part.value.text;
      }
    } else if (IsColumn(entry.key)) {
      cells[entry.key] = CellText(entry.value);
    }
  }
  std::vector<std::string> row;
  for (std::string& column : ColumnNames()) {
    row.push_back(std::move(cells[column]));
  }
  return row;
}

}  // namespace

absl::Span<const TableColumn> TableColumns() { return kColumns; }

absl::StatusOr<FileNode> ReadTable(const std::string& file,
                                   absl::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ReadCsv(file, text));
  const CsvRow none;
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   ReadHeadings(file, rows.empty() ? none : rows.front()));
  Workshops workshops(file);
  for (size_t i = 1; i < rows.size(); ++i) {
    ASSIGN_OR_RETURN(Cells cells, ReadCells(file, names, rows[i]));
    RETURN_IF_ERROR(workshops.AddRow(std::move(cells)));
  }
  return workshops.Take();
}

std::string WriteTable(const FileNode& programme) {
  std::vector<std::vector<std::string>> rows = {ColumnNames()};
  const FileNode* const workshops = programme.Find("workshops");
  if (workshops == nullptr) return WriteCsv(rows);
  for (const FileNode& workshop : workshops->items) {
    const FileNode* const slug = workshop.Find("slug");
    rows.push_back(WriteRow(slug->text, workshop));
    const FileNode* const sessions = workshop.Find("sessions");
    if (sessions == nullptr) continue;
    for (const FileNode& session : sessions->items) {
      rows.push_back(WriteRow(slug->text, session));
    }
  }
  return WriteCsv(rows);
}

}  // namespace cwp::programme
