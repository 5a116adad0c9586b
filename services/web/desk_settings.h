#ifndef CWP_SERVICES_WEB_DESK_SETTINGS_H_
#define CWP_SERVICES_WEB_DESK_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/http/handler.h"
#include "common/http/parameters.h"
#include "common/organisation/parts.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/desk_edit.h"

namespace cwp::web {

// The forms in which the organisation says something of itself, one for each
// part.

// What was typed, and what is wrong with it; without etag and request id.
struct TypedSetting {
  scheduling::v1::UpdateOrganisationPartRequest request;
  std::vector<FieldError> errors;
};

struct SettingForm {
  scheduling::v1::OrganisationPart::Part part;
  // Below /desk/settings.
  const char* path;
  // The page with the form.
  const char* page;
  // Of its heading, in the catalogue of words.
  const char* heading_key;
  // What of it is compared and shown, in the order of the page.
  absl::Span<const absl::string_view> fields;
  // The form as it shows what is said; what `part` does not say, as `now` has
  // it.
  http::Parameters (*show)(const scheduling::v1::OrganisationPart& part,
                           const organisation::Parts& now);
  TypedSetting (*read)(const http::Parameters& form);
};

absl::Span<const SettingForm> SettingForms();

// That of one part, which there is.
const SettingForm& SettingOf(scheduling::v1::OrganisationPart::Part part);

// "Urgent help", by the number of the part.
std::string SettingWords(int64_t part);

// Tells with a change what held until now, while nothing was said of the part:
// what the installation was set up with, if anything.
void TellHeld(const organisation::Parts& now,
              scheduling::v1::OrganisationPart::Part part,
              scheduling::v1::UpdateOrganisationPartRequest& change);

// The page with the form. What `shown` holds stands in it.
http::Answer SettingFormPage(const Desk& desk, const DeskVisit& visit,
                             const http::Request& request,
                             const SettingForm& setting, EditedForm shown);

// The field that scheduling refused; nothing when it was none of the form.
std::optional<FieldError> RefusedSetting(const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SETTINGS_H_
