#ifndef CWP_SERVICES_CWPCTL_WHEN_H_
#define CWP_SERVICES_CWPCTL_WHEN_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cwp::ctl {

// When a day in London begins, some days after the one that is given as
// 2027-01-12. `name` is the option's. Fails with INVALID_ARGUMENT
// `USAGE_INVALID`.
absl::StatusOr<absl::Time> ReadMidnight(absl::string_view name,
                                        absl::string_view day, int days);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WHEN_H_
