#ifndef CWP_SERVICES_CWPCTL_PROGRAMME_TABLE_H_
#define CWP_SERVICES_CWPCTL_PROGRAMME_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/cwpctl/file_node.h"

namespace cwp::ctl {

// A programme as a table. The first row names the columns, which are the keys
// of a programme in YAML, in any order; `slug` must be there. A row with a
// `start` is a session of the workshop with its slug, any other is a workshop,
// which may follow its sessions. Empty cells say nothing. Parts of a cell that
// holds several things (topics, languages, the starts of a session's meetings
// and their minutes) stand between semicolons; a venue has three columns.

// Reads a table as what the same programme in YAML would be. Fails with
// INVALID_ARGUMENT `PROGRAMME_INVALID`.
absl::StatusOr<FileNode> ReadTable(const std::string& path);

// The table of a programme that ReadTable, or ReadYamlFile, read. Bookings and
// webinars have no place in it and are left out.
std::string WriteTable(const FileNode& programme);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_PROGRAMME_TABLE_H_
