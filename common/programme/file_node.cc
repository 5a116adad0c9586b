#include "common/programme/file_node.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::programme {

FileNode FileNode::Text(std::string text) {
  FileNode node;
  node.kind = Kind::kText;
  node.text = std::move(text);
  return node;
}

FileNode FileNode::List(const std::vector<std::string>& texts) {
  FileNode node;
  node.kind = Kind::kList;
  for (const std::string& text : texts) node.items.push_back(Text(text));
  return node;
}

void FileNode::Add(absl::string_view key, FileNode value) {
  kind = Kind::kMap;
  entries.push_back({.key = std::string(key),
                     .place = value.place,
                     .value = std::move(value)});
}

const FileNode* FileNode::Find(absl::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

absl::Status Misplaced(const std::string& path, const FilePlace& place,
                       absl::string_view problem, absl::string_view key) {
  return InvalidArgument(
      "PROGRAMME_INVALID",
      absl::StrCat(path, ":", place.line, ":", place.column, ": ", key,
                   key.empty() ? "" : " ", problem),
      {{"file", path},
       {"line", absl::StrCat(place.line)},
       {"column", absl::StrCat(place.column)},
       {"key", std::string(key)}});
}

}  // namespace cwp::programme
