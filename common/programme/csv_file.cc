#include "common/programme/csv_file.h"

#include <csv.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/formula.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::programme {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What WriteCsv put an apostrophe in front of, or has one there by itself.
bool NeedsApostrophe(absl::string_view text) {
  return LooksLikeFormula(text) ||
         (absl::ConsumePrefix(&text, "'") && NeedsApostrophe(text));
}

unsigned char DelimiterOf(absl::string_view text) {
  const absl::string_view first = text.substr(0, text.find('\n'));
  unsigned char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::count(first.begin(), first.end(), candidate) >
        std::count(first.begin(), first.end(), best)) {
      best = static_cast<unsigned char>(candidate);
    }
  }
  return best;
}

absl::Status CheckUtf8(const std::string& path, absl::string_view text) {
  if (IsValidUtf8(text)) return absl::OkStatus();
  int line = 1;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1);
    if (!IsValidUtf8(text.substr(0, end))) break;
    text.remove_prefix(end + 1);
    ++line;
  }
  return Misplaced(path, {.line = line, .column = 1},
                   "this is not UTF-8; save the table as \"CSV UTF-8\"");
}

// Collects what the parser finds while it is given one byte after another.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  }
  ~Reader() { csv_free(&parser_); }

  absl::StatusOr<std::vector<CsvRow>> Read(absl::string_view text) {
    csv_set_delim(&parser_, DelimiterOf(text));
    for (const char byte : text) {
      if (csv_parse(&parser_, &byte, 1, &AddCell, &EndRow, this) != 1) {
        return Wrong();
      }
      if (byte == '\n') ++line_;
    }
    if (csv_fini(&parser_, &AddCell, &EndRow, this) != 0) return Wrong();
    return std::move(rows_);
  }

 private:
  static void AddCell(void* bytes, size_t size, void* self) {
    auto& reader = *static_cast<Reader*>(self);
    absl::string_view text(static_cast<const char*>(bytes), size);
    if (NeedsApostrophe(text) && text.front() == '\'') text.remove_prefix(1);
    const auto breaks =
        static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    const auto column = static_cast<int>(reader.row_.size()) + 1;
    reader.row_.push_back(
        {.text = std::string(text),
         .place = {.line = reader.line_ - breaks, .column = column}});
  }

  static void EndRow(int /*byte*/, void* self) {
    auto& reader = *static_cast<Reader*>(self);
    const bool empty =
        std::all_of(reader.row_.begin(), reader.row_.end(),
                    [](const CsvCell& cell) { return cell.text.empty(); });
    if (!empty) reader.rows_.push_back(std::move(reader.row_));
    reader.row_.clear();
  }

  absl::Status Wrong() {
    return Misplaced(
        path_, {.line = line_, .column = static_cast<int>(row_.size()) + 1},
        "the quotation marks of this cell do not match");
  }

  const std::string& path_;
  csv_parser parser_;
  int line_ = 1;
  CsvRow row_;
  std::vector<CsvRow> rows_;
};

std::string Quoted(const std::string& text) {
  std::string written(2 * text.size() + 2, '\0');
  written.resize(
      csv_write(written.data(), written.size(), text.data(), text.size()));
  return written;
}

}  // namespace

absl::StatusOr<std::vector<CsvRow>> ReadCsv(const std::string& file,
                                            absl::string_view text) {
  absl::ConsumePrefix(&text, kByteOrderMark);
  RETURN_IF_ERROR(CheckUtf8(file, text));
  return Reader(file).Read(text);
}

std::string WriteCsv(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const char* mark = NeedsApostrophe(row[i]) ? "'" : "";
      absl::StrAppend(&text, i == 0 ? "" : ",",
                      row[i].empty() ? "" : Quoted(absl::StrCat(mark, row[i])));
    }
    absl::StrAppend(&text, "\r\n");
  }
  return text;
}

}  // namespace cwp::programme
