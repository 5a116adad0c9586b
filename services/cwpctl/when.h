#ifndef CWP_SERVICES_CWPCTL_WHEN_H_
#define CWP_SERVICES_CWPCTL_WHEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cwp::ctl {

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

// When a day in London begins, some days after the one that is given as
// 2027-01-12. `name` is the option's. Fails with INVALID_ARGUMENT
// `USAGE_INVALID`.
absl::StatusOr<absl::Time> ReadMidnight(absl::string_view name,
                                        absl::string_view day, int days);

// The wall time some minutes after another.
std::string AddMinutes(absl::string_view local, int64_t minutes);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WHEN_H_
