#ifndef CWP_COMMON_BASE_CONFIG_H_
#define CWP_COMMON_BASE_CONFIG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp {

// The settings of one program: from a file, from environment variables and from
// flags, in rising order. Unknown keys are errors in all three.
//
// A setting `listen` of the service `scheduling` is `listen = "..."` in the
// file given with --config, CWP_SCHEDULING_LISTEN in the environment, and
// --listen on the command line. Names use hyphens on the command line and in
// the file, underscores in the environment. Environment variables that begin
// with CWP_SCHEDULING_ and name no setting are errors; so that one environment
// can serve all programs, those of other programs are left alone.
// CWP_SCHEDULING_CONFIG stands for --config. A list is `["a", "b"]` in the file
// and takes commas elsewhere; the higher source replaces all of it.
//
//   Config config("scheduling", "Serves cwp.scheduling.v1: ...");
//   config.Add("listen", &options.listen, "Address to serve gRPC on.");
//   switch (config.Parse(argc, argv)) ...
class Config {
 public:
  // `service` is the name without `cwp-`; `purpose` the first lines of --help.
  Config(absl::string_view service, absl::string_view purpose);
  ~Config();

  // Adds a setting whose default is what `value` holds. `value` outlives Parse.
  void Add(absl::string_view name, std::string* value, absl::string_view help);
  void Add(absl::string_view name, int64_t* value, absl::string_view help);
  void Add(absl::string_view name, bool* value, absl::string_view help);
  void Add(absl::string_view name, std::vector<std::string>* value,
           absl::string_view help);

  // Whether the program goes on, or ends at once because --help or --version
  // was printed.
  enum class Next { kRun, kExit };

  // Reads all three sources into the values. Fails with INVALID_ARGUMENT
  // `CONFIG_INVALID`, and a sentence that names the key and where it stood.
  absl::StatusOr<Next> Parse(int argc, const char* const* argv);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Reads a secret from a file, without the line break at its end. Fails with
// FAILED_PRECONDITION `SECRET_UNREADABLE` when it cannot be read, is empty, or
// may be read by others than its owner and group.
absl::StatusOr<std::string> ReadSecretFile(absl::string_view path);

}  // namespace cwp

#endif  // CWP_COMMON_BASE_CONFIG_H_
