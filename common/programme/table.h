#ifndef CWP_COMMON_PROGRAMME_TABLE_H_
#define CWP_COMMON_PROGRAMME_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/programme/file_node.h"

namespace cwp::programme {

// A programme as a table. The first row names the columns, which are the keys
// of a programme in YAML, in any order; `slug` must be there. A row with a
// `start` is a session of the workshop with its slug, any other is a workshop,
// which may follow its sessions. Empty cells say nothing. Parts of a cell that
// holds several things (topics, languages, the starts of a session's meetings
// and their minutes) stand between semicolons; a venue has three columns.

// A column, and what people are told of it.
struct TableColumn {
  absl::string_view name;
  absl::string_view meaning;
};
absl::Span<const TableColumn> TableColumns();

// Reads a table, called `file`, as what the same programme in YAML would be.
// Fails with INVALID_ARGUMENT `PROGRAMME_INVALID`.
absl::StatusOr<FileNode> ReadTable(const std::string& file,
                                   absl::string_view text);

// The table of a programme that ReadTable, or ReadYaml, read. Bookings and
// webinars have no place in it and are left out.
std::string WriteTable(const FileNode& programme);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_TABLE_H_
