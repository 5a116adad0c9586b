#include "services/web/asset_names.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::web {
namespace {

absl::Status Invalid(const std::string& path, absl::string_view problem) {
  return FailedPrecondition("ASSETS_INVALID", absl::StrCat(path, " ", problem),
                            {{"file", path}});
}

}  // namespace

absl::StatusOr<View> AssetPaths(absl::string_view folder,
                                const http::StaticFiles& files) {
  const std::filesystem::path root{std::string(folder)};
  const std::string list = (root / "assets.json").string();
  std::ifstream in(list, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  json::error_code error;
  const json::value names = json::parse(text.str(), error);
  if (!in || error || !names.is_object()) {
    return Invalid(list, "is not the list of assets that the build writes");
  }
  View paths;
  for (const auto& [name, file] : names.get_object()) {
    if (!file.is_string()) return Invalid(list, "holds something odd");
    const std::string file_name = file.get_string().c_str();
    std::error_code missing;
    if (!std::filesystem::is_regular_file(root / file_name, missing)) {
      return Invalid(list,
                     absl::StrCat("names ", file_name, ", which is not there"));
    }
    paths[name] = files.Url(file_name);
  }
  return paths;
}

}  // namespace cwp::web
