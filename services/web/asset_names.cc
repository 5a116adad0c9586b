#include "services/web/asset_names.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::web {
namespace {

absl::Status Invalid(const std::string& path, absl::string_view problem) {
  return FailedPrecondition("ASSETS_INVALID", absl::StrCat(path, " ", problem),
                            {{"file", path}});
}

// Reads the list, and looks whether the files that it names are there.
absl::StatusOr<std::map<std::string, std::string>> ReadNames(
    const std::filesystem::path& root) {
  const std::string list = (root / "assets.json").string();
  std::ifstream in(list, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  json::error_code error;
  const json::value names = json::parse(text.str(), error);
  if (!in || error || !names.is_object()) {
    return Invalid(list, "is not the list of assets that the build writes");
  }
  std::map<std::string, std::string> files;
  for (const auto& [name, file] : names.get_object()) {
    if (!file.is_string()) return Invalid(list, "holds something odd");
    const std::string file_name = file.get_string().c_str();
    std::error_code missing;
    if (!std::filesystem::is_regular_file(root / file_name, missing)) {
      return Invalid(list,
                     absl::StrCat("names ", file_name, ", which is not there"));
    }
    files.emplace(name, file_name);
  }
  return files;
}

}  // namespace

absl::StatusOr<View> AssetPaths(absl::string_view folder,
                                const http::StaticFiles& files) {
  const std::filesystem::path root{std::string(folder)};
  ASSIGN_OR_RETURN(const auto names, ReadNames(root));
  View paths;
  for (const auto& [name, file] : names) paths[name] = files.Url(file);
  return paths;
}

absl::StatusOr<std::string> ReadAsset(absl::string_view folder,
                                      const std::string& name) {
  const std::filesystem::path root{std::string(folder)};
  ASSIGN_OR_RETURN(const auto names, ReadNames(root));
  const auto file = names.find(name);
  if (file == names.end()) {
    return Invalid((root / "assets.json").string(),
                   absl::StrCat("does not name ", name));
  }
  std::ifstream in(root / file->second, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace cwp::web
