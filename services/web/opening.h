#ifndef CWP_SERVICES_WEB_OPENING_H_
#define CWP_SERVICES_WEB_OPENING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/time/days_off.h"
#include "common/time/office_hours.h"
#include "services/web/view.h"

namespace cwp::web {

// Whether the team can be reached now, or when next. Immutable.
class Opening {
 public:
  // `times` is what office hours are, as "mon-fri 09:00-17:00": days in the
  // order of a week that begins on Monday, and times on the clock of `zone`.
  // Empty: nothing is ever said.
  //
  // Fails with INVALID_ARGUMENT `CONFIG_INVALID`.
  static absl::StatusOr<Opening> Read(absl::string_view times,
                                      civil::DaysOff days_off,
                                      const absl::TimeZone& zone);

  // `open_until` ("5pm"), or `opens_next` ("9am on Monday 30 November 2026"),
  // or neither. Days off count as far as they are known.
  View ViewAt(absl::Time now) const;

 private:
  explicit Opening(absl::TimeZone zone) : zone_(zone) {}

  absl::TimeZone zone_;
  std::optional<civil::OfficeHours> hours_;
  // Minutes after midnight.
  int closes_ = 0;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_OPENING_H_
