#ifndef CWP_SERVICES_WEB_DESK_LETTERS_H_
#define CWP_SERVICES_WEB_DESK_LETTERS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/parameters.h"
#include "cwp/scheduling/v1/organisation_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"

namespace cwp::web {

// What emails to families say in the organisation's own words, as a form with a
// field for each kind of email.

// In the order of the page.
inline constexpr absl::string_view kLetterFields[] = {
    "confirmation",         "cancellation", "reminder", "last_reminder",
    "session_cancellation", "waitlisted",   "offer"};

// The kind that a field is for; nothing when it is none of these.
std::optional<scheduling::v1::LetterNote::Letter> LetterOf(
    absl::string_view field);

// The form as it shows what is said.
http::Parameters LettersFormOf(const scheduling::v1::Letters& letters);

// Reads what was typed into `letters`; says what is wrong with it.
std::vector<FieldError> ReadLetters(const http::Parameters& form,
                                    scheduling::v1::Letters& letters);

// Why notifications sent no test; empty when it may have been sent.
std::string TestLetterWordsFor(const absl::Status& status, absl::Time now,
                               const absl::TimeZone& zone);

// The pages on which one is seen and tried, besides those of every setting.
std::vector<DeskRoute> DeskLetterRoutes();

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_LETTERS_H_
