#ifndef CWP_SERVICES_WEB_DESK_SERIES_FORM_H_
#define CWP_SERVICES_WEB_DESK_SERIES_FORM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/http/parameters.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk_session_form.h"

namespace cwp::web {

// The forms of a series: a new one, and a change of its sessions.

// What was typed, as far as it can be read, and all that is wrong with it.
struct TypedSeries {
  scheduling::v1::Series series;
  std::string join_uri;
  std::vector<FieldError> errors;
};
TypedSeries ReadSeriesForm(const http::Parameters& form, const FormTime& time,
                           const scheduling::v1::Workshop& workshop);

struct TypedSeriesEdit {
  scheduling::v1::SeriesEdit edit;
  std::vector<FieldError> errors;
};
// `session_id` is the one that the change begins with; 0 for all.
TypedSeriesEdit ReadSeriesEdit(const http::Parameters& form,
                               const FormTime& time, int64_t session_id);

// The rule of a series in the words of RFC 5545: `how` is `weekly`,
// `fortnightly`, `weekdays` or `monthly`, `end` its COUNT or UNTIL. Empty for
// any other `how`.
std::string RuleFor(absl::string_view how, absl::CivilDay first,
                    absl::string_view end);

// "Every week on Tuesday"; the rule itself where there are no words for it.
std::string RuleWords(absl::string_view rule);

// The field that scheduling refuses; nothing when it is no field's fault.
std::optional<FieldError> RefusedSeriesField(const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SERIES_FORM_H_
