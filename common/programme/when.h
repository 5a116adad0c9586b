#ifndef CWP_COMMON_PROGRAMME_WHEN_H_
#define CWP_COMMON_PROGRAMME_WHEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace cwp::programme {

// Reads a wall time, `YYYY-MM-DDTHH:MM`, from one of
//
//   2027-01-12T18:00, 2027-01-12 18:00
//   12/01/2027 18:00                   day first, as spreadsheets write it
//   in 12 days at 18:00
//   next Tuesday at 18:00              the first Tuesday after today
//   next Tuesday + 2 weeks at 18:00    two weeks after that one
//
// Fails with INVALID_ARGUMENT `USAGE_INVALID`.
absl::StatusOr<std::string> ReadWhen(absl::string_view text,
                                     absl::CivilDay today);

// The wall time some minutes after another.
std::string AddMinutes(absl::string_view local, int64_t minutes);

}  // namespace cwp::programme

#endif  // CWP_COMMON_PROGRAMME_WHEN_H_
