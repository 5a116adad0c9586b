#include "common/programme/yaml_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::programme {
namespace {

// Deeper than any file that means something.
constexpr int kMaxDepth = 16;
// Of a file that names its parts again and again, which few bytes can do
// billions of times.
constexpr int kMaxNodes = 100'000;

// yaml-cpp counts from 0, and knows no place in an empty file.
FilePlace PlaceOf(const YAML::Mark& mark) {
  return {.line = std::max(mark.line, 0) + 1,
          .column = std::max(mark.column, 0) + 1};
}

// Makes nodes of ours of those that yaml-cpp read.
class Converter {
 public:
  explicit Converter(const std::string& file) : file_(file) {}

  absl::StatusOr<FileNode> Convert(const YAML::Node& node, int depth);

 private:
  absl::Status ConvertMap(const YAML::Node& node, int depth,
                          FileNode& converted);

  const std::string& file_;
  int nodes_ = 0;
};

absl::Status Converter::ConvertMap(const YAML::Node& node, int depth,
                                   FileNode& converted) {
  converted.kind = FileNode::Kind::kMap;
  std::set<std::string> keys;
  for (const auto& pair : node) {
    FileNode::Entry entry;
    entry.place = PlaceOf(pair.first.Mark());
    if (!pair.first.IsScalar()) {
      return Misplaced(file_, entry.place, "a key must be a word");
    }
    entry.key = pair.first.Scalar();
    if (!keys.insert(entry.key).second) {
      return Misplaced(file_, entry.place,
                       absl::StrCat(entry.key, " stands here twice"));
    }
    ASSIGN_OR_RETURN(entry.value, Convert(pair.second, depth + 1));
    converted.entries.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<FileNode> Converter::Convert(const YAML::Node& node, int depth) {
  FileNode converted;
  converted.place = PlaceOf(node.Mark());
  if (depth > kMaxDepth) {
    return Misplaced(file_, converted.place, "this is nested too deeply");
  }
  if (++nodes_ > kMaxNodes) {
    return Misplaced(file_, converted.place, "this is too much for one file");
  }
  if (node.IsScalar()) {
    converted.kind = FileNode::Kind::kText;
    converted.text = node.Scalar();
    if (!IsValidUtf8(converted.text)) {
      return Misplaced(file_, converted.place, "this is not UTF-8");
    }
  } else if (node.IsSequence()) {
    converted.kind = FileNode::Kind::kList;
    for (const YAML::Node& item : node) {
      ASSIGN_OR_RETURN(FileNode each, Convert(item, depth + 1));
      converted.items.push_back(std::move(each));
    }
  } else if (node.IsMap()) {
    RETURN_IF_ERROR(ConvertMap(node, depth, converted));
  }
  return converted;
}

// Text of several lines is easier to read and change as a block. A block cannot
// begin with a space, nor hold what is no line break or letter.
bool FitsABlock(absl::string_view text) {
  return absl::StrContains(text, '\n') && text.front() != ' ' &&
         text.front() != '\n' &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ' && c != '\n';
         });
}

void Emit(YAML::Emitter& out, const FileNode& node) {
  switch (node.kind) {
    case FileNode::Kind::kNothing:
      out << YAML::Null;
      return;
    case FileNode::Kind::kText:
      if (FitsABlock(node.text)) out << YAML::Literal;
      out << node.text;
      return;
    case FileNode::Kind::kList:
      if (std::all_of(node.items.begin(), node.items.end(),
                      [](const FileNode& item) {
                        return item.kind == FileNode::Kind::kText;
                      })) {
        out << YAML::Flow;
      }
      out << YAML::BeginSeq;
      for (const FileNode& item : node.items) Emit(out, item);
      out << YAML::EndSeq;
      return;
    case FileNode::Kind::kMap:
      out << YAML::BeginMap;
      for (const FileNode::Entry& entry : node.entries) {
        out << YAML::Key << entry.key << YAML::Value;
        Emit(out, entry.value);
      }
      out << YAML::EndMap;
      return;
  }
}

}  // namespace

absl::StatusOr<FileNode> ReadYaml(const std::string& file,
                                  const std::string& text) {
  try {
    return Converter(file).Convert(YAML::Load(text), 0);
  } catch (const YAML::Exception& error) {
    return Misplaced(file, PlaceOf(error.mark),
                     absl::StrCat("this is not YAML: ", error.msg));
  }
}

std::string WriteYaml(const FileNode& node) {
  YAML::Emitter out;
  Emit(out, node);
  return absl::StrCat(out.c_str(), "\n");
}

}  // namespace cwp::programme
