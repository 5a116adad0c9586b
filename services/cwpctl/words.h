#ifndef CWP_SERVICES_CWPCTL_WORDS_H_
#define CWP_SERVICES_CWPCTL_WORDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::ctl {

// Words that people write on the command line and in files, for what the protos
// number.

// `parents and carers`, `young people` or `professionals`; the number is the
// same in all protos. Nothing for any other word.
std::optional<int> ReadAudience(absl::string_view words);
std::string AudienceWords(int audience);

// The same for `--audience`. Fails with INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<int> NeedAudience(absl::string_view words);

// The choice of a series where the clock change asks for one: `skip`,
// `earlier`, `later`, or nothing. Fails with INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<int> NeedClockChoice(absl::string_view words);

struct Ages {
  int min = 0;
  int max = 0;
};

// `5 to 11`.
std::optional<Ages> ReadAges(absl::string_view words);

// "published" for `PUBLISHED`: the name of an enum's value as a table shows it.
std::string ShowName(absl::string_view name);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WORDS_H_
