#ifndef CWP_SERVICES_CWPCTL_YAML_FILE_H_
#define CWP_SERVICES_CWPCTL_YAML_FILE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace cwp::ctl {

// What stands at one place of a YAML file, with the number of its line.
struct YamlNode {
  enum class Kind { kNothing, kText, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNothing;
  int line = 0;
  std::string text;
  std::vector<YamlNode> items;
  std::vector<Entry> entries;
};

struct YamlNode::Entry {
  std::string key;
  int line = 0;
  YamlNode value;
};

// Reads a YAML file of one document. Fails with INVALID_ARGUMENT
// `PROGRAMME_INVALID`, with file and line, when it cannot be read, is not YAML,
// or names a key twice in one place.
absl::StatusOr<YamlNode> ReadYamlFile(const std::string& path);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_YAML_FILE_H_
