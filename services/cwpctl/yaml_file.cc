#include "services/cwpctl/yaml_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::ctl {
namespace {

// Deeper than any file that means something.
constexpr int kMaxDepth = 16;

absl::Status Invalid(const std::string& path, int line,
                     absl::string_view problem) {
  return InvalidArgument("PROGRAMME_INVALID",
                         absl::StrCat(path, ":", line, ": ", problem),
                         {{"file", path}, {"line", absl::StrCat(line)}});
}

// yaml-cpp counts lines from 0, and knows none for an empty file.
int LineOf(const YAML::Mark& mark) { return std::max(mark.line, 0) + 1; }

absl::StatusOr<YamlNode> Convert(const std::string& path,
                                 const YAML::Node& node, int depth);

absl::Status ConvertMap(const std::string& path, const YAML::Node& node,
                        int depth, YamlNode& converted) {
  converted.kind = YamlNode::Kind::kMap;
  for (const auto& pair : node) {
    YamlNode::Entry entry;
    entry.line = LineOf(pair.first.Mark());
    if (!pair.first.IsScalar()) {
      return Invalid(path, entry.line, "a key must be a word");
    }
    entry.key = pair.first.Scalar();
    if (std::any_of(
            converted.entries.begin(), converted.entries.end(),
            [&](const auto& other) { return other.key == entry.key; })) {
      return Invalid(path, entry.line,
                     absl::StrCat(entry.key, " stands here twice"));
    }
    ASSIGN_OR_RETURN(entry.value, Convert(path, pair.second, depth + 1));
    converted.entries.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<YamlNode> Convert(const std::string& path,
                                 const YAML::Node& node, int depth) {
  YamlNode converted;
  converted.line = LineOf(node.Mark());
  if (depth > kMaxDepth) {
    return Invalid(path, converted.line, "this is nested too deeply");
  }
  if (node.IsScalar()) {
    converted.kind = YamlNode::Kind::kText;
    converted.text = node.Scalar();
    if (!IsValidUtf8(converted.text)) {
      return Invalid(path, converted.line, "this is not UTF-8");
    }
  } else if (node.IsSequence()) {
    converted.kind = YamlNode::Kind::kList;
    for (const YAML::Node& item : node) {
      ASSIGN_OR_RETURN(YamlNode each, Convert(path, item, depth + 1));
      converted.items.push_back(std::move(each));
    }
  } else if (node.IsMap()) {
    RETURN_IF_ERROR(ConvertMap(path, node, depth, converted));
  }
  return converted;
}

}  // namespace

absl::StatusOr<YamlNode> ReadYamlFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return InvalidArgument("PROGRAMME_INVALID",
                           absl::StrCat("the file ", path, " cannot be read"),
                           {{"file", path}});
  }
  try {
    return Convert(path, YAML::Load(file), 0);
  } catch (const YAML::Exception& error) {
    return Invalid(path, LineOf(error.mark),
                   absl::StrCat("this is not YAML: ", error.msg));
  }
}

}  // namespace cwp::ctl
