#ifndef CWP_COMMON_PROGRAMME_FILE_NODE_H_
#define CWP_COMMON_PROGRAMME_FILE_NODE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp::programme {

// Where something stands in a file, counted from 1. In a table, `column` counts
// cells. 0 for what stands in no file.
struct FilePlace {
  int line = 0;
  int column = 0;
};

// What stands at one place of a file that people write, whatever its form:
// YAML and CSV are read into it, and written from it.
struct FileNode {
  enum class Kind { kNothing, kText, kList, kMap };
  struct Entry;

  static FileNode Text(std::string text);
  // A list of texts.
  static FileNode List(const std::vector<std::string>& texts);

  // Adds a key to a map, which nothing becomes thereby.
  void Add(absl::string_view key, FileNode value);

  // What stands under a key, or null.
  const FileNode* Find(absl::string_view key) const;

  Kind kind = Kind::kNothing;
  FilePlace place;
  std::string text;
  std::vector<FileNode> items;
  std::vector<Entry> entries;
};

struct FileNode::Entry {
  std::string key;
  FilePlace place;
  FileNode value;
};

// INVALID_ARGUMENT `PROGRAMME_INVALID`: "file:line:column: key problem", with
// metadata file, line, column, key.
absl::Status Misplaced(const std::string& path, const FilePlace& place,
                       absl::string_view problem, absl::string_view key = "");

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_FILE_NODE_H_
