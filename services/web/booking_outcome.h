#ifndef CWP_SERVICES_WEB_BOOKING_OUTCOME_H_
#define CWP_SERVICES_WEB_BOOKING_OUTCOME_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/web/domain.h"

namespace cwp::web {

// What became of a booking that did not come about, as registration says.
enum class Outcome {
  // The places cannot be had; RefusalFor() says why.
  kRefused,
  // The service is not for them.
  kNotEligible,
  // A field was not to registration's liking.
  kField,
  // Nothing was done, for now. The same request may be let in later.
  kNothingDone,
  // Nobody knows whether it was booked. The same request settles it.
  kUnknown,
  // Anything else, which is nobody's answer to a family.
  kOther,
};

// The field by which a form that is sent again says that nobody knows what
// became of it the first time: what is refused now may have been done then.
inline constexpr char kUnknownField[] = "unknown";

Outcome OutcomeOf(const absl::Status& status);

// Why places cannot be had, in the words of the page `booking-refused`.
struct Refusal {
  // The flag of the view model; null for none.
  const char* flag = nullptr;
  // Places left, with `reason_not_enough`.
  int left = 0;
  // With `reason_held`: which place in line is the next, from 1, 0 where nobody
  // said; and when the last of what others keep lapses.
  int position = 0;
  std::optional<absl::Time> others_until;
};

Refusal RefusalFor(const absl::Status& status);
Refusal RefusalFor(Standing standing);

// `required`, `too_long` or `invalid`, as the form's own checks say.
std::string FieldReasonOf(const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_BOOKING_OUTCOME_H_
