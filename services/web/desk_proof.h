#ifndef CWP_SERVICES_WEB_DESK_PROOF_H_
#define CWP_SERVICES_WEB_DESK_PROOF_H_

#include <vector>

#include "absl/status/status.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/staff_accounts.h"

namespace cwp::web {

// Forms that ask staff who are signed in for their password once more, in the
// field `current_password`, before they change what they sign in with. Their
// routes have no `has_form`: passwords are not kept, and nothing else is typed.

// What was posted, as StaffAccounts takes it.
OwnProof ProofOf(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request);

// Says when the field was left empty.
void CheckProof(const DeskVisit& visit, std::vector<FieldError>& errors);

// What was wrong with a form that StaffAccounts refused, in its fields
// `current_password` (reasons `wrong`, `too_many`) and `code` (`wrong`). None
// when it is another error.
std::vector<FieldError> ProofErrors(const absl::Status& status);

// The page that says so: with its code, and the reason for the audit log.
http::Response ProofRefused(http::Response page, const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_PROOF_H_
