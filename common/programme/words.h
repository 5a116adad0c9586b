#ifndef CWP_COMMON_PROGRAMME_WORDS_H_
#define CWP_COMMON_PROGRAMME_WORDS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace cwp::programme {

// Words that people write in files, and on the command line, for what the
// protos number.

// `parents and carers`, `young people` or `professionals`; the number is the
// same in all protos. Nothing for any other word.
std::optional<int> ReadAudience(absl::string_view words);
std::string AudienceWords(int audience);

struct Ages {
  int min = 0;
  int max = 0;
};

// `5 to 11`.
std::optional<Ages> ReadAges(absl::string_view words);

// "published" for `PUBLISHED`: the name of an enum's value as a table shows it.
std::string ShowName(absl::string_view name);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_WORDS_H_
