#ifndef CWP_SERVICES_WEB_DESK_EDIT_H_
#define CWP_SERVICES_WEB_DESK_EDIT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/http/parameters.h"
#include "services/web/booking_form.h"
#include "services/web/view.h"

namespace cwp::web {

// Forms of the desk that make or change something: reading them, what a service
// refuses of them, and what somebody else changed meanwhile.

// What was typed into a field, without spaces around it and with line breaks as
// services take them.
std::string TypedText(const http::Parameters& form, absl::string_view field);

// A whole number in a range; nothing when it is none.
std::optional<int64_t> TypedNumber(const http::Parameters& form,
                                   absl::string_view field, int64_t min,
                                   int64_t max);

// What a text field takes, in characters.
struct TextRule {
  absl::string_view field;
  size_t max = 0;
  bool required = false;
  bool lines = false;
};

// What is wrong with text fields: `required`, `too_long`, `invalid`.
std::vector<FieldError> CheckTexts(const http::Parameters& form,
                                   absl::Span<const TextRule> rules);

// How a field is called in an error of a service, and in a form. `path` is the
// beginning of the error's `field`: "age_range.min" for
// "age_range.min_years".
struct FieldName {
  absl::string_view path;
  absl::string_view field;
};

// The field that a service refuses, by the first name that fits; the reason in
// lower case, but `required`, `too_long` and `invalid` for the usual three.
// Nothing when the error names no field of the form.
std::optional<FieldError> RefusedField(const absl::Status& status,
                                       absl::Span<const FieldName> names);

// The same for a field of a repeated message: of "webinar.parts[2].title", what
// follows the number.
std::optional<FieldError> RefusedFieldOfOne(const absl::Status& status,
                                            absl::Span<const FieldName> names);

// The number in the name of a repeated field: 2 of "meetings[2].local_start";
// 0 without one.
size_t IndexIn(const absl::Status& status);

// A form as it was when it was shown, as one text for its hidden field `seen`;
// and read back. What cannot be read is nothing.
std::string SeenText(const http::Parameters& shown);
std::optional<http::Parameters> ReadSeen(absl::string_view text);

// A field that somebody else changed while a form was filled in.
struct MeanwhileChange {
  std::string field;
  // All values of it: several where several can be chosen.
  std::vector<std::string> now;
  std::vector<std::string> typed;
  // The one who typed changed it, too.
  bool both = false;
};

struct Merged {
  // What was typed where it was changed, and otherwise how things are now.
  http::Parameters form;
  std::vector<MeanwhileChange> changes;
};

// Brings three ways together: how the form was shown, how it would be shown
// now, and what was typed. Of each of `fields`.
Merged MergeForms(absl::Span<const absl::string_view> fields,
                  const http::Parameters& seen, const http::Parameters& now,
                  const http::Parameters& typed);

// Which of `fields` differ between two forms.
std::vector<std::string> ChangedFields(
    absl::Span<const absl::string_view> fields, const http::Parameters& before,
    const http::Parameters& after);

// A form that changes something, as it is shown, and why.
struct EditedForm {
  http::Parameters form;
  // The version that it changes, and how that looked; empty for a new one.
  std::string etag;
  std::string seen;
  std::vector<FieldError> errors;
  std::vector<MeanwhileChange> changes;
  std::string problem;
};

// The form as it was posted.
EditedForm AsPosted(const http::Parameters& form);

// The form as it was posted, brought together with how things are now (`now`,
// of version `etag`): `changes` is empty when there is nothing to show.
EditedForm MergedForm(absl::Span<const absl::string_view> fields,
                      const http::Parameters& now, absl::string_view etag,
                      const http::Parameters& posted);

// Puts what goes with a form into its hidden fields.
void AddVersion(const EditedForm& edited, View& form);

// Says on a page why its form is shown again, and returns the page's code.
// `fields` are the page's as they never change.
int AddProblems(const EditedForm& edited, const View& fields, View& view);

// How a page words a value of a field: its choices' words, "Nothing" for none.
// `fields` are those of the page.
std::string FieldWords(const View& fields, absl::string_view field,
                       const http::Parameters& form);
std::string FieldWords(const View& fields, absl::string_view field,
                       const std::vector<std::string>& values);

// What a field is called on its page.
std::string FieldLabel(const View& fields, absl::string_view field);

// Rows of a summary list: each change, with what is there now and what was
// typed.
json::array MeanwhileRows(const View& fields,
                          const std::vector<MeanwhileChange>& changes);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_EDIT_H_
