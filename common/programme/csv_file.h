#ifndef CWP_COMMON_PROGRAMME_CSV_FILE_H_
#define CWP_COMMON_PROGRAMME_CSV_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/programme/file_node.h"

namespace cwp::programme {

// One cell of a table, as text.
struct CsvCell {
  std::string text;
  // The line of the file that it begins on, and which cell of its row it is.
  FilePlace place;
};

using CsvRow = std::vector<CsvCell>;

// Reads a table as RFC 4180 and spreadsheet programs write them: in UTF-8, with
// or without a byte order mark, cells parted by commas, semicolons or tabs,
// whichever the first line has most of. Spaces around cells, and rows without
// any text, are left out. An apostrophe that WriteCsv put in front is taken
// off. `file` is what the text is called. Fails with INVALID_ARGUMENT
// `PROGRAMME_INVALID`, with file, line and column.
absl::StatusOr<std::vector<CsvRow>> ReadCsv(const std::string& file,
                                            absl::string_view text);

// The rows as a table that reads back the same, and that a spreadsheet program
// takes for text: cells that it would take for a formula get an apostrophe in
// front; see https://owasp.org/www-community/attacks/CSV_Injection
std::string WriteCsv(const std::vector<std::vector<std::string>>& rows);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_CSV_FILE_H_
