#include "common/programme/text_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::programme {

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (file && !std::filesystem::is_directory(path, error)) {
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  return InvalidArgument("PROGRAMME_INVALID",
                         absl::StrCat("the file ", path, " cannot be read"),
                         {{"file", path}});
}

}  // namespace cwp::programme
