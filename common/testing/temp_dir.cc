#include "common/testing/temp_dir.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace cwp {

TempDir::TempDir()
    : path_(std::filesystem::temp_directory_path() / "cwp-test-XXXXXX") {
  CWP_CHECK(mkdtemp(path_.data()) != nullptr, "no folder can be made");
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::File(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

}  // namespace cwp
