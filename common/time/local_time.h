#ifndef CWP_COMMON_TIME_LOCAL_TIME_H_
#define CWP_COMMON_TIME_LOCAL_TIME_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cwp::civil {

// The zone of every page and message unless a deployment says otherwise. Aborts
// when the machine has no time zone data (Debian's package tzdata).
absl::TimeZone London();

// The zone of an IANA name such as "Europe/London". Fails with INVALID_ARGUMENT
// `TIME_ZONE_UNKNOWN`; names that are paths are unknown.
absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name);

// The wall time that `local`, "YYYY-MM-DDTHH:MM", is; nothing when it is
// written differently, or there is no such day or time.
std::optional<absl::CivilMinute> ReadLocal(absl::string_view local);

// The instant at which clocks in the zone show `local`, "YYYY-MM-DDTHH:MM".
// Fails with INVALID_ARGUMENT
// - `TIME_INVALID`: `local` is written differently, or no such day or time;
// - `TIME_SKIPPED`: the clocks go forward past it that night;
// - `TIME_DOUBLED`: the clocks go back that night, so it comes twice;
// - `TIME_ZONE_UNKNOWN`.
// Metadata local and zone.
absl::StatusOr<absl::Time> ResolveLocal(absl::string_view local,
                                        absl::string_view zone);

// What clocks in the zone show at `instant`, as "YYYY-MM-DDTHH:MM"; seconds are
// cut off.
std::string ToLocal(absl::Time instant, const absl::TimeZone& zone);

}  // namespace cwp::civil

#endif  // CWP_COMMON_TIME_LOCAL_TIME_H_
