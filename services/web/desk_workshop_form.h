#ifndef CWP_SERVICES_WEB_DESK_WORKSHOP_FORM_H_
#define CWP_SERVICES_WEB_DESK_WORKSHOP_FORM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/http/parameters.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/view.h"

namespace cwp::web {

// The form of a workshop: everything that families see of it, but its picture.

// Its fields, in their order on the page.
absl::Span<const absl::string_view> WorkshopFormFields();

// How scheduling names what the form changes, for an update mask.
absl::Span<const absl::string_view> WorkshopPaths();

// The form as a workshop is.
http::Parameters WorkshopFormOf(const scheduling::v1::Workshop& workshop);

// What was typed, as far as it can be read, and all that is wrong with it.
struct TypedWorkshop {
  scheduling::v1::Workshop workshop;
  std::vector<FieldError> errors;
};
TypedWorkshop ReadWorkshopForm(const http::Parameters& form);

// The field that scheduling refuses; nothing when it is no field's fault.
std::optional<FieldError> RefusedWorkshopField(const absl::Status& status);

// The page's `fields` with the choices in them, for FilledFields. Languages
// that `form` has and the page does not know are added.
void AddWorkshopChoices(const http::Parameters& form, View& fields);

// "helping-with-worry" for "Helping with worry!"; empty when nothing is left.
// `before_digit` stands before one that would begin with a digit.
std::string SlugFor(absl::string_view title,
                    absl::string_view before_digit = "workshop-");

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WORKSHOP_FORM_H_
