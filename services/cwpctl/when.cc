#include "services/cwpctl/when.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/time/local_time.h"
#include "services/cwpctl/failure.h"

namespace cwp::ctl {

absl::StatusOr<absl::Time> ReadMidnight(absl::string_view name,
                                        absl::string_view day, int days) {
  absl::CivilDay read;
  if (!absl::ParseCivilTime(day, &read)) {
    return UsageError(absl::StrCat(name, " must be a day like 2027-01-12"));
  }
  return absl::FromCivil(read + days, civil::London());
}

}  // namespace cwp::ctl
