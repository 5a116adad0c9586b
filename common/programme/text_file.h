#ifndef CWP_COMMON_PROGRAMME_TEXT_FILE_H_
#define CWP_COMMON_PROGRAMME_TEXT_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace cwp::programme {

// All of a file that somebody wrote. Fails with INVALID_ARGUMENT
// `PROGRAMME_INVALID`, metadata file, when it cannot be read, or is no file.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_TEXT_FILE_H_
