#ifndef CWP_COMMON_PROGRAMME_YAML_FILE_H_
#define CWP_COMMON_PROGRAMME_YAML_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/programme/file_node.h"

namespace cwp::programme {

// Reads YAML of one document; `file` is what it is called. Fails with
// INVALID_ARGUMENT `PROGRAMME_INVALID`, with file, line and column, when it is
// not YAML, names a key twice in one place, or comes to more than any file that
// means something, as names for other parts of it can make it.
absl::StatusOr<FileNode> ReadYaml(const std::string& file,
                                  const std::string& text);

// The node as YAML that reads back the same, but for line breaks at the end of
// texts.
std::string WriteYaml(const FileNode& node);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_YAML_FILE_H_
