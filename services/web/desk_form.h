#ifndef CWP_SERVICES_WEB_DESK_FORM_H_
#define CWP_SERVICES_WEB_DESK_FORM_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/http/parameters.h"
#include "services/web/booking_form.h"
#include "services/web/view.h"

namespace cwp::web {

// Forms of the desk: their fields stand in the page's json, as
// templates/README.md says of `book`, and are filled with what was typed.

// The `fields` and `error_summary` of a page. `fixed` is what never changes of
// it (Renderer::Fixed), or that with `items` put in. Passwords, and codes that
// work once, are not shown again.
View FilledFields(const View& fixed, const http::Parameters& typed,
                  const std::vector<FieldError>& errors);

// How a form is answered: 400 where fields are to be mended, 409 where what it
// asks for cannot be, and 200 otherwise.
int FormCode(bool has_errors, bool refused);

// What was typed into a field, without spaces around it.
std::string TypedIn(const http::Parameters& form, absl::string_view field);

// Checks a password that was chosen and typed twice, for the account with this
// e-mail address: the fields `password` and `password_again`.
void CheckNewPassword(const http::Parameters& form, absl::string_view email,
                      std::vector<FieldError>& errors);

// One choice of a field: the value that is sent, and its words.
struct Choice {
  std::string value;
  std::string text;
  std::string hint;
};

// Puts choices into a field with items, radios or checkboxes.
void SetChoices(View& fields, absl::string_view field,
                const std::vector<Choice>& choices);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_FORM_H_
