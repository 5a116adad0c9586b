#ifndef CWP_SERVICES_WEB_DESK_WEBINAR_FORM_H_
#define CWP_SERVICES_WEB_DESK_WEBINAR_FORM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/http/parameters.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/view.h"

namespace cwp::web {

// The forms of a webinar: what it says, a part of it, and a handout.

// The fields of what it says, in their order on the page; webinars calls them
// the same.
absl::Span<const absl::string_view> WebinarFormFields();

// The form as a webinar is.
http::Parameters WebinarFormOf(const webinars::v1::Webinar& webinar);

// What was typed, as far as it can be read, and all that is wrong with it.
struct TypedWebinar {
  webinars::v1::Webinar webinar;
  std::vector<FieldError> errors;
};
TypedWebinar ReadWebinarForm(const http::Parameters& form);

// The field that webinars refuses; nothing when it is no field's fault.
std::optional<FieldError> RefusedWebinarField(const absl::Status& status);

// The page's `fields` with the choices in them, for FilledFields.
void AddAudiences(View& fields);

// The same for a part; its files are not in the form.
absl::Span<const absl::string_view> PartFormFields();
http::Parameters PartFormOf(const webinars::v1::Part& part);
struct TypedPart {
  webinars::v1::Part part;
  std::vector<FieldError> errors;
};
// `before` is the part that is changed, or an empty one. A length that was not
// touched stays what it is to the second.
TypedPart ReadPartForm(const http::Parameters& form,
                       const webinars::v1::Part& before);
std::optional<FieldError> RefusedPartField(const absl::Status& status);

// The same for a handout of a webinar.
absl::Span<const absl::string_view> HandoutFormFields();
http::Parameters HandoutFormOf(const webinars::v1::Webinar& webinar,
                               const webinars::v1::Handout& handout);
struct TypedHandout {
  webinars::v1::Handout handout;
  std::vector<FieldError> errors;
};
TypedHandout ReadHandoutForm(const http::Parameters& form,
                             const webinars::v1::Webinar& webinar);
// The page's `fields` with the parts to choose from.
void AddParts(const webinars::v1::Webinar& webinar, View& fields);

// What a handout is called when it is saved: the name of the file that was
// uploaded, as far as webinars takes it, or the title.
std::string HandoutFileName(absl::string_view uploaded,
                            absl::string_view title);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WEBINAR_FORM_H_
