#ifndef CWP_COMMON_TESTING_TEMP_DIR_H_
#define CWP_COMMON_TESTING_TEMP_DIR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cwp {

// A new empty folder, removed with all that is in it at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();

  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }

  // The path of something in the folder.
  std::string File(absl::string_view name) const;

 private:
  std::string path_;
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_TEMP_DIR_H_
