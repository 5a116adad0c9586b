#ifndef CWP_SERVICES_CWPCTL_YAML_FILE_H_
#define CWP_SERVICES_CWPCTL_YAML_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/cwpctl/file_node.h"

namespace cwp::ctl {

// Reads a YAML file of one document. Fails with INVALID_ARGUMENT
// `PROGRAMME_INVALID`, with file, line and column, when it cannot be read, is
// not YAML, or names a key twice in one place.
absl::StatusOr<FileNode> ReadYamlFile(const std::string& path);

// The node as YAML that reads back the same, but for line breaks at the end of
// texts.
std::string WriteYaml(const FileNode& node);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_YAML_FILE_H_
