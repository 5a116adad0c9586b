#ifndef CWP_COMMON_BASE_CONFIG_FILE_H_
#define CWP_COMMON_BASE_CONFIG_FILE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp {

// What a configuration file says of one setting: one value, or what stood
// between brackets; and where.
struct FileSetting {
  std::vector<std::string> values;
  int line = 0;
};

// Reads a configuration file, which is TOML without tables:
//
//   # Where to listen.
//   listen = "127.0.0.1:8402"
//   partners = ["eventbrite", "libraries"]
//
// Fails with INVALID_ARGUMENT `CONFIG_INVALID`, and a sentence that names the
// file and line, when it cannot be read, a line is something else, or a name
// stands there twice.
absl::StatusOr<std::map<std::string, FileSetting>> ReadConfigFile(
    absl::string_view path);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_CONFIG_FILE_H_
