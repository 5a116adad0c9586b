#ifndef CWP_COMMON_HTTP_PARAMETERS_H_
#define CWP_COMMON_HTTP_PARAMETERS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cwp::http {

// The named values of a query or a form, in the order they came. Names may
// repeat.
class Parameters {
 public:
  void Add(std::string name, std::string value) {
    entries_.emplace_back(std::move(name), std::move(value));
  }
  void Clear() { entries_.clear(); }

  bool Has(absl::string_view name) const { return Find(name) != nullptr; }

  // The first value by that name; empty when there is none. Lives as long as
  // this object.
  absl::string_view Get(absl::string_view name) const;

  // All values by that name.
  std::vector<absl::string_view> All(absl::string_view name) const;

  const std::vector<std::pair<std::string, std::string>>& entries() const {
    return entries_;
  }

 private:
  const std::string* Find(absl::string_view name) const;

  std::vector<std::pair<std::string, std::string>> entries_;
};

// At most this many parameters are read, unless something else is said.
inline constexpr size_t kMaxParameters = 200;

// Reads application/x-www-form-urlencoded, the shape of queries and forms. As
// browsers do, a + is a space, and a % without two hexadecimal digits stands
// for itself. Fails with INVALID_ARGUMENT `PARAMETERS_INVALID` when a name or
// value is not UTF-8 or holds NUL, `PARAMETERS_TOO_MANY` past `most`.
absl::StatusOr<Parameters> ParseParameters(absl::string_view text,
                                           size_t most = kMaxParameters);

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_PARAMETERS_H_
